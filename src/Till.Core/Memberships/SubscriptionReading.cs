namespace Till.Core.Memberships;

/// <summary>What Stripe holds of one subscription, fetched now.</summary>
/// <param name="PeriodEndsAt">Of the period that was billed last, paid or not.</param>
/// <param name="CancelAt">Ends then, if nothing changes.</param>
/// <param name="EndedForNoPayment">It was cancelled because nobody paid.</param>
/// <param name="Invoices">All of them, in any order.</param>
public sealed record SubscriptionReading(
    SubscriptionStatus Status, PlanTerms Plan, DateTimeOffset? PeriodEndsAt, DateTimeOffset? TrialStartsAt, DateTimeOffset? TrialEndsAt,
    DateTimeOffset? CancelAt, DateTimeOffset? EndedAt, bool EndedForNoPayment, IReadOnlyList<InvoiceReading> Invoices);

/// <summary>What is subscribed to.</summary>
/// <param name="Title">The plan's name.</param>
/// <param name="Interval"><c>month</c> or <c>year</c>.</param>
/// <param name="Price">Of the next renewal, before discount and tax.</param>
public sealed record PlanTerms(Guid ProductId, string Title, string Interval, Money Price);

/// <summary>One of its invoices.</summary>
/// <param name="EndsAt">The end of what it asks for.</param>
/// <param name="AskedAt">When it was first asked for; null for a draft.</param>
/// <param name="Attempted">A payment was tried, well or in vain.</param>
/// <param name="NeedsAction">The bank wants to hear from the member before it pays.</param>
/// <param name="TookMoney">Something was paid for it by a payment at Stripe, and not only from credit.</param>
/// <param name="Withdrawn">Why it pays for nothing although it was paid; null if it does.</param>
public sealed record InvoiceReading(
    string Id, InvoiceState State, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, DateTimeOffset? AskedAt, bool Attempted, bool NeedsAction,
    bool TookMoney, InvoiceWithdrawal? Withdrawn)
{
    public bool IsPaid => State == InvoiceState.Paid;

    /// <summary>Was tried, and is owed still.</summary>
    public bool IsOwed => State is InvoiceState.Open or InvoiceState.Uncollectible && Attempted;
}

/// <summary>Stripe's words for where an invoice stands.</summary>
public enum InvoiceState
{
    Draft,
    Open,
    Paid,
    Uncollectible,
    Void,
}

/// <summary>Why a paid invoice pays for nothing any more.</summary>
public enum InvoiceWithdrawal
{
    Refunded,
    Disputed,
}

public static class InvoiceStates
{
    /// <summary>Reads Stripe's word. An unknown one counts as a draft: nothing is concluded from it.</summary>
    public static InvoiceState FromStripe(string? status) => status switch
    {
        "open" => InvoiceState.Open,
        "paid" => InvoiceState.Paid,
        "uncollectible" => InvoiceState.Uncollectible,
        "void" => InvoiceState.Void,
        _ => InvoiceState.Draft,
    };

    /// <summary>A payment counts until all of it went back, or is on its way, or the bank has taken it.</summary>
    /// <param name="paidMinor">All that was paid.</param>
    /// <param name="refunds">Stripe's refunds of it.</param>
    /// <param name="disputes">Stripe's words for where its disputes stand.</param>
    public static InvoiceWithdrawal? Withdrawal(long paidMinor, IEnumerable<(RefundState State, long Minor)> refunds, IEnumerable<string> disputes) =>
        disputes.Any(DisputeStatuses.TakesMoney) ? InvoiceWithdrawal.Disputed
        : paidMinor > 0 && refunds.Where(static one => one.State.TakesMoney()).Sum(static one => one.Minor) >= paidMinor ? InvoiceWithdrawal.Refunded
        : null;
}
