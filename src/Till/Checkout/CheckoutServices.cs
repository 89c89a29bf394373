namespace Till.Checkout;

internal static class CheckoutServices
{
    public static void AddCheckout(this IServiceCollection services)
    {
        services.AddSingleton<Freeze>();
        services.AddSingleton<OpenSession>();
        services.AddSingleton<StartCheckout>();
    }
}
