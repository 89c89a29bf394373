namespace Till.Checkout;

internal static class CheckoutServices
{
    public static void AddCheckout(this IServiceCollection services)
    {
        services.AddSingleton<Freeze>();
        services.AddSingleton<FreezeByLink>();
        services.AddSingleton<MakeOrder>();
        services.AddSingleton<WithdrawOrder>();
        services.AddSingleton<OpenAttempt>();
        services.AddSingleton<StartPayment>();
    }
}
