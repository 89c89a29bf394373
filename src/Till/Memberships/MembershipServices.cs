using Till.Mail;

namespace Till.Memberships;

internal static class MembershipServices
{
    public static void AddMemberships(this IServiceCollection services, ShopSettings settings)
    {
        services.AddSingleton<StripeCustomers>();
        services.AddSingleton<StripePlans>();
        services.AddSingleton<OpenJoin>();
        services.AddSingleton<Join>();
        services.AddSingleton<FetchMembership>();
        services.AddSingleton<InvoiceBooking>();
        services.AddSingleton<MembershipBooking>();
        services.AddSingleton<RemakeAccount>();
        services.AddSingleton<SettleMembership>();
        services.AddSingleton<CancelSubscription>();
        services.AddSingleton<MemberPortal>();
        services.AddSingleton<MembershipEvents>();
        services.AddSingleton<ReconcileMemberships>();
        services.AddSingleton<LeaveMembership>();
        // Without keys there is no Stripe to make a customer at; the first who joins makes it then.
        services.AddOutboxHandler(MembershipOutbox.Customer, (provider, row, cancel) => settings.Stripe.HasKeys
            ? provider.GetRequiredService<StripeCustomers>().EnsureAsync(row.Read<CustomerOrder>().AccountId, cancel)
            : Task.CompletedTask);
        services.AddOutboxHandler(MembershipOutbox.CustomerDetails, static (provider, row, cancel) =>
            provider.GetRequiredService<StripeCustomers>().TellAsync(row.Read<CustomerOrder>().AccountId, cancel));
        services.AddOutboxHandler(MembershipOutbox.ForgetCustomer, static (provider, row, cancel) =>
            provider.GetRequiredService<StripeCustomers>().ForgetAsync(row.Read<ForgottenCustomer>(), cancel));
        services.AddOutboxHandler(MembershipOutbox.CancelSurplus, static (provider, row, cancel) =>
            provider.GetRequiredService<CancelSubscription>().RunAsync(row.Read<SurplusOrder>().SubscriptionId, cancel));
    }
}
