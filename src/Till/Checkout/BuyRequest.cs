namespace Till.Checkout;

/// <summary>A wish to buy one thing. Nothing about its price comes from the browser.</summary>
/// <param name="VisitorKey">The browser, by the random key in its cookie.</param>
/// <param name="Email">The account's, if signed in; a guest's is asked by Stripe.</param>
/// <param name="ShopUrl">Where the buyer comes back to.</param>
internal sealed record BuyRequest(Guid VariantId, string VisitorKey, Guid? AccountId, string? Email, string ShopUrl);

/// <summary>How the session is asked for. Kept with the attempt, so that a lost reply is asked for again in the very same words.</summary>
internal sealed record SessionWords(string SuccessUrl, string CancelUrl, string? Email, string Description, DateTimeOffset ExpiresAt);

/// <summary>How the intent is asked for, likewise.</summary>
/// <param name="AmountMinor">The frozen draft's total.</param>
internal sealed record IntentWords(long AmountMinor, string Currency, string Description);
