using Till.Orders;

namespace Till.Admin;

/// <summary>Why something cannot be done with an order, in the owner's words.</summary>
internal static class DeskWords
{
    public static string Refusal(DeskOutcome outcome) => outcome switch
    {
        DeskOutcome.NotPaid => "This order is not paid, so nothing may leave.",
        DeskOutcome.Refunded => "This order was refunded in full.",
        DeskOutcome.Cancelled => "This order is cancelled.",
        DeskOutcome.NothingToSend => "Nothing in this order is still to go by post.",
        DeskOutcome.PreparingAlready one => $"It is being prepared already, since {one.Since:d MMMM, HH:mm} UTC.",
        DeskOutcome.ShippedAlready one => $"It has left already, on {one.At:d MMMM, HH:mm} UTC.",
        DeskOutcome.NotShipped => "Not all of it has left, so it cannot have arrived.",
        DeskOutcome.CompletedAlready one => $"It counts as arrived already, since {one.Since:d MMMM, HH:mm} UTC.",
        DeskOutcome.NothingChosen => "Say how many of what are in the parcel.",
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };
}
