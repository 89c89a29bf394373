using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Till.Mail;
using Till.Storage;

namespace Till.Accounts;

internal static class AccountServices
{
    /// <summary>Pages that take guesses at passwords or send mails to anybody.</summary>
    public const string Guarded = "accounts";

    /// <summary>The policy of pages for those who work in the shop; which of them may what is for each page to say.</summary>
    public const string OfficeOnly = "office";

    /// <summary>Posts to guarded pages that one address may make in a minute; an office behind one address gets by with it.</summary>
    private const int TriesPerMinute = 20;

    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddDataProtectionKeys();
        services.AddScoped<IPasswordValidator<Account>, PasswordRules>();
        services.AddSingleton<ILookupNormalizer, EmailKeys>();
        services.AddSingleton<NobodysPassword>();
        services.AddIdentityCore<Account>(options => options.User.AllowedUserNameCharacters = "") // Email.TryRead says what is allowed
            .AddUserStore<AccountStore>()
            .AddUserManager<AccountManager>();
        services.AddAuthentication(Sessions.Scheme).AddCookie(Sessions.Scheme, Sessions.Configure);
        services.AddAuthorizationBuilder().AddPolicy(OfficeOnly, policy => policy.RequireRole(Roles.OfTheOffice.Select(one => one.Value)));
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = TooMany.AnswerAsync;
            options.AddPolicy(Guarded, Limit);
        });
        services.AddSingleton<LinkTokens>();
        services.AddSingleton<AccountMails>();
        services.AddSingleton<EmailChangeMails>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<People>();
        services.AddSingleton<InvitationMails>();
        services.AddOutboxHandler(InvitationMails.Kind, static (provider, row, cancel) =>
            provider.GetRequiredService<InvitationMails>().SendAsync(row, cancel));
        services.AddSingleton<PersonalExport>();
        services.AddSingleton<EraseAccount>();
        services.AddOutboxHandler(EmailChangeMails.AskKind, static (provider, row, cancel) =>
            provider.GetRequiredService<EmailChangeMails>().SendLinkAsync(row, cancel));
        services.AddOutboxHandler(EmailChangeMails.NoticeKind, static (provider, row, cancel) =>
            provider.GetRequiredService<EmailChangeMails>().SendNoticeAsync(row, cancel));
        foreach (var kind in new[] { AccountMails.ConfirmKind, AccountMails.ResetKind, AccountMails.TakenKind })
        {
            services.AddOutboxHandler(kind, (provider, row, cancel) => provider.GetRequiredService<AccountMails>().SendAsync(row, cancel));
        }
    }

    public static void UseAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
    }

    private static RateLimitPartition<IPAddress> Limit(HttpContext context)
    {
        var address = Network(context.Connection.RemoteIpAddress ?? IPAddress.None);
        return HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = TriesPerMinute,
                TokensPerPeriod = TriesPerMinute,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            })
            : RateLimitPartition.GetNoLimiter(IPAddress.None);
    }

    /// <summary>In IPv6 one subscriber has 2^64 addresses, so all of those count as one.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        if (bytes.Length == 16)
        {
            bytes.AsSpan(8).Clear();
        }

        return new IPAddress(bytes);
    }
}
