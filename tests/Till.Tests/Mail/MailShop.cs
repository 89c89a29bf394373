using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Till.Mail;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Mail;

/// <summary>A shop that is not opened to the network: its outbox, its mail folder, a virtual clock.</summary>
internal sealed class MailShop : IAsyncDisposable
{
    private readonly WebApplication app;

    private MailShop(WebApplication app, StorageOptions storage, VirtualClock clock) => (this.app, Storage, Clock) = (app, storage, clock);

    public StorageOptions Storage { get; }

    public VirtualClock Clock { get; }

    public Database Database => app.Services.GetRequiredService<Database>();

    public OutboxWorker Worker => app.Services.GetRequiredService<OutboxWorker>();

    public Letters Letters => app.Services.GetRequiredService<Letters>();

    public Mailer Mailer => app.Services.GetRequiredService<Mailer>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="beside">A shop whose database and clock this one shares, as a second process would.</param>
    public static async Task<MailShop> CreateAsync(
        string engine, IEnumerable<OutboxHandler>? handlers = null, Dictionary<string, string?>? settings = null, MailShop? beside = null)
    {
        var storage = beside?.Storage ?? await TestDatabase.OptionsAsync(engine);
        var clock = beside?.Clock ?? new VirtualClock();
        var built = Shop.Build(
            new ShopOptions
            {
                DataFolder = storage.DataFolder,
                Time = clock,
                Workers = false,
                Overrides = new Dictionary<string, string?>(settings ?? [])
                {
                    ["ConnectionStrings:Till"] = storage.ConnectionString,
                    ["Logging:LogLevel:Default"] = "None",
                    ["Logging:LogLevel:Microsoft"] = "None",
                    ["Till:Name"] = "Café Søster",
                    ["Till:Mail:From"] = "shop@till.example",
                },
            },
            services =>
            {
                foreach (var handler in handlers ?? [])
                {
                    services.AddSingleton(handler);
                }
            });
        var shop = new MailShop(built, storage, clock);
        await Migrations.RunAsync(shop.Database, clock, Cancel);
        return shop;
    }

    public Task NoteAsync(string kind, string subject) => Database.WriteAsync(
        transaction => Outbox.AddAsync(transaction, Chance.Secure.NewId(Clock.Now()), kind, subject, new { }, Clock.Now()), Cancel);

    public Task<IEnumerable<string>> StatesAsync() =>
        Database.ReadAsync(db => db.QueryAsync<string>("SELECT state FROM outbox ORDER BY id"), Cancel);

    public string[] Files() => Directory.Exists(Mailer.Folder) ? Directory.GetFiles(Mailer.Folder) : [];

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (Directory.Exists(Storage.DataFolder))
        {
            Directory.Delete(Storage.DataFolder, recursive: true);
        }
    }
}
