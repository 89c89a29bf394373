using System.Data.Common;

namespace Till.Rehearsal;

/// <summary>What goes wrong in a history, and how often. A history has some of it, or nothing at all.</summary>
internal sealed class Weather
{
    /// <summary>Of a thousand calls to Stripe: the request is lost, the reply is lost, it comes twice, or it is refused (409, 429, 500).</summary>
    public int LostRequests { get; set; }

    public int LostReplies { get; set; }

    public int DoubledRequests { get; set; }

    public int Refusals { get; set; }

    /// <summary>Of a thousand webhooks.</summary>
    public int LostWebhooks { get; set; }

    public int DoubledWebhooks { get; set; }

    /// <summary>Up to how long a webhook takes.</summary>
    public TimeSpan WebhookDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Of a thousand transactions: busy or lost in the midst, or the answer to the commit is lost.</summary>
    public int LostTransactions { get; set; }

    public int LostCommits { get; set; }

    public int LostMails { get; set; }

    public bool StripeIsAway { get; set; }

    public bool MailIsAway { get; set; }

    public bool DatabaseIsAway { get; set; }

    /// <summary>Between two crashes, on average; null: nothing crashes.</summary>
    public TimeSpan? Crashes { get; set; }

    /// <summary>Between two outages, on average; null: none.</summary>
    public TimeSpan? Outages { get; set; }

    /// <summary>It is over: nothing goes wrong any more.</summary>
    public bool IsCalm { get; private set; }

    public static Weather Choose(Choices choices)
    {
        var weather = new Weather();
        if (choices.Sometimes(150))
        {
            return weather; // a fine day
        }

        weather.LostRequests = choices.Of(0, 0, 20, 100);
        weather.LostReplies = choices.Of(0, 0, 20, 100, 300);
        weather.DoubledRequests = choices.Of(0, 0, 50, 200);
        weather.Refusals = choices.Of(0, 0, 30, 150);
        weather.LostWebhooks = choices.Of(0, 0, 100, 500, 1000);
        weather.DoubledWebhooks = choices.Of(0, 0, 200, 700);
        weather.WebhookDelay = choices.Of(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(20), TimeSpan.FromHours(9));
        weather.LostTransactions = choices.Of(0, 0, 10, 50);
        weather.LostCommits = choices.Of(0, 0, 5, 20);
        weather.LostMails = choices.Of(0, 0, 100, 500);
        weather.Crashes = choices.Of<TimeSpan?>(null, null, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(20));
        weather.Outages = choices.Of<TimeSpan?>(null, null, TimeSpan.FromMinutes(90), TimeSpan.FromMinutes(20));
        return weather;
    }

    /// <summary>Whether a failure is the database's, which a shop survives, and not a fault of the shop.</summary>
    public static bool IsOfTheDatabase(Exception exception) => exception is DbException;

    /// <summary>From now on nothing goes wrong any more.</summary>
    public void Clear()
    {
        (LostRequests, LostReplies, DoubledRequests, Refusals, LostTransactions, LostCommits, LostMails) = (0, 0, 0, 0, 0, 0, 0);
        (StripeIsAway, MailIsAway, DatabaseIsAway, Crashes, Outages, IsCalm) = (false, false, false, null, null, true);
    }
}
