namespace Till.Bags;

internal static class BagServices
{
    public static void AddBags(this IServiceCollection services, ShopOptions options)
    {
        services.AddSingleton<ChangeBag>();
        services.AddSingleton<BagReading>();
        services.AddSingleton<DeliveryNote>();
        services.AddSingleton<DeliveryZones>();
        services.AddSingleton<TaxRates>();
        services.AddSingleton<DiscountCodes>();
        services.AddSingleton<SweepBags>();
        if (options.Workers)
        {
            services.AddHostedService(provider => provider.GetRequiredService<SweepBags>());
        }
    }

    public static void MapBags(this WebApplication app) => app.MapGet(
        "/bag/badge",
        async (HttpContext context, BagReading reading, CancellationToken cancel) =>
        {
            var bag = await reading.FindAsync(context, cancel);
            BagCookie.Write(context, bag?.Contents.Count ?? 0);
            context.Response.Headers.CacheControl = "no-store";
            return Results.Json(new { count = bag?.Contents.Count ?? 0, total = bag?.Quote.Total.ToString() });
        });
}
