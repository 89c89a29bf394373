using System.Globalization;

namespace Till.Sandbox.Wire;

/// <summary>The version of Stripe's API that a request asks for. What is not said here is the same in every version.</summary>
internal sealed class ApiVersion
{
    /// <summary>The version that the account and its endpoints have by default.</summary>
    public const string Current = "2026-10-28.endive";

    private const string Basil = "2025-03-31";
    private const string Clover = "2025-09-30";
    private const string Dahlia = "2026-03-25";
    private const string Endive = "2026-10-28";

    /// <summary>Parameters that the current version no longer has.</summary>
    private static readonly Dictionary<string, string> TakenUntil = new(StringComparer.Ordinal)
    {
        ["payment_method_types"] = Endive,
        ["source"] = Endive,
        ["coupon"] = Clover,
        ["promotion_code"] = Clover,
        ["account_balance"] = "2019-10-17",
        ["save_payment_method"] = "2020-08-27",
        ["shipping_rates"] = "2022-08-01",
    };

    private static readonly HashSet<string> AlwaysTaken = new(StringComparer.Ordinal) { "expand", "client_secret", "key", "_stripe_version" };

    /// <summary>What answers of older versions leave out, by object.</summary>
    private static readonly (string Object, string Name, string Since)[] Additions =
    [
        ("*", "customer_account", "2026-01-01"),
        ("balance_transaction", "balance_type", Clover),
        ("payment_intent", "allowed_payment_method_types", Endive),
        ("payment_intent", "payment_record", Endive),
        ("payment_intent", "managed_payments", Endive),
        ("payment_intent", "excluded_payment_method_types", "2025-07-01"),
        ("setup_intent", "allowed_payment_method_types", Endive),
        ("setup_intent", "excluded_payment_method_types", "2025-07-01"),
        ("setup_intent", "managed_payments", Endive),
        ("checkout.session", "allowed_payment_method_types", Endive),
        ("checkout.session", "managed_payments", Endive),
        ("checkout.session", "branding_settings", Clover),
        ("checkout.session", "origin_context", "2025-07-01"),
        ("checkout.session", "integration_identifier", Dahlia),
        ("refund", "customer", Endive),
        ("refund", "customer_account", Endive),
        ("refund", "payment_method", Endive),
        ("credit_note_line_item", "metadata", Endive),
        ("item", "adjustable_quantity", Endive),
        ("item", "metadata", "2025-09-01"),
        ("subscription", "billing_mode", "2025-06-30"),
        ("subscription", "billing_schedules", Endive),
        ("subscription", "managed_payments", Endive),
        ("subscription", "status_details", Endive),
        ("subscription_item", "billing_thresholds", "2025-06-30"),
        ("subscription_item", "current_trial", Endive),
        ("line_item", "quantity_decimal", Dahlia),
        ("line_item", "subtotal", Dahlia),
        ("invoiceitem", "net_amount", Dahlia),
        ("invoiceitem", "quantity_decimal", Dahlia),
    ];

    private readonly HashSet<string> _absent;

    private ApiVersion(string text, string date)
    {
        (Text, Date) = (text, date);
        _absent = [.. Additions.Where(a => string.CompareOrdinal(date, a.Since) < 0).Select(a => a.Object + "." + a.Name)];
    }

    public string Text { get; }

    public string Date { get; }

    public bool IsCurrent => _absent.Count == 0 && !Before(Endive);

    public bool BeforeBasil => Before(Basil);

    public bool BeforeDahlia => Before(Dahlia);

    public bool BeforeEndive => Before(Endive);

    public static ApiVersion Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return new ApiVersion(Current, Endive);
        }
        // Previews name themselves after a semicolon; what the sandbox has is in every preview.
        var name = text.Split(';')[0].Trim();
        var date = name.Split('.')[0];
        return DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 2011
            ? new ApiVersion(name, date)
            : throw new StripeError(400, $"Invalid Stripe API version: {text}") { BeforeExecution = true };
    }

    /// <summary>
    /// The version of a caller that names none. Stripe's command line plays scenarios that were written before parameters were renamed, and
    /// means them as they were.
    /// </summary>
    public static string? OfCaller(string? userAgent) =>
        userAgent?.Contains("stripe-cli/", StringComparison.Ordinal) ?? false ? Basil + ".basil" : null;

    public bool Before(string date) => string.CompareOrdinal(Date, date) < 0;

    public bool Hides(string objectType, string name) => _absent.Contains(objectType + "." + name) || _absent.Contains("*." + name);

    /// <summary>A parameter of this version that the current list does not have. Versions before 2025-03-31 are read leniently.</summary>
    public bool Knows(string parameter) =>
        AlwaysTaken.Contains(parameter) || BeforeBasil || (TakenUntil.TryGetValue(parameter, out var until) && Before(until));

    /// <summary>What became required only later: before 2022-08-01 line items named themselves, and promotion codes took a coupon.</summary>
    public bool Forgives(string parameter) =>
        (parameter is ("mode" or "success_url") && Before("2023-08-16")) || (parameter == "promotion" && Before(Clover));

    /// <summary>Values that had another name before.</summary>
    public bool KnowsChoice(string parameter, string value) =>
        (parameter == "ui_mode" && value is ("hosted" or "embedded" or "custom") && BeforeDahlia) || (BeforeBasil && parameter != "mode");
}
