namespace Till.Core;

/// <summary>What Stripe's words for where a dispute stands mean for the money.</summary>
public static class DisputeStatuses
{
    /// <summary>The bank has the money. Of an inquiry (<c>warning_…</c>) nothing was taken; what was won came back.</summary>
    public static bool TakesMoney(string status) => status is "needs_response" or "under_review" or "lost";

    /// <summary>The bank only asks so far.</summary>
    public static bool IsInquiry(string status) => status.StartsWith("warning_", StringComparison.Ordinal);

    public static bool IsOver(string status) => status is "won" or "lost" or "warning_closed" or "prevented";

    /// <summary>The bank waits for the shop to say something.</summary>
    public static bool NeedsAnswer(string status) => status is "needs_response" or "warning_needs_response";
}
