namespace Till.Admin;

internal static class AdminServices
{
    public static void AddAdmin(this IServiceCollection services)
    {
        services.AddScoped<Rail>();
        services.AddSingleton<OrderMailbox>();
    }
}
