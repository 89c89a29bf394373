using System.Net;
using Till.Core;
using Till.Core.Memberships;

namespace Till;

/// <summary>
/// The shop's settings. They are read at start from <c>appsettings.json</c> and the environment (<c>Till__Name</c>,
/// <c>Stripe__SecretKey</c>, <c>ConnectionStrings__Till</c> …); what the owner has set in the back office since then counts in their
/// place, and from the next look on.
/// </summary>
internal sealed record ShopSettings
{
    private readonly ShopProfile configured = ShopProfile.Plain;
    private volatile ShopProfile profile = ShopProfile.Plain;

    /// <summary>What the owner may set, as it was configured.</summary>
    public ShopProfile Configured
    {
        get => configured;
        init => (configured, profile) = (value, value);
    }

    /// <summary>What the owner may set, as it stands now.</summary>
    public ShopProfile Profile
    {
        get => profile;
        init => profile = value;
    }

    public string Name => profile.Name;

    public Currency Currency
    {
        get => profile.Currency;
        init => profile = profile with { Currency = value };
    }

    /// <summary>The shop's own, line by line, as invoices show it.</summary>
    public IReadOnlyList<string> Address => profile.Address;

    /// <summary>The number under which the shop pays tax, as invoices show it.</summary>
    public string? TaxId => profile.TaxId;

    /// <summary>Beside the shop's name, or in its place; null: the shop's own sign.</summary>
    public ShopLogo? Logo => profile.Logo;

    /// <summary>What becomes of a payment that comes when what it was for has been sold to others.</summary>
    public LatePaymentPolicy LatePayments => profile.LatePayments;

    /// <summary>How long a member stays in when Stripe is late or a renewal fails.</summary>
    public AccessPolicy Access => profile.Access;

    public Bags.PricingSettings Pricing => profile.Pricing;

    public MailSettings Mail => MailServer with { From = profile.MailFrom };

    /// <summary>Where buyers reach the shop, without a closing slash; null: the address it listens on.</summary>
    public required string? PublicUrl { get; init; }

    /// <summary>How long pages are kept that are the same for everybody; zero: each is made anew.</summary>
    public required TimeSpan PageCache { get; init; }

    /// <summary>Addresses of reverse proxies that are believed when they say who a visitor is; those of this machine always are.</summary>
    public required IReadOnlyList<IPAddress> Proxies { get; init; }

    public required string? ConnectionString { get; init; }

    public required StripeSettings Stripe { get; init; }

    /// <summary>By whom mails are sent. From whom is the owner's to say: <see cref="Mail"/>.</summary>
    public required MailSettings MailServer { get; init; }

    /// <summary>Takes over what the owner has set.</summary>
    /// <returns>Whether anything is another way now.</returns>
    public bool Apply(OwnerSettings own)
    {
        var (before, now) = (profile, own.Over(configured));
        profile = now;
        return before != now;
    }

    /// <summary>Never shows a key or a password.</summary>
    public override string ToString() => $"{Name}, {Currency}, {Stripe}, {Mail}";

    /// <exception cref="SettingsException">One or more settings are malformed; the message names each.</exception>
    public static ShopSettings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var currency = reader.Parsed("Till:Currency", Currency.Usd, Currency.TryParse, "a currency code such as usd");
        var mail = MailSettings.Read(reader);
        var settings = new ShopSettings
        {
            Configured = new ShopProfile
            {
                Name = reader.Text("Till:Name") ?? "Till",
                Currency = currency,
                Address = new Lines((reader.Text("Till:Address") ?? "").Replace("\\n", "\n")),
                TaxId = reader.Text("Till:TaxId"),
                MailFrom = mail.From,
                LatePayments = reader.Parsed("Till:LatePayments", LatePaymentPolicy.BackOrder, LatePayment, "back-order or refund"),
                ArrivesAfterDays = reader.Parsed("Till:ArrivesAfterDays", ShopProfile.Plain.ArrivesAfterDays, Days, "a number of days from 0 to 90"),
                Access = new AccessPolicy(
                    TimeSpan.FromDays(reader.Parsed("Till:Memberships:LeewayDays", (int)AccessPolicy.Default.Leeway.TotalDays, Days, "a number of days from 0 to 90")),
                    TimeSpan.FromDays(reader.Parsed("Till:Memberships:GraceDays", (int)AccessPolicy.Default.Grace.TotalDays, Days, "a number of days from 0 to 90"))),
                Pricing = Bags.PricingSettings.Read(reader, currency),
            },
            PublicUrl = reader.Url("Till:PublicUrl"),
            PageCache = TimeSpan.FromSeconds(reader.Parsed("Till:PageCacheSeconds", 60, Seconds, "a number of seconds from 0 to 3600")),
            Proxies = reader.Parsed<IReadOnlyList<IPAddress>>("Till:Proxies", [], Addresses, "a list of addresses such as 10.0.0.5, 10.0.0.6"),
            ConnectionString = reader.Connection("ConnectionStrings:Till"),
            Stripe = StripeSettings.Read(reader),
            MailServer = mail,
        };
        reader.ThrowIfMalformed();
        return settings;
    }

    private static bool Addresses(string? text, out IReadOnlyList<IPAddress> addresses)
    {
        var read = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(one => IPAddress.TryParse(one, out var address) ? address : null).ToList();
        addresses = [.. read.OfType<IPAddress>()];
        return addresses.Count == read.Count;
    }

    private static bool LatePayment(string? text, out LatePaymentPolicy policy)
    {
        policy = text == "refund" ? LatePaymentPolicy.Refund : LatePaymentPolicy.BackOrder;
        return text is "refund" or "back-order";
    }

    private static bool Days(string? text, out int days) => int.TryParse(text, out days) && days is >= 0 and <= 90;

    private static bool Seconds(string? text, out int seconds) => int.TryParse(text, out seconds) && seconds is >= 0 and <= 3600;
}

internal enum LatePaymentPolicy
{
    /// <summary>The order stands and is delivered when there is more; the owner is told.</summary>
    BackOrder,

    /// <summary>The money goes back; owner and buyer are told.</summary>
    Refund,
}

/// <summary>Keys and addresses of Stripe. Without a secret key the shop has nothing to be paid by.</summary>
/// <param name="WebhookSecrets">Secrets that webhooks may be signed with; several while one is being rolled, separated by commas.</param>
internal sealed record StripeSettings(
    string? SecretKey, string? PublishableKey, IReadOnlyList<string> WebhookSecrets, string ApiBase, string ScriptUrl)
{
    public const string StripeApi = "https://api.stripe.com";

    public bool HasKeys => SecretKey is not null && PublishableKey is not null;

    /// <summary>Whether real money is taken.</summary>
    public bool IsLive => HasKeys && SecretKey!.Contains("_live_", StringComparison.Ordinal);

    public static StripeSettings Read(SettingsReader reader)
    {
        var secret = reader.Key("Stripe:SecretKey", "sk_test_", "sk_live_", "rk_test_", "rk_live_");
        var publishable = reader.Key("Stripe:PublishableKey", "pk_test_", "pk_live_");
        if ((secret is null) != (publishable is null) && !reader.IsMalformed)
        {
            reader.Refuse(secret is null ? "Stripe:SecretKey" : "Stripe:PublishableKey", "missing, while the other of the two keys is set");
        }

        return new StripeSettings(
            secret,
            publishable,
            [.. (reader.Text("Stripe:WebhookSecret") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            reader.Url("Stripe:ApiBase") ?? StripeApi,
            reader.Url("Stripe:ScriptUrl") ?? "https://js.stripe.com/endive/stripe.js");
    }

    /// <summary>Never shows a key.</summary>
    public override string ToString() => $"Stripe at {ApiBase}, {(HasKeys ? "keys set" : "no keys")}";
}

/// <summary>Where mails go: to a server by SMTP when a host is set, else into a folder as files.</summary>
internal sealed record MailSettings(string From, string? SmtpHost, int SmtpPort, bool SmtpTls, string? SmtpUser, string? SmtpPassword)
{
    public static MailSettings Read(SettingsReader reader) => new(
        reader.Parsed("Till:Mail:From", "shop@localhost", Email, "an e-mail address"),
        reader.Text("Till:Mail:Smtp:Host"),
        reader.Parsed("Till:Mail:Smtp:Port", 587, Port, "a port between 1 and 65535"),
        reader.Parsed("Till:Mail:Smtp:Tls", true, bool.TryParse, "true or false"),
        reader.Text("Till:Mail:Smtp:User"),
        reader.Text("Till:Mail:Smtp:Password"));

    /// <summary>Never shows the password.</summary>
    public override string ToString() => SmtpHost is null ? "mail folder" : $"SMTP server {SmtpHost}:{SmtpPort}";

    private static bool Port(string? text, out int port) => int.TryParse(text, out port) && port is > 0 and <= 65535;

    private static bool Email(string? text, out string email)
    {
        email = text?.Trim() ?? "";
        return System.Net.Mail.MailAddress.TryCreate(email, out _);
    }
}
