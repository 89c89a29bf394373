namespace Till.Backups;

internal static class BackupServices
{
    public static void AddBackups(this IServiceCollection services)
    {
        services.AddSingleton<BackupRecord>();
        services.AddSingleton<MakeBackup>();
    }
}
