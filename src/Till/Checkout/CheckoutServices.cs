namespace Till.Checkout;

internal static class CheckoutServices
{
    public static void AddCheckout(this IServiceCollection services)
    {
        services.AddSingleton<Freeze>();
        services.AddSingleton<OpenAttempt>();
        services.AddSingleton<StartPayment>();
    }
}
