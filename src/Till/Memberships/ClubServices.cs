using Till.Mail;

namespace Till.Memberships;

/// <summary>What people see and do of memberships.</summary>
internal static class ClubServices
{
    private static readonly string[] Mails =
    [
        MembershipOutbox.Welcome, MembershipOutbox.TrialEnding, MembershipOutbox.RenewalReceipt, MembershipOutbox.RenewalFailed,
        MembershipOutbox.AuthenticationNeeded, MembershipOutbox.Cancelled, MembershipOutbox.Ended, MembershipOutbox.Refunded,
    ];

    public static void AddClub(this IServiceCollection services)
    {
        services.AddSingleton<Plans>();
        services.AddSingleton<MembershipMails>();
        foreach (var kind in Mails)
        {
            services.AddOutboxHandler(kind, static (provider, row, cancel) => provider.GetRequiredService<MembershipMails>().SendAsync(row, cancel));
        }
    }
}
