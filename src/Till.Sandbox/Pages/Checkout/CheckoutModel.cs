namespace Till.Sandbox.Pages.Checkout;

/// <summary>One line of what is bought, as it is shown.</summary>
public sealed record CheckoutLine(string Description, string? Quantity, string Amount, string? Picture);

/// <summary>What the buyer has typed and sees again. Card and bank account are never among it.</summary>
public sealed record CheckoutValues(string Email, string Name, string Country, string PostalCode)
{
    public ShippingValues Shipping { get; init; } = new("", "", "", "", "", "", "");

    /// <summary>The code as it was typed, when it was not taken.</summary>
    public string Code { get; init; } = "";
}

/// <summary>Where it is sent to, as it was typed.</summary>
public sealed record ShippingValues(string Name, string Country, string Line1, string Line2, string City, string State, string PostalCode);

/// <summary>A delivery to choose.</summary>
public sealed record DeliveryChoice(string Id, string Name, string Amount, bool Chosen);

/// <summary>What is asked when something is to be sent, and what it may be sent by.</summary>
/// <param name="Countries">To which it may be sent; empty when no address is asked.</param>
public sealed record DeliveryAsk(IReadOnlyList<string> Countries, IReadOnlyList<DeliveryChoice> Choices);

/// <summary>A part of the total, such as a discount or tax.</summary>
/// <param name="Removable">Whether the buyer can take it off again.</param>
public sealed record Sum(string Name, string Amount, bool Removable = false);

/// <summary>A way to pay that the page offers.</summary>
public sealed record MethodChoice(string Type, string Name, string Address, bool Chosen);

/// <summary>What a subscription costs, and when, as its page says it.</summary>
/// <param name="Lead">What is subscribed to, or tried.</param>
/// <param name="Headline">The large words: a price, or the free days.</param>
/// <param name="Interval">Such as <c>per month</c>; after a trial, what it costs then.</param>
/// <param name="Button">What the button says.</param>
/// <param name="Terms">What the buyer agrees to.</param>
public sealed record SubscriptionAsk(string Lead, string Headline, string Interval, string Button, string Terms);

/// <summary>The hosted page of an open session.</summary>
public sealed record CheckoutModel
{
    public required string SessionId { get; init; }

    public required string Merchant { get; init; }

    public required IReadOnlyList<CheckoutLine> Lines { get; init; }

    /// <summary>Null when nothing is subscribed to.</summary>
    public SubscriptionAsk? Subscribes { get; init; }

    /// <summary>Such as <c>$9.99</c>; null when a method is only kept for later.</summary>
    public required string? Total { get; init; }

    /// <summary>In upper case.</summary>
    public required string Currency { get; init; }

    public required CheckoutValues Values { get; init; }

    /// <summary>Given by the shop, and not to be changed.</summary>
    public bool EmailIsFixed { get; init; }

    /// <summary>How it is paid; null when nothing is to be paid.</summary>
    public MethodChoice? Method { get; init; }

    /// <summary>All ways to pay; shown when there are several.</summary>
    public IReadOnlyList<MethodChoice> Methods { get; init; } = [];

    public required string ButtonWords { get; init; }

    public DeliveryAsk Delivery { get; init; } = new([], []);

    /// <summary>What the total is made of, when it is more than its lines.</summary>
    public IReadOnlyList<Sum> Sums { get; init; } = [];

    /// <summary>Whether a code can be typed now.</summary>
    public bool TakesCode { get; init; }

    /// <summary>What has changed under the buyer's hands, and is to be looked at before paying.</summary>
    public string? Changed { get; init; }

    public string? CancelUrl { get; init; }

    /// <summary>Where an authentication waits that was begun and not answered.</summary>
    public string? ChallengeUrl { get; init; }

    /// <summary>Why the last card was refused.</summary>
    public string? Refusal { get; init; }

    /// <summary>What is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
