using Till.Mail;

namespace Till.Events;

/// <summary>What happens in the shop, told to other programs.</summary>
internal static class EventServices
{
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventAddresses>();
        services.AddSingleton<EventHttp>();
        services.AddSingleton<EventSender>();
        services.AddOutboxHandler(ShopEvents.Spread, static (provider, row, cancel) => provider.GetRequiredService<EventSender>().SpreadAsync(row, cancel));
        services.AddOutboxHandler(ShopEvents.Deliver, static (provider, row, cancel) => provider.GetRequiredService<EventSender>().DeliverAsync(row, cancel));
    }
}
