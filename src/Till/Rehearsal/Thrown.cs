namespace Till.Rehearsal;

/// <summary>What is thrown at the shop, in the words of the report.</summary>
internal static class Thrown
{
    public const string Crashes = "processes killed";
    public const string Outages = "outages of Stripe, mail or database";
    public const string Unreachable = "calls while Stripe was away";
    public const string LostRequests = "requests lost on the way to Stripe";
    public const string LostReplies = "replies of Stripe lost";
    public const string DoubledRequests = "requests that reached Stripe twice";
    public const string Refusals = "refusals (409, 429, 500, 503)";
    public const string Webhooks = "webhooks brought";
    public const string LostWebhooks = "webhooks lost for ever";
    public const string Forgeries = "forged webhooks";
    public const string LostTransactions = "transactions lost";
    public const string LostCommits = "commits whose answer was lost";
    public const string LostMails = "mails refused or lost";

    public static IReadOnlyList<string> All { get; } =
    [
        Crashes, Outages, Unreachable, LostRequests, LostReplies, DoubledRequests, Refusals, Webhooks, LostWebhooks, Forgeries, LostTransactions, LostCommits,
        LostMails,
    ];
}
