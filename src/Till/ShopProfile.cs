using Till.Core;
using Till.Core.Memberships;

namespace Till;

/// <summary>What of a shop its owner may set without a restart.</summary>
internal sealed record ShopProfile
{
    /// <summary>Before anything is known.</summary>
    public static ShopProfile Plain { get; } = new()
    {
        Name = "Till",
        Currency = Currency.Usd,
        MailFrom = "shop@localhost",
        Pricing = new Bags.PricingSettings(null, false, 0, Money.Zero(Currency.Usd)),
    };

    public required string Name { get; init; }

    public required Currency Currency { get; init; }

    public Lines Address { get; init; } = new("");

    public string? TaxId { get; init; }

    public ShopLogo? Logo { get; init; }

    public required string MailFrom { get; init; }

    public LatePaymentPolicy LatePayments { get; init; }

    /// <summary>In days after it has left an order counts as arrived; 0: only when the owner says so.</summary>
    public int ArrivesAfterDays { get; init; } = 14;

    public AccessPolicy Access { get; init; } = AccessPolicy.Default;

    public required Bags.PricingSettings Pricing { get; init; }
}

/// <summary>A picture that stands for the shop.</summary>
/// <param name="Width">In pixels, as is <paramref name="Height"/>.</param>
internal sealed record ShopLogo(string Sha256, string ContentType, int Width, int Height)
{
    public string Url => Catalogue.MediaFiles.Url(Sha256, ContentType);

    /// <summary>How wide it is shown where it is so high; a very wide one is no wider than five times that.</summary>
    public int WidthAt(int height) => (int)Math.Clamp((long)Width * height / Math.Max(1, Height), 1, 5L * height);
}

/// <summary>What the owner has set in the back office, as it is kept; what is null stands as it was configured.</summary>
/// <param name="Version">How often it was changed: a form carries the one that it was shown with, so that a second editor is told.</param>
/// <param name="Address">Its lines parted by line ends; empty: left out.</param>
/// <param name="TaxId">Empty: none.</param>
/// <param name="Country">Empty: none.</param>
/// <param name="FreeFromMinor">Of the rule where there are no zones, in the currency that the shop has now.</param>
internal sealed record OwnerSettings(
    int Version = 1, string? Name = null, string? Currency = null, string? Address = null, string? TaxId = null, ShopLogo? Logo = null, string? MailFrom = null,
    string? LatePayments = null, int? LeewayDays = null, int? GraceDays = null, string? Country = null, bool? PricesIncludeTax = null,
    int? DeliveryBasisPoints = null, long? FreeFromMinor = null, int? ArrivesAfterDays = null)
{
    public const string Refund = "refund";
    public const string BackOrder = "back-order";

    public ShopProfile Over(ShopProfile configured)
    {
        var currency = Currency is null ? configured.Currency : Core.Currency.Parse(Currency);
        var pricing = configured.Pricing;
        return configured with
        {
            Name = Name ?? configured.Name,
            Currency = currency,
            Address = Address is null ? configured.Address : new Lines(Address),
            TaxId = TaxId is null ? configured.TaxId : TaxId.Length == 0 ? null : TaxId,
            Logo = Logo,
            MailFrom = MailFrom ?? configured.MailFrom,
            LatePayments = LatePayments is null ? configured.LatePayments : LatePayments == Refund ? LatePaymentPolicy.Refund : LatePaymentPolicy.BackOrder,
            ArrivesAfterDays = ArrivesAfterDays ?? configured.ArrivesAfterDays,
            Access = new AccessPolicy(
                LeewayDays is { } leeway ? TimeSpan.FromDays(leeway) : configured.Access.Leeway,
                GraceDays is { } grace ? TimeSpan.FromDays(grace) : configured.Access.Grace),
            Pricing = new Bags.PricingSettings(
                Country is null ? pricing.Country : Country.Length == 0 ? null : Country,
                PricesIncludeTax ?? pricing.PricesIncludeTax,
                DeliveryBasisPoints ?? pricing.DeliveryBasisPoints,
                FreeFromMinor is { } minor ? new Money(minor, currency)
                    : currency == configured.Currency ? pricing.DeliveryFreeFrom
                    : Bags.PricingSettings.FreeFrom(currency)),
        };
    }
}
