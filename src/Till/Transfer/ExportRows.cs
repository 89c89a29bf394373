using Till.Core;

namespace Till.Transfer;

/// <summary>Not filled by their constructors: SQLite tells no types of computed columns when there is no row.</summary>
internal sealed record PaidOrder
{
    public long Number { get; init; }

    public DateTimeOffset PaidAt { get; init; }

    public string Stage { get; init; } = "";

    public string? Email { get; init; }

    public string? Name { get; init; }

    public string? Phone { get; init; }

    public string? Street1 { get; init; }

    public string? Street2 { get; init; }

    public string? Town { get; init; }

    public string? County { get; init; }

    public string? Postcode { get; init; }

    public string? Country { get; init; }

    public string Currency { get; init; } = "";

    public long SubtotalMinor { get; init; }

    public string? DiscountCode { get; init; }

    public long DiscountMinor { get; init; }

    public long DeliveryMinor { get; init; }

    public long TaxMinor { get; init; }

    public long TaxIncludedMinor { get; init; }

    public long TotalMinor { get; init; }

    public long RefundedMinor { get; init; }

    public string? Payment { get; init; }

    public string Amount(long minor) => new Money(minor, Core.Currency.Parse(Currency)).ToPlainString();
}

internal sealed record BoughtLine
{
    public long Number { get; init; }

    public DateTimeOffset PaidAt { get; init; }

    public int Position { get; init; }

    public string Kind { get; init; } = "";

    public string Sku { get; init; } = "";

    public string Title { get; init; } = "";

    public string Maker { get; init; } = "";

    public string Size { get; init; } = "";

    public int Quantity { get; init; }

    public string Currency { get; init; } = "";

    public long UnitMinor { get; init; }

    public long LineMinor { get; init; }

    public long DiscountMinor { get; init; }

    public long TaxMinor { get; init; }

    public long TaxIncludedMinor { get; init; }

    public string Amount(long minor) => new Money(minor, Core.Currency.Parse(Currency)).ToPlainString();
}

internal sealed record KnownCustomer
{
    public Guid Id { get; init; }

    public string Email { get; init; } = "";

    public string Name { get; init; } = "";

    public bool HasAccount { get; init; }

    public DateTimeOffset SeenAt { get; init; }

    public long Orders { get; init; }
}
