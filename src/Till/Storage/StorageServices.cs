namespace Till.Storage;

internal static class StorageServices
{
    public static void AddStorage(this IServiceCollection services, ShopOptions options)
    {
        services.AddSingleton(options.Time);
        services.AddSingleton(options.Chance);
        services.AddSingleton<Signals>();
        services.AddSingleton(provider => new StorageOptions(options.DataFolder, provider.GetRequiredService<ShopSettings>().ConnectionString));
        services.AddSingleton(provider => Database.Open(
            provider.GetRequiredService<StorageOptions>(), provider.GetRequiredService<Signals>(), options.Time, options.Chance, options.DatabaseGate));
        services.AddSingleton<Media>();
        services.AddSingleton<Attention>();
        if (options.Workers)
        {
            services.AddHostedService<Listener>();
        }
    }
}
