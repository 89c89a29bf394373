namespace Till.Transfer;

/// <summary>What the shop knows, out as files and in again.</summary>
internal static class TransferServices
{
    public static void AddTransfer(this IServiceCollection services)
    {
        services.AddSingleton<Export>();
        services.AddSingleton<ImportProducts>();
        services.AddSingleton<Imports>();
    }
}
