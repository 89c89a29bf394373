namespace Till.Stripe;

/// <summary>Money that went from the account's balance to its bank (<c>po_…</c>).</summary>
public sealed class Payout : StripeEntity
{
    /// <summary>In minor units; below zero where Stripe took it from the bank.</summary>
    public long Amount { get; set; }

    public DateTimeOffset ArrivalDate { get; set; }

    /// <summary>By the account's schedule; only of these Stripe says which balance transactions they are made of.</summary>
    public bool Automatic { get; set; }

    public DateTimeOffset Created { get; set; }

    public string Currency { get; set => field = value ?? ""; } = "";

    public string? FailureCode { get; set; }

    public string? FailureMessage { get; set; }

    public bool Livemode { get; set; }

    /// <summary><c>in_progress</c> as long as its balance transactions are not all told, then <c>completed</c>.</summary>
    public string? ReconciliationStatus { get; set; }

    /// <summary><c>pending</c>, <c>in_transit</c>, <c>paid</c>, <c>failed</c> or <c>canceled</c>.</summary>
    public string Status { get; set => field = value ?? ""; } = "";
}

public sealed class PayoutListOptions : ListOptionsWithCreated
{
    public string? Status { get; set; }
}
