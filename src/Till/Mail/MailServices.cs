
namespace Till.Mail;

internal static class MailServices
{
    /// <summary>Mails, and the worker that carries out the outbox.</summary>
    public static void AddMail(this IServiceCollection services, ShopOptions options)
    {
        services.AddSingleton<ShopAddress>();
        services.AddSingleton<Mailer>();
        services.AddSingleton<Letters>();
        services.AddSingleton<MailTexts>();
        services.AddSingleton<SampleMails>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<OutboxWorker>();
        if (options.Workers)
        {
            services.AddHostedService(provider => provider.GetRequiredService<OutboxWorker>());
        }
    }

    /// <summary>Registers what carries out the outbox's rows of one kind. A kind has one handler.</summary>
    public static void AddOutboxHandler(
        this IServiceCollection services, string kind, Func<IServiceProvider, OutboxRow, CancellationToken, Task> run) =>
        services.AddSingleton(new OutboxHandler(kind, run));
}
