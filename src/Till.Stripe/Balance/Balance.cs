namespace Till.Stripe;

/// <summary>What the account holds at Stripe, per currency.</summary>
public sealed class Balance : StripeEntity
{
    public IReadOnlyList<BalanceAmount> Available { get; set => field = value ?? []; } = [];

    public bool Livemode { get; set; }

    public IReadOnlyList<BalanceAmount> Pending { get; set => field = value ?? []; } = [];
}

public sealed class BalanceAmount
{
    /// <summary>In minor units; negative where more was refunded than taken.</summary>
    public long Amount { get; set; }

    public string Currency { get; set => field = value ?? ""; } = "";
}

/// <summary>
/// One line of the account's balance (<c>txn_…</c>): <see cref="Net"/> is <see cref="Amount"/> less <see cref="Fee"/>.
/// </summary>
public sealed class BalanceTransaction : StripeEntity
{
    /// <summary>In minor units of the settlement's currency, negative where money left.</summary>
    public long Amount { get; set; }

    public DateTimeOffset AvailableOn { get; set; }

    public DateTimeOffset Created { get; set; }

    /// <summary>Of the settlement, which may differ from the charge's.</summary>
    public string Currency { get; set => field = value ?? ""; } = "";

    public string? Description { get; set; }

    public decimal? ExchangeRate { get; set; }

    public long Fee { get; set; }

    public IReadOnlyList<BalanceTransactionFeeDetail> FeeDetails { get; set => field = value ?? []; } = [];

    public long Net { get; set; }

    public string? ReportingCategory { get; set; }

    /// <summary>The charge, refund, payout or dispute it comes from.</summary>
    public Expandable<AnyObject> Source { get; set; }

    /// <summary><c>pending</c> or <c>available</c>.</summary>
    public string? Status { get; set; }

    /// <summary><c>charge</c>, <c>refund</c>, <c>payout</c>, <c>stripe_fee</c>, <c>adjustment</c> and so on.</summary>
    public string? Type { get; set; }
}

public sealed class BalanceTransactionFeeDetail
{
    public long Amount { get; set; }

    public string Currency { get; set => field = value ?? ""; } = "";

    public string? Description { get; set; }

    /// <summary><c>stripe_fee</c>, <c>tax</c>, <c>application_fee</c> and so on.</summary>
    public string? Type { get; set; }
}

public sealed class BalanceTransactionListOptions : ListOptionsWithCreated
{
    public string? Currency { get; set; }

    /// <summary>Those that one automatic payout paid out.</summary>
    public string? Payout { get; set; }

    public string? Source { get; set; }

    public string? Type { get; set; }
}
