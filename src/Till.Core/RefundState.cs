namespace Till.Core;

/// <summary>Stripe's refund states: https://docs.stripe.com/api/refunds/object#refund_object-status.</summary>
public enum RefundState
{
    /// <summary>Decided here; Stripe has not been told yet, or has not answered.</summary>
    Requested,
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
}

public static class RefundStates
{
    /// <summary>Reads Stripe's word. An unknown one counts as pending: nothing is concluded from it.</summary>
    public static RefundState FromStripe(string? status) => status switch
    {
        "succeeded" => RefundState.Succeeded,
        "failed" => RefundState.Failed,
        "canceled" => RefundState.Canceled,
        "requires_action" => RefundState.RequiresAction,
        _ => RefundState.Pending,
    };

    /// <summary>Whether the refund takes money from the shop, or is on its way to.</summary>
    public static bool TakesMoney(this RefundState state) =>
        state is RefundState.Requested or RefundState.Pending or RefundState.RequiresAction or RefundState.Succeeded;
}
