using System.Text.Json;
using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till;

/// <summary>Keeps what the owner sets of the shop. All processes of the shop go by it as soon as it is committed.</summary>
internal sealed class OwnerDesk(
    Database database, ShopSettings settings, CatalogueCache pages, Listings listings, TimeProvider time, Chance chance)
{
    public const string Subject = "settings:shop";

    private const string Setting = "shop";

    /// <summary>Takes over what is kept, and forgets pages that were made by what was before. To be called once the database is up to date.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        if (settings.Apply(await ReadAsync(cancel)))
        {
            await pages.InvalidateAsync(cancel);
        }
    }

    public async Task<OwnerSettings> ReadAsync(CancellationToken cancel) => Read(await Settings.FindAsync(database, Setting, cancel));

    /// <param name="version">That the form was shown with.</param>
    /// <param name="change">What is to be kept in place of what is. It may run more than once.</param>
    /// <param name="check">Whether that may be, by what the database says; null: it may.</param>
    /// <param name="about">What the audit log calls it.</param>
    public async Task<Edit> ChangeAsync(
        int version, Func<OwnerSettings, OwnerSettings> change, Func<Transaction, OwnerSettings, Task<Edit?>>? check, string about, Actor by,
        CancellationToken cancel)
    {
        var now = time.Now();
        await Settings.GetOrAddAsync(database, Setting, () => JsonSerializer.Serialize(new OwnerSettings()), cancel); // so that there is a row to lock
        var outcome = await database.WriteAsync(
            async transaction =>
            {
                var before = Read(await Settings.FindAsync(transaction, Setting));
                if (before.Version != version)
                {
                    return await StaleAsync(transaction, Subject, now);
                }

                var after = change(before);
                if (check is not null && await check(transaction, after) is { } refused)
                {
                    return refused;
                }

                var what = Compare(about, before.Over(settings.Configured), after.Over(settings.Configured));
                if (what.Any)
                {
                    await Settings.PutAsync(transaction, Setting, JsonSerializer.Serialize(after with { Version = version + 1 }));
                    await Audit.AddAsync(transaction, chance, by, Audit.SettingsChanged, Subject, what.ToString(), now);
                    transaction.Wake(Signals.Settings);
                }

                return new Edit.Done(Guid.Empty);
            },
            cancel);
        if (outcome is Edit.Done)
        {
            await LoadAsync(cancel);
            await listings.WriteDueAsync(cancel); // all of them in another currency, if that is what changed
        }

        return outcome;
    }

    /// <summary>Who was the last to change something, for who comes second.</summary>
    internal static async Task<Edit> StaleAsync(Transaction transaction, string subject, DateTimeOffset now)
    {
        var last = await transaction.Db.QueryFirstOrDefaultAsync<(string Actor, DateTimeOffset At)>(
            "SELECT actor, at FROM audit WHERE subject = @subject ORDER BY at DESC, id DESC LIMIT 1", new { subject });
        return new Edit.Stale(last.Actor ?? "Somebody", last.Actor is null ? now : last.At);
    }

    private static OwnerSettings Read(string? json) => json is null ? new OwnerSettings() : JsonSerializer.Deserialize<OwnerSettings>(json)!;

    private static Differences Compare(string about, ShopProfile before, ShopProfile after)
    {
        var what = new Differences(about);
        what.Compare("Name", before.Name, after.Name);
        what.Compare("Address", before.Address.ToString(), after.Address.ToString());
        what.Compare("Tax number", before.TaxId ?? "", after.TaxId ?? "");
        what.Compare("Currency", before.Currency.ToString(), after.Currency.ToString());
        what.Compare("Sender of mails", before.MailFrom, after.MailFrom);
        what.Compare("Payments that come too late", Say(before.LatePayments), Say(after.LatePayments));
        what.Compare("Days until what was sent counts as arrived", before.ArrivesAfterDays, after.ArrivesAfterDays);
        what.Compare("Leeway of memberships in days", (int)before.Access.Leeway.TotalDays, (int)after.Access.Leeway.TotalDays);
        what.Compare("Grace of memberships in days", (int)before.Access.Grace.TotalDays, (int)after.Access.Grace.TotalDays);
        what.Compare("Where most buyers are", before.Pricing.Country ?? "", after.Pricing.Country ?? "");
        what.Compare("Prices contain the tax", before.Pricing.PricesIncludeTax, after.Pricing.PricesIncludeTax);
        what.Compare("Delivery where there are no zones", Say(before.Pricing), Say(after.Pricing));
        what.Compare("Logo", before.Logo?.Sha256[..12] ?? "", after.Logo?.Sha256[..12] ?? "");
        return what;
    }

    private static string Say(LatePaymentPolicy policy) => policy == LatePaymentPolicy.Refund ? "the money goes back" : "the order waits for stock";

    private static string Say(Bags.PricingSettings pricing) => Bags.DeliveryZones.Describe(Money.Zero(pricing.DeliveryFreeFrom.Currency), pricing.DeliveryBasisPoints, pricing.DeliveryFreeFrom);
}

/// <summary>Hears what another process of the shop has set.</summary>
internal sealed class SettingsWatch(OwnerDesk desk, Mail.MailTexts mails, ShopOptions options, Signals signals, TimeProvider time, ILogger<SettingsWatch> logger) : BackgroundService
{
    /// <summary>Without a message: SQLite has none between processes.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await desk.LoadAsync(cancellationToken); // before anybody is served
        await mails.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Workers && !stoppingToken.IsCancellationRequested)
        {
            await signals.WaitAsync(Signals.Settings, LookAgain, time, stoppingToken);
            try
            {
                await desk.LoadAsync(stoppingToken);
                await mails.LoadAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.SettingsNotRead(logger, exception); // the database is away, most likely; what was known holds meanwhile
            }
        }
    }
}
