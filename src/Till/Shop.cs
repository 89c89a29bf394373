using Till.Accounts;
using Till.Admin;
using Till.Api;
using Till.Backups;
using Till.Bags;
using Till.Catalogue;
using Till.Checkup;
using Till.Checkout;
using Till.Disputes;
using Till.Downloads;
using Till.Events;
using Till.Layout;
using Till.Mail;
using Till.Memberships;
using Till.Orders;
using Till.Orders.Invoices;
using Till.Payments;
using Till.Products;
using Till.Storage;
using Till.Transfer;

namespace Till;

/// <summary>
/// Puts one shop together. Everything a shop needs hangs on its own application, so that two shops can run in one process.
/// </summary>
internal static class Shop
{
    /// <param name="more">Services of whoever starts the shop, registered after its own.</param>
    public static WebApplication Build(ShopOptions options, Action<IServiceCollection>? more = null)
    {
        var builder = CreateBuilder(options);
        builder.WebHost.UseUrls(options.Urls);
        AddServices(builder.Services, options, ShopSettings.Read(builder.Configuration));
        more?.Invoke(builder.Services);

        WebApplication? app = null;
        // A start that fails is explained by the command that asked for it; the host's own account of it is a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level =>
            level >= LogLevel.Warning && app?.Lifetime.ApplicationStarted.IsCancellationRequested == true);
        app = builder.Build();
        app.UseLayout();
        app.UseAccounts();
        app.MapRazorPages();
        app.MapCatalogue();
        app.MapBags();
        Health.Map(app);
        app.MapWebhook();
        app.MapInvoices();
        app.MapApi();
        return app;
    }

    /// <summary>All that a shop consists of, beside the web server in front of it.</summary>
    public static void AddServices(IServiceCollection services, ShopOptions options, ShopSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(options);
        services.AddStorage(options);
        services.AddLayout();
        services.AddCatalogue();
        services.AddProducts();
        services.AddTransfer();
        services.AddAccounts();
        services.AddMail(options);
        services.AddPayments(options, settings);
        services.AddMemberships(settings);
        services.AddBags(options);
        services.AddCheckout();
        services.AddOrders();
        services.AddDisputes();
        services.AddDownloads();
        services.AddClub();
        services.AddAdmin();
        services.AddApi();
        services.AddEvents();
        services.AddCheckup();
        services.AddBackups();
        services.AddSingleton<Health>();
        services.AddSingleton<OwnerDesk>();
        services.AddHostedService<SettingsWatch>();
    }

    /// <summary>Brings the database up to date, and the settings to what the owner has made of them: first of all, whatever is to be done.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancel)
    {
        await Migrations.RunAsync(services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>(), cancel);
        await services.GetRequiredService<OwnerDesk>().LoadAsync(cancel);
        await services.GetRequiredService<MailTexts>().LoadAsync(cancel);
    }

    /// <summary>The settings alone, for whoever must know them before there is a shop.</summary>
    /// <exception cref="SettingsException">One or more are malformed.</exception>
    public static ShopSettings ReadSettings(ShopOptions options) => ShopSettings.Read(CreateBuilder(options).Configuration);

    private static WebApplicationBuilder CreateBuilder(ShopOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Pages are looked for in this assembly, whichever program started the shop.
            ApplicationName = typeof(Shop).Assembly.GetName().Name,
            EnvironmentName = options.Environment,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.Configuration.AddInMemoryCollection(options.Overrides);
        return builder;
    }
}
