namespace Till.Core;

/// <summary>Where an order stands as far as money goes. Delivery and refunds are facts of their own.</summary>
public enum OrderState
{
    /// <summary>Frozen, not paid.</summary>
    Draft,

    /// <summary>Paid, and so for ever: a refund does not undo that it was paid.</summary>
    Paid,

    /// <summary>Replaced by a newer draft of the same bag, after its payment attempt was closed at Stripe.</summary>
    Retired,
}

/// <summary>Where one attempt to take the money for an order stands.</summary>
public enum AttemptState
{
    /// <summary>The call that creates it at Stripe has not been answered yet: it may or may not exist there.</summary>
    Creating,

    /// <summary>It exists at Stripe and can be paid.</summary>
    Open,

    /// <summary>It was paid.</summary>
    Succeeded,

    /// <summary>It can no longer be paid: expired, cancelled, or never created.</summary>
    Closed,
}

/// <summary>What Stripe says of an attempt, as fetched from Stripe and never as read from an event.</summary>
public abstract record StripeFact
{
    private StripeFact()
    {
    }

    /// <summary>The buyer can still pay. <paramref name="Decline"/> is why the last try failed, if one did.</summary>
    public sealed record Payable(string? Decline) : StripeFact;

    /// <summary>A delayed method was submitted; the outcome comes later.</summary>
    public sealed record Processing : StripeFact;

    /// <summary>It expired or was cancelled unpaid.</summary>
    public sealed record Closed(string? Decline) : StripeFact;

    /// <summary>Stripe holds the money.</summary>
    public sealed record Received(string PaymentIntentId, Money Amount) : StripeFact;
}

/// <summary>The order as the books have it at the moment of decision.</summary>
/// <param name="Total">What the frozen draft asks.</param>
/// <param name="PaidByIntent">The payment intent that paid it, if any did.</param>
/// <param name="SoldOut">What it needs is no longer there, and the owner gives such payments back instead of delivering later.</param>
/// <param name="HeldIntent">The intent in question, where its money was booked as held before.</param>
public sealed record OrderFacts(OrderState State, Money Total, string? PaidByIntent, bool SoldOut = false, string? HeldIntent = null);

/// <summary>What is to be written.</summary>
public abstract record SettlementDecision
{
    private SettlementDecision()
    {
    }

    /// <summary>Nothing is final yet.</summary>
    public sealed record Wait(AttemptState Attempt, string? Decline) : SettlementDecision;

    /// <summary>The attempt ended unpaid; the order can be tried again.</summary>
    public sealed record CloseAttempt(string? Decline) : SettlementDecision;

    /// <summary>This payment makes the order paid.</summary>
    public sealed record Pay(string PaymentIntentId, Money Amount) : SettlementDecision;

    /// <summary>This very payment made the order paid earlier; only what Stripe added since (fee, refunds) is of interest.</summary>
    public sealed record AlreadyPaid(string PaymentIntentId) : SettlementDecision;

    /// <summary>This very payment was held earlier, and stays so whatever has become of the order.</summary>
    public sealed record AlreadyHeld(string PaymentIntentId) : SettlementDecision;

    /// <summary>Money came in that the order must not take. It is booked as held, given back, and the owner is told.</summary>
    public sealed record Hold(string PaymentIntentId, Money Amount, HoldReason Reason) : SettlementDecision;
}

public enum HoldReason
{
    /// <summary>The order is paid by another payment already.</summary>
    Surplus,

    /// <summary>Amount or currency are not the frozen draft's.</summary>
    AmountMismatch,

    /// <summary>The draft was replaced by a newer one before this payment arrived.</summary>
    OrderRetired,

    /// <summary>The payment came after its hold on the stock had ended, and others had bought what was left.</summary>
    SoldOut,
}

/// <summary>The one decision about money: what an attempt's state at Stripe makes of its order.</summary>
public static class Settlement
{
    public static SettlementDecision Decide(OrderFacts order, AttemptState attempt, StripeFact fact) => fact switch
    {
        StripeFact.Received received => Receive(order, received),
        // A success that was recorded is never taken back by a later reading of something else.
        _ when attempt == AttemptState.Succeeded => new SettlementDecision.Wait(AttemptState.Succeeded, null),
        StripeFact.Closed closed => new SettlementDecision.CloseAttempt(closed.Decline),
        // Nor does what is closed open again: Stripe never reopens it, so such a reading is older than the one that closed it.
        StripeFact.Payable payable => new SettlementDecision.Wait(StillOpen(attempt), payable.Decline),
        StripeFact.Processing => new SettlementDecision.Wait(StillOpen(attempt), null),
        _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "Unknown fact."),
    };

    private static AttemptState StillOpen(AttemptState attempt) =>
        attempt == AttemptState.Closed ? AttemptState.Closed : AttemptState.Open;

    private static SettlementDecision Receive(OrderFacts order, StripeFact.Received received)
    {
        if (order.PaidByIntent == received.PaymentIntentId)
        {
            return new SettlementDecision.AlreadyPaid(received.PaymentIntentId);
        }

        if (order.HeldIntent == received.PaymentIntentId)
        {
            return new SettlementDecision.AlreadyHeld(received.PaymentIntentId);
        }

        HoldReason? reason = order switch
        {
            { PaidByIntent: not null } or { State: OrderState.Paid } => HoldReason.Surplus,
            _ when order.Total != received.Amount => HoldReason.AmountMismatch,
            { State: OrderState.Retired } => HoldReason.OrderRetired,
            { SoldOut: true } => HoldReason.SoldOut,
            _ => null,
        };
        return reason is { } because
            ? new SettlementDecision.Hold(received.PaymentIntentId, received.Amount, because)
            : new SettlementDecision.Pay(received.PaymentIntentId, received.Amount);
    }
}
