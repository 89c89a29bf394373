namespace Till.Layout;

internal static class LayoutServices
{
    public static void AddLayout(this IServiceCollection services)
    {
        // A page lies in its capability's folder, beside its model.
        services.AddRazorPages(options => options.RootDirectory = "/");
        services.AddHttpContextAccessor();
    }

    public static void UseLayout(this WebApplication app)
    {
        app.UseStaticFiles();
    }
}
