using Till.Mail;
using Till.Stripe;

namespace Till.Payments;

internal static class PaymentServices
{
    public static void AddPayments(this IServiceCollection services, ShopOptions options, ShopSettings settings)
    {
        services.AddSingleton(provider => CreateClient(provider, options));
        services.AddSingleton<Booking>();
        services.AddSingleton<RefundSettlement>();
        services.AddSingleton<DisputeSettlement>();
        services.AddSingleton<Gently>();
        services.AddSingleton<WalkTime>();
        services.AddSingleton<RemakeOrder>();
        services.AddSingleton<ReconcilePayments>();
        services.AddSingleton<ReconcileRefunds>();
        services.AddSingleton<SettlePayment>();
        services.AddSingleton<ReconcileDisputes>();
        services.AddSingleton<ReconcilePayouts>();
        services.AddSingleton<Settle>();
        services.AddSingleton<SettleOrder>();
        services.AddSingleton<CloseAttempt>();
        services.AddSingleton<Remotes>();
        services.AddSingleton<ExpireAttempts>();
        services.AddSingleton<StripeTime>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookEndpointSetup>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<HandleEvent>();
        services.AddSingleton<InboxWorker>();
        services.AddSingleton<PullEvents>();
        services.AddSingleton<Reconcile>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<MakeRefund>();
        services.AddOutboxHandler(OutboxKinds.Refund, static (provider, row, cancel) =>
            provider.GetRequiredService<MakeRefund>().RunAsync(row.Read<RefundOrder>(), cancel));
        // A shop without keys has no Stripe to ask, so nothing for these to do.
        if (options.Workers && settings.Stripe.HasKeys)
        {
            services.AddHostedService(provider => provider.GetRequiredService<InboxWorker>());
            services.AddHostedService(provider => provider.GetRequiredService<Reconciler>());
        }
    }

    /// <summary>Asked for only where keys are set: see <see cref="StripeSettings.HasKeys"/>.</summary>
    private static StripeClient CreateClient(IServiceProvider provider, ShopOptions options)
    {
        var settings = provider.GetRequiredService<ShopSettings>().Stripe;
        var logger = provider.GetRequiredService<ILogger<StripeClient>>();
        var heard = provider.GetRequiredService<StripeTime>();
        var http = new HttpClient(options.StripeTransport ?? StripeHttp.CreateHandler(), disposeHandler: options.StripeTransport is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var client = new StripeClientOptions
        {
            ApiKey = settings.SecretKey ?? throw new InvalidOperationException("Stripe is asked for, and no secret key is set."),
            ApiBase = settings.ApiBase,
            OnRequest = call =>
            {
                heard.Hear(call.ServerTime);
                Tell(logger, call);
            },
        };
        return new StripeClient(http, client, options.Time, options.Chance.NewRandom());
    }

    /// <summary>A sale makes several calls, so those that went well are told to whoever looks for them; one that did not, to everybody.</summary>
    private static void Tell(ILogger logger, StripeRequestLog call)
    {
        var level = call is { Outcome: StripeRequestOutcome.Succeeded, Attempts: 1 } ? LogLevel.Debug : LogLevel.Warning;
        Log.StripeCalled(
            logger, level, call.Method, call.PathTemplate, call.Outcome, (int?)call.Status, (long)call.Duration.TotalMilliseconds,
            call.Attempts, call.RequestId, call.IdempotencyKey);
    }
}
