using Till.Sandbox;

namespace Till.Rehearsal;

/// <summary>Brings Stripe's webhooks to the shop: late, twice, out of order, or not at all; and tries again for three days what was not taken.</summary>
internal sealed class Courier(World world)
{
    private readonly List<WebhookRequest> seen = [];

    /// <summary>What was sent, for whoever keeps it to send it once more.</summary>
    public IReadOnlyList<WebhookRequest> Seen => seen;

    /// <summary>How many are on their way, or wait to be tried again.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Sets out with whatever has become due.</summary>
    public void SetOut()
    {
        foreach (var delivery in world.Stripe.TakeDeliveries())
        {
            world.Begin(CarryAsync(delivery));
        }
    }

    private async Task CarryAsync(WebhookDelivery first)
    {
        UnderWay++;
        for (var delivery = first; delivery is not null;)
        {
            var wait = delivery.DueAt - world.Stage.Now;
            await world.Stage.Delay(world.Life, (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) + world.Choices.UpTo(world.Weather.WebhookDelay));
            if (world.Choices.Sometimes(world.Weather.LostWebhooks))
            {
                // For ever, as when an endpoint was not there for days.
                world.Count(Thrown.LostWebhooks);
                world.Tell($"  webhook lost: {delivery.EventId}");
                break;
            }

            delivery = await BringAsync(delivery);
        }

        UnderWay--;
    }

    private async Task<WebhookDelivery?> BringAsync(WebhookDelivery delivery)
    {
        if (world.Stripe.Pack(delivery) is not { } request)
        {
            return null;
        }

        seen.Add(request);
        var times = world.Choices.Sometimes(world.Weather.DoubledWebhooks) ? world.Choices.Of(2, 2, 3) : 1;
        world.Count(Thrown.Webhooks, times);
        int? status = null;
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, times).Select(_ => PostAsync(request))))
        {
            status = answer ?? status;
        }

        return world.Stripe.Note(delivery, status);
    }

    private async Task<int?> PostAsync(WebhookRequest request)
    {
        try
        {
            return await world.AnyShop().ServeAsync(async shop => (int)await shop.ReceiveAsync(request.Body, request.Signature));
        }
        catch (Exception exception) when (exception is ShopIsAwayException || Weather.IsOfTheDatabase(exception))
        {
            return exception is ShopIsAwayException ? null : 500;
        }
    }
}
