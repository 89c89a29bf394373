using Till.Sandbox.Disputes;

namespace Till.Sandbox.Payments;

/// <summary>Why an issuer or Stripe refuses a card, in the words of Stripe's errors.</summary>
/// <param name="Code">The error's code.</param>
/// <param name="DeclineCode">The issuer's reason, where there is one.</param>
/// <param name="Message">What a buyer may read.</param>
/// <param name="Param">The field that is wrong, where it is one.</param>
/// <param name="Advice">What Stripe advises to do.</param>
/// <param name="Blocked">True when Radar stopped it before the network was asked.</param>
internal sealed record Decline(
    string Code, string? DeclineCode, string Message, string? Param = null, string? Advice = "try_again_later", bool Blocked = false);

/// <summary>When a card asks its holder to authenticate.</summary>
internal enum Authentication
{
    Never,
    /// <summary>Until it was set up for later use.</summary>
    UnlessSetUp,
    Always,
    /// <summary>Already set up: only when its holder is present.</summary>
    OnSession,
    /// <summary>Passes without the holder's doing.</summary>
    Frictionless,
    /// <summary>Required, but the issuer's server fails.</summary>
    Broken,
}

internal enum RefundTurn
{
    Succeeds,
    PendingThenSucceeds,
    SucceedsThenFails,
}

/// <summary>One of Stripe's test cards: its number, the names it has in the API, and how it behaves.</summary>
internal sealed record TestCard(string Number, string Name, string Brand = "visa", string Country = "US", string Funding = "credit")
{
    /// <summary>What happens when it is charged; null for success.</summary>
    public Decline? Decline { get; init; }

    public Authentication Authentication { get; init; }

    public string Cvc { get; init; } = "pass";

    public string PostalCode { get; init; } = "pass";

    public string Line1 { get; init; } = "pass";

    public RefundTurn Refund { get; init; }

    /// <summary>What its holder does once it has been charged.</summary>
    public Regret Regret { get; init; }

    /// <summary>Its money is available at once.</summary>
    public bool BypassesPending { get; init; }

    public string Risk { get; init; } = "normal";

    /// <summary>It can be kept with a customer although it can never be charged.</summary>
    public bool Attaches { get; init; }

    public string Last4 => Number[^4..];
}

/// <summary>Stripe's published test cards.</summary>
internal static class TestCards
{
    private static readonly Decline Generic = new("card_declined", "generic_decline", "Your card was declined.");
    private static readonly Decline NoFunds = new("card_declined", "insufficient_funds", "Your card has insufficient funds.");
    private static readonly Decline Processing =
        new("processing_error", null, "An error occurred while processing your card. Try again in a little bit.");

    private static readonly TestCard[] All =
    [
        new("4242424242424242", "visa"),
        new("4000056655665556", "visa_debit", Funding: "debit"),
        new("5555555555554444", "mastercard", "mastercard"),
        new("2223003122003222", "mastercard_2series", "mastercard"),
        new("5200828282828210", "mastercard_debit", "mastercard", Funding: "debit"),
        new("5105105105105100", "mastercard_prepaid", "mastercard", Funding: "prepaid"),
        new("378282246310005", "amex", "amex"),
        new("371449635398431", "amex_2", "amex"),
        new("6011111111111117", "discover", "discover"),
        new("6011000990139424", "discover_2", "discover"),
        new("3056930009020004", "diners", "diners"),
        new("36227206271667", "diners_14digits", "diners"),
        new("3566002020360505", "jcb", "jcb", "JP"),
        new("6200000000000005", "unionpay", "unionpay", "CN"),
        new("4000000760000002", "br", Country: "BR"),
        new("4000001240000000", "ca", Country: "CA"),
        new("4000004840008001", "mx", Country: "MX"),
        new("4000000400000008", "at", Country: "AT"),
        new("4000000560000004", "be", Country: "BE"),
        new("4000002080000001", "dk", Country: "DK"),
        new("4000002460000001", "fi", Country: "FI"),
        new("4000002500000003", "fr", Country: "FR"),
        new("4000002760000016", "de", Country: "DE"),
        new("4000003720000005", "ie", Country: "IE"),
        new("4000003800000008", "it", Country: "IT"),
        new("4000005280000002", "nl", Country: "NL"),
        new("4000005780000007", "no", Country: "NO"),
        new("4000006160000005", "pl", Country: "PL"),
        new("4000007240000007", "es", Country: "ES"),
        new("4000007520000008", "se", Country: "SE"),
        new("4000007560000009", "ch", Country: "CH"),
        new("4000008260000000", "gb", Country: "GB"),
        new("4000008260000000", "gb_debit", Country: "GB", Funding: "debit"),
        new("4000000360000006", "au", Country: "AU"),
        new("4000003560000008", "in", Country: "IN"),
        new("4000003920000003", "jp", Country: "JP"),
        new("4000007020000003", "sg", Country: "SG"),
        new("4000002500003155", "authenticationRequiredOnSetup", Country: "FR") { Authentication = Authentication.UnlessSetUp },
        new("4000002760003184", "authenticationRequired", Country: "DE") { Authentication = Authentication.Always },
        new("4000003800000446", "authenticationRequiredSetupForOffSession", Country: "IT") { Authentication = Authentication.OnSession },
        new("4000008260003178", "authenticationRequiredChargeDeclinedInsufficientFunds", Country: "GB")
        {
            Authentication = Authentication.Always, Decline = NoFunds,
        },
        new("4000000000003220", "threeDSecure2Required", Country: "IE") { Authentication = Authentication.Always },
        new("4000008400000027", "threeDSecureRequired") { Authentication = Authentication.Always },
        new("4000008400001629", "threeDSecureRequiredChargeDeclined") { Authentication = Authentication.Always, Decline = Generic },
        new("4000008400001280", "threeDSecureRequiredProcessingError") { Authentication = Authentication.Broken, Decline = Generic },
        new("4000000000003055", "threeDSecureOptional"),
        new("4000000000003097", "threeDSecureOptionalProcessingError"),
        new("4000000032200000", "threeDSecureFrictionless") { Authentication = Authentication.Frictionless },
        new("378282246310005", "amex_threeDSecureNotSupported", "amex"),
        new("4000000000000002", "chargeDeclined") { Decline = Generic },
        new("4000000000009995", "chargeDeclinedInsufficientFunds") { Decline = NoFunds },
        new("4000000000009987", "chargeDeclinedLostCard")
        {
            Decline = new("card_declined", "lost_card", "Your card was declined.", Advice: "do_not_try_again"),
        },
        new("4000000000009979", "chargeDeclinedStolenCard")
        {
            Decline = new("card_declined", "stolen_card", "Your card was declined.", Advice: "do_not_try_again"),
        },
        new("4000000000006975", "chargeDeclinedVelocityLimitExceeded")
        {
            Decline = new("card_declined", "card_velocity_exceeded",
                "Your card was declined for making repeated attempts too frequently or exceeding its amount limit."),
        },
        new("4000000000000069", "chargeDeclinedExpiredCard")
        {
            Decline = new("expired_card", null, "Your card has expired.", "exp_month", "confirm_card_data"),
        },
        new("4000000000000127", "chargeDeclinedIncorrectCvc")
        {
            Cvc = "fail", Decline = new("incorrect_cvc", null, "Your card's security code is incorrect.", "cvc", "confirm_card_data"),
        },
        new("4000000000000119", "chargeDeclinedProcessingError") { Decline = Processing },
        new("4000000000000341", "chargeCustomerFail") { Decline = Generic, Attaches = true },
        new("4100000000000019", "radarBlock")
        {
            Risk = "highest", Decline = new("card_declined", "fraudulent", "Your card was declined.", Advice: null, Blocked: true),
        },
        new("4000000000004954", "riskLevelHighest") { Risk = "highest" },
        new("4000000000009235", "riskLevelElevated") { Risk = "elevated" },
        new("4000000000000101", "cvcCheckFail") { Cvc = "fail" },
        new("4000000000000036", "avsZipFail") { PostalCode = "fail" },
        new("4000000000000028", "avsLine1Fail") { Line1 = "fail" },
        new("4000000000000010", "avsFail") { Line1 = "fail", PostalCode = "fail" },
        new("4000000000000044", "avsUnchecked") { Line1 = "unavailable", PostalCode = "unavailable" },
        new("4000000000000259", "createDispute") { Regret = Regret.Fraudulent },
        new("4000000000002685", "createDisputeProductNotReceived") { Regret = Regret.NotReceived },
        new("4000000000001976", "createDisputeInquiry") { Regret = Regret.Inquiry },
        new("4000000000005423", "createIssuerFraudRecord") { Regret = Regret.Warning },
        new("4000000404000079", "createMultipleDisputes") { Regret = Regret.Twice },
        new("4000000000007726", "pendingRefund") { Refund = RefundTurn.PendingThenSucceeds },
        new("4000000000005126", "refundFail") { Refund = RefundTurn.SucceedsThenFails },
        new("4000000000000077", "bypassPending") { BypassesPending = true },
        new("4000003720000278", "bypassPendingInternational", Country: "IE") { BypassesPending = true },
        new("4000000000001208", "captchaChallenge"),
        new("4000000000003725", "captchaChallenge_2"),
    ];

    private static readonly Dictionary<string, TestCard> ByName = Index();

    private static readonly Dictionary<string, TestCard> ByNumber =
        All.DistinctBy(card => card.Number, StringComparer.Ordinal).ToDictionary(card => card.Number, StringComparer.Ordinal);

    /// <summary>By the number with spaces and dashes taken out.</summary>
    public static TestCard? OfNumber(string number) => ByNumber.GetValueOrDefault(number);

    /// <summary>By what follows <c>pm_card_</c> or <c>tok_</c>.</summary>
    public static TestCard? OfName(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The card of an id such as <c>pm_card_visa</c> or <c>tok_visa</c>.</summary>
    public static TestCard? OfAlias(string id) =>
        id.StartsWith("pm_card_", StringComparison.Ordinal) ? OfName(id[8..])
        : id.StartsWith("tok_", StringComparison.Ordinal) ? OfName(id[4..])
        : null;

    private static Dictionary<string, TestCard> Index()
    {
        var names = All.ToDictionary(card => card.Name, StringComparer.Ordinal);
        // The declining cards have a second name that begins with their brand.
        foreach (var card in All.Where(card => card.Name.StartsWith("chargeDeclined", StringComparison.Ordinal)))
        {
            names.Add("visa_" + card.Name, card);
        }
        names.Add("threeDSecure2Optional", names["threeDSecureOptional"]);
        names.Add("us", names["visa"]);
        names.Add("chargeDeclinedFraudulent", names["radarBlock"]);
        names.Add("visa_chargeDeclinedFraudulent", names["radarBlock"]);
        return names;
    }
}
