using System.Text;

namespace Till.Rehearsal;

/// <summary>Forges webhooks, sends true ones once more, and puts payments on the account that are not the shop's.</summary>
internal sealed class Thief(World world)
{
    public async Task LiveAsync()
    {
        for (var deeds = world.Choices.Below(6); deeds > 0; deeds--)
        {
            await world.Stage.Delay(world.Life, world.Choices.UpTo(TimeSpan.FromMinutes(60) * world.Pace));
            try
            {
                await ActAsync();
            }
            catch (Exception exception) when (exception is ShopIsAwayException or HttpRequestException || Weather.IsOfTheDatabase(exception))
            {
                // Somebody else's bad luck.
            }
        }
    }

    private async Task ActAsync()
    {
        switch (world.Choices.Below(3))
        {
            case 0 when world.Courier.Seen.Count > 0:
                var genuine = world.Courier.Seen[world.Choices.Below(world.Courier.Seen.Count)];
                var forged = Encoding.UTF8.GetString(genuine.Body.Span).Replace("succeeded", "canceled", StringComparison.Ordinal).Replace("paid", "unpaid", StringComparison.Ordinal);
                if (!forged.AsSpan().SequenceEqual(Encoding.UTF8.GetString(genuine.Body.Span)))
                {
                    world.Count(Thrown.Forgeries);
                    var status = await world.AnyShop().ServeAsync(shop => shop.ReceiveAsync(Encoding.UTF8.GetBytes(forged), genuine.Signature));
                    world.Must((int)status >= 400, $"a forged webhook was answered with {(int)status}");
                }

                break;
            case 1 when world.Courier.Seen.Count > 0:
                var old = world.Courier.Seen[world.Choices.Below(world.Courier.Seen.Count)];
                await world.AnyShop().ServeAsync(shop => shop.ReceiveAsync(old.Body, old.Signature));
                break;
            default:
                var payment = await world.DashboardAsync(
                    "/v1/payment_intents", ("amount", "1234"), ("currency", "usd"), ("confirm", "true"), ("payment_method", "pm_card_visa"),
                    ("automatic_payment_methods[enabled]", "true"), ("automatic_payment_methods[allow_redirects]", "never"),
                    ("metadata[attempt]", world.Choices.Of("not an attempt", "01890000-0000-7000-8000-000000000000")));
                world.ForeignPayments.Add(payment.GetProperty("id").GetString()!);
                break;
        }
    }
}
