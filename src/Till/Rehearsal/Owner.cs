using Dapper;
using Till.Core;
using Till.Orders;
using Till.Storage;

namespace Till.Rehearsal;

/// <summary>Runs the shop meanwhile: refunds here and in Stripe's dashboard, sends parcels, calls orders off, changes prices.</summary>
internal sealed class Owner(World world)
{
    private static readonly Actor Self = new(null, "Owner");

    public async Task LiveAsync()
    {
        for (var deeds = world.Choices.Below(12); deeds > 0; deeds--)
        {
            await world.Stage.Delay(world.Life, world.Choices.UpTo(TimeSpan.FromMinutes(40) * world.Pace));
            try
            {
                await ActAsync();
            }
            catch (Exception exception) when (exception is ShopIsAwayException or HttpRequestException || Weather.IsOfTheDatabase(exception))
            {
                world.Tell($"the owner is shown an error: {exception.GetType().Name}");
            }
        }
    }

    private async Task ActAsync()
    {
        var paid = (await world.AnyShop().ServeAsync(shop => shop.Get<Database>().ReadAsync(
            db => db.QueryAsync<(Guid? Id, string Intent)>(
                """
                SELECT p.order_id, p.stripe_payment_intent_id FROM payments p WHERE p.role <> 'held' ORDER BY p.paid_at, p.id
                """),
            CancellationToken.None))).AsList();
        if (paid.Count == 0)
        {
            return;
        }

        var (id, intent) = paid[world.Choices.Below(paid.Count)];
        var order = id ?? default;
        switch (id is null ? 3 : world.Choices.Below(8))
        {
            case 0:
                await RefundAsync(order, new RefundWish.Amount(null));
                break;
            case 1:
                await RefundAsync(order, new RefundWish.Amount(static currency => new Money(100, currency)));
                break;
            case 2:
                await RefundAsync(order, new RefundWish.ByLine(new Dictionary<int, int> { [1] = 1 }, false, Restock: world.Choices.Sometimes(500), null));
                break;
            case 3:
                world.Tell("the owner refunds in Stripe's dashboard");
                await world.DashboardAsync("/v1/refunds", [("payment_intent", intent), .. world.Choices.Sometimes(500) ? new[] { ("amount", "250") } : []]);
                break;
            case 4:
                await DoAsync("calls an order off", shop => shop.Get<CancelOrder>().RunAsync(order, Self, CancellationToken.None));
                break;
            case 5 or 6:
                world.ParcelsAsked++;
                await DoAsync("sends a parcel", shop => shop.Get<ShipOrder>().RunAsync(order, null, null, Self, CancellationToken.None));
                break;
            default:
                await DoAsync("raises a price", RaisePriceAsync);
                break;
        }
    }

    private Task RefundAsync(Guid order, RefundWish wish)
    {
        world.RefundsAsked++;
        return DoAsync($"refunds ({wish.GetType().Name})", shop => shop.Get<StartRefund>().RunAsync(order, wish, Self, CancellationToken.None));
    }

    private async Task DoAsync<T>(string deed, Func<ShopProcess, Task<T>> act) =>
        world.Tell($"the owner {deed}: {(await world.AnyShop().ServeAsync(act))!.GetType().Name}");

    private Task<int> RaisePriceAsync(ShopProcess shop)
    {
        var (thing, now) = (world.Choices.Of<Thing>([.. world.Things]), shop.Get<TimeProvider>().Now());
        var (id, minor) = (shop.Get<Chance>().NewId(now), 1000 + world.Choices.Below(5000));
        return shop.Get<Database>().WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                "INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) VALUES (@id, @Variant, 'usd', @minor, @now)", new { id, thing.Variant, minor, now }),
            CancellationToken.None);
    }
}
