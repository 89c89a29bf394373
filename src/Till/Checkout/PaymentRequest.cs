using Till.Core;
using Till.Payments;

namespace Till.Checkout;

/// <summary>A wish to pay for a bag. Nothing about its price comes from the browser.</summary>
/// <param name="Kind">On Stripe's page, or on the shop's own.</param>
/// <param name="Shown">
/// The <see cref="Draft.Fingerprint"/> of what the buyer was shown; null where they were shown nothing but the product. Where it is not what
/// the bag costs now, nothing is charged and they are shown it anew.
/// </param>
/// <param name="Details">Who buys and where it goes; null where Stripe's page asks.</param>
/// <param name="Email">The account's, where Stripe's page asks.</param>
/// <param name="Remote">Whence it comes, by <see cref="Remote.Of"/>.</param>
/// <param name="ShopUrl">Where the buyer comes back to.</param>
internal sealed record PaymentRequest(
    Guid BagId, AttemptKind Kind, string? Shown, CheckoutDetails? Details, Guid? AccountId, string? Email, string Remote, string ShopUrl)
{
    /// <summary>For a draft that the shop made, which lies in no bag: whoever leaves Stripe's page comes back to the order's.</summary>
    public bool ByLink { get; init; }
}

/// <param name="Address">Null where nothing goes by post.</param>
/// <param name="Save">The buyer asked to keep the address in the account.</param>
internal sealed record CheckoutDetails(string Email, string Name, string? Phone, Address? Address, bool Save);

/// <summary>How the session is asked for. Kept with the attempt, so that a lost reply is asked for again in the very same words.</summary>
internal sealed record SessionWords(string SuccessUrl, string CancelUrl, string? Email, string Description, DateTimeOffset ExpiresAt);

/// <summary>How the intent is asked for, likewise.</summary>
/// <param name="AmountMinor">The frozen draft's total.</param>
internal sealed record IntentWords(long AmountMinor, string Currency, string Description);
