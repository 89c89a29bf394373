using Till.Mail;
using Till.Payments;

namespace Till.Disputes;

internal static class DisputeServices
{
    public static void AddDisputes(this IServiceCollection services)
    {
        services.AddSingleton<AnswerDispute>();
        services.AddOutboxHandler(OutboxKinds.DisputeAnswer, static (provider, row, cancel) =>
            provider.GetRequiredService<AnswerDispute>().CarryOutAsync(row.Read<DisputeAnswer>(), cancel));
    }
}
