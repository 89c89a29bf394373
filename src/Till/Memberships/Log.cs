namespace Till.Memberships;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Account {AccountId} could not join now: Stripe refused or did not answer")]
    public static partial void JoinLater(ILogger logger, Exception exception, Guid accountId);

    [LoggerMessage(LogLevel.Information, "Subscription {SubscriptionId} is {Status}: {Causes}")]
    public static partial void MembershipChanged(ILogger logger, string subscriptionId, string status, string causes);

    [LoggerMessage(LogLevel.Warning, "Subscription {SubscriptionId} is a second one of its member's; it is cancelled and given back")]
    public static partial void Surplus(ILogger logger, string subscriptionId);

    [LoggerMessage(LogLevel.Warning, "Stripe could not be asked about the memberships of account {AccountId}")]
    public static partial void SettleLater(ILogger logger, Exception exception, Guid accountId);

    [LoggerMessage(LogLevel.Warning, "Stripe's customer portal could not be opened for account {AccountId}")]
    public static partial void PortalLater(ILogger logger, Exception exception, Guid accountId);
}
