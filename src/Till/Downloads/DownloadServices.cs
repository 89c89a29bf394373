namespace Till.Downloads;

internal static class DownloadServices
{
    public static void AddDownloads(this IServiceCollection services) => services.AddSingleton<DownloadLinks>();
}
