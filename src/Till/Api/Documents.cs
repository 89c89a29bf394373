namespace Till.Api;

/// <summary>A page of a list. <c>next</c> goes into <c>after</c> of the next request; null: this is the end.</summary>
internal sealed record ApiPage<T>(IReadOnlyList<T> Data, string? Next);

/// <param name="Amount">In minor units: cents of USD, yen of JPY.</param>
/// <param name="Currency">ISO 4217, in small letters.</param>
internal sealed record ApiMoney(long Amount, string Currency);

/// <param name="Version">Goes into <c>version</c> or <c>If-Match</c> of a change.</param>
/// <param name="Url">Where the shop shows it.</param>
internal sealed record ApiProduct(
    Guid Id, string Kind, string Slug, string Title, string Maker, int? Year, string Description, bool Published, bool MemberOnly, DateTimeOffset? RemovedAt,
    int Version, DateTimeOffset UpdatedAt, string Url, IReadOnlyList<ApiCategory> Categories, IReadOnlyList<ApiVariant> Variants);

internal sealed record ApiCategory(Guid Id, string Name);

/// <param name="Size">Empty where there is only one.</param>
/// <param name="Stock">Null: not counted, there are always some.</param>
/// <param name="LowStock">At so many the owner is told.</param>
/// <param name="Prices">Those in force now.</param>
internal sealed record ApiVariant(Guid Id, string Sku, string Size, int? Stock, int LowStock, IReadOnlyList<ApiPrice> Prices);

/// <param name="Interval">once, month or year.</param>
internal sealed record ApiPrice(string Interval, long Amount, string Currency);

/// <summary>An order in a list.</summary>
/// <param name="State">paid, preparing, shipped, completed, cancelled or refunded.</param>
internal sealed record ApiOrderRow(
    Guid Id, long? Number, string State, string? Email, string? Name, string Title, ApiMoney Total, ApiMoney Refunded, DateTimeOffset CreatedAt, DateTimeOffset? PaidAt);

internal sealed record ApiOrder(
    Guid Id, long? Number, string State, string? Email, string? Name, string? Phone, ApiAddress? Address, ApiMoney Subtotal, string? DiscountCode, ApiMoney Discount,
    ApiMoney Delivery, ApiMoney Tax, ApiMoney TaxIncluded, ApiMoney Total, ApiMoney Refunded, DateTimeOffset CreatedAt, DateTimeOffset? PaidAt,
    DateTimeOffset? PreparingAt, IReadOnlyList<ApiLine> Lines, IReadOnlyList<ApiPayment> Payments, IReadOnlyList<ApiRefund> Refunds,
    IReadOnlyList<ApiShipment> Shipments, IReadOnlyList<ApiNote> Notes);

internal sealed record ApiAddress(string? Name, string? Street1, string? Street2, string? Town, string? County, string? Postcode, string? Country);

/// <param name="BackOrdered">How many of them were bought after the shelf was empty.</param>
internal sealed record ApiLine(
    Guid ProductId, Guid VariantId, string Kind, string Sku, string Title, string Maker, string Size, int Quantity, ApiMoney Unit, ApiMoney Total, ApiMoney Discount,
    bool Delivered, int BackOrdered);

/// <param name="Role">order: what the order was paid with; held: money that is not the order's and goes back.</param>
internal sealed record ApiPayment(Guid Id, string Role, ApiMoney Amount, string PaymentIntent, string? Method, DateTimeOffset PaidAt);

/// <param name="State">requested, pending, requires_action, succeeded, failed or canceled: it may fail after it has succeeded.</param>
/// <param name="StripeId">Null until Stripe has heard of it.</param>
internal sealed record ApiRefund(Guid Id, string State, ApiMoney Amount, string? Reason, string? StripeId, DateTimeOffset CreatedAt);

internal sealed record ApiShipment(string? Carrier, string? Tracking, string? TrackingUrl, DateTimeOffset ShippedAt);

internal sealed record ApiNote(string By, string Text, DateTimeOffset At);

/// <param name="HasAccount">Else a guest, known by the address alone.</param>
/// <param name="Paid">By currency, what was given back taken off.</param>
internal sealed record ApiCustomer(Guid Id, string Email, string Name, bool HasAccount, DateTimeOffset SeenAt, long Orders, IReadOnlyList<ApiMoney> Paid);
