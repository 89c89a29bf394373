using Till.Tests.Bags;
using Till.Tests.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>A shop with one plan, its member Ada and Eve, who is none; its clock stands still.</summary>
internal sealed class ClubShop : IAsyncDisposable
{
    public const string Password = "three small boats";

    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private ClubShop(TestShop shop, VirtualClock clock, Shelved plan, Guid ada, Guid eve) =>
        (Shop, Clock, Plan, Ada, Eve) = (shop, clock, plan, ada, eve);

    public TestShop Shop { get; }

    public VirtualClock Clock { get; }

    public Shelved Plan { get; }

    public Guid Ada { get; }

    public Guid Eve { get; }

    public static async Task<ClubShop> OpenAsync(
        string engine, bool opens = true, bool prices = true, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var clock = new VirtualClock(Start);
        var shop = await TestShop.StartAsync(engine, settings, clock);
        var plan = await shop.AddAsync(new("membership", "back-room") { Title = "The Back Room", Price = 6_00, Interval = "month" });
        await shop.Database.AddPlanAsync(plan.Product, "Back Room", opens, prices);
        var ada = await shop.Services.AddAccountAsync("ada@example.com", Password);
        var eve = await shop.Services.AddAccountAsync("eve@example.com", Password);
        await shop.Database.AddMemberAsync(ada, plan.Product, Start, Start.AddDays(20));
        return new ClubShop(shop, clock, plan, ada, eve);
    }

    /// <summary>A thing on the shelf; its first variant.</summary>
    /// <param name="memberMinor">What members pay; null: what all pay.</param>
    public async Task<Guid> AddAsync(Thing thing, long? memberMinor = null)
    {
        var shelved = await Shop.AddAsync(thing);
        if (memberMinor is not null)
        {
            await Shop.Database.AddMemberPriceAsync(shelved.Variants[0], memberMinor, Shelves.Opening);
        }

        return shelved.Variants[0];
    }

    /// <summary>The membership was cancelled, and what was paid for is over.</summary>
    public Task EndAsync(Guid account) => Shop.ExecuteAsync(
        "UPDATE memberships SET status = 'canceled', paid_through = @past, ended_at = @past WHERE account_id = @account",
        new { account, past = Start.AddMinutes(-1) });

    public ValueTask DisposeAsync() => Shop.DisposeAsync();
}
