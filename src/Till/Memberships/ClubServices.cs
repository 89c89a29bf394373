namespace Till.Memberships;

/// <summary>What people see and do of memberships.</summary>
internal static class ClubServices
{
    public static void AddClub(this IServiceCollection services) => services.AddSingleton<Plans>();
}
