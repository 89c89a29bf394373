using Microsoft.Extensions.Primitives;

namespace Till.Sandbox.Pages.Challenge;

/// <summary>The intent of which a buyer is asked, as its page's address and form name it.</summary>
/// <param name="Kind">payment_intent or setup_intent.</param>
public sealed record Asked(string Kind, string Id, string Secret)
{
    public string Query => $"?{Kind}={Uri.EscapeDataString(Id)}&{Kind}_client_secret={Uri.EscapeDataString(Secret)}";

    internal static Asked Of(Func<string, StringValues?> field)
    {
        var kind = StringValues.IsNullOrEmpty(field("setup_intent") ?? default) ? "payment_intent" : "setup_intent";
        return new Asked(kind, field(kind)?.ToString() ?? "", field(kind + "_client_secret")?.ToString() ?? "");
    }
}

/// <summary>What a bank shows of the payment that its card's holder is to confirm.</summary>
/// <param name="Amount">Null when the card is only kept for later.</param>
public sealed record ChallengeModel(string Merchant, string? Amount, string Card, Asked Asked);
