using Till.Core.Memberships;

namespace Till.Memberships;

/// <summary>Where a membership stands, as its member is told.</summary>
internal static class MemberWords
{
    /// <param name="cancelAt">Ends then; null: goes on.</param>
    public static string Standing(Access access, DateTimeOffset? cancelAt) => access switch
    {
        { State: AccessState.None } => "not begun",
        { State: AccessState.Confirming } => "your payment is being confirmed",
        { State: AccessState.Trial } when cancelAt is not null => $"in, free until {Day(access.Until)}, and it ends then",
        { State: AccessState.Trial } => $"in, free until {Day(access.Until)}",
        { State: AccessState.Active } when cancelAt is not null => $"in until {Day(access.Until)}, and it ends then",
        { State: AccessState.Active } => $"in, paid until {Day(access.Until)}",
        { State: AccessState.Grace } => $"still in until {Day(access.Until)}, although the last payment failed",
        _ => $"ended{(access.Until is { } at ? $" on {Day(at)}" : "")}: {Reason(access.Ended)}",
    };

    /// <summary>Why it has ended, and what can be done.</summary>
    public static string Reason(EndReason? reason) => reason switch
    {
        EndReason.Cancelled => "it was cancelled, and what was paid for is over",
        EndReason.PaymentFailed => "the payment failed, and went on failing",
        EndReason.NeverPaid => "the first payment was never made",
        EndReason.NothingToPayWith => "the free days were over and there was no card to pay with",
        EndReason.Refunded => "what was paid was given back",
        EndReason.Disputed => "the payment is disputed with the bank",
        _ => "what was paid for is over, and no new payment has been heard of",
    };

    /// <summary>As all pages say a day.</summary>
    public static string Day(DateTimeOffset? at) => at is { } day ? day.UtcDateTime.ToString("d MMMM yyyy") : "the end";

    /// <summary>"3 days", "less than a day".</summary>
    public static string Left(DateTimeOffset until, DateTimeOffset now) => (int)Math.Floor((until - now).TotalDays) switch
    {
        < 1 => "less than a day",
        var days => Catalogue.Words.Count(days, "day"),
    };
}
