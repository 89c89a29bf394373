namespace Till.Checkup;

internal static class CheckupServices
{
    public static void AddCheckup(this IServiceCollection services)
    {
        services.AddSingleton<StripeCheck>();
        services.AddSingleton<QueueCheck>();
        services.AddSingleton<MailCheck>();
        services.AddSingleton<PeopleCheck>();
        services.AddSingleton<AddressCheck>();
        services.AddSingleton<BackupCheck>();
        services.AddSingleton<Doctor>();
        services.AddSingleton<Replay>();
    }
}
