using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Asks for another address, with the password. Nothing changes before a link that is sent there has been opened.</summary>
[Authorize]
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class ChangeEmailModel(IServiceProvider services) : AccountPage
{
    [BindProperty]
    public string? EmailAddress { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public bool Sent { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await FindAccountAsync(services) is not { } account)
        {
            return Challenge();
        }

        if (!TryReadEmail(EmailAddress, nameof(EmailAddress), out var email))
        {
            return Page();
        }

        if (Email.Key(email) == account.EmailKey)
        {
            ModelState.AddModelError(nameof(EmailAddress), "This is the address that your account has already.");
            return Page();
        }

        if (!await IsPasswordRightAsync(services, account, Password, nameof(Password)))
        {
            return Page();
        }

        var now = services.GetRequiredService<TimeProvider>().Now();
        var which = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Email.Key(email))).AsSpan(0, 8));
        await services.GetRequiredService<Database>().WriteAsync(
            transaction => Outbox.AddAsync(
                transaction,
                services.GetRequiredService<Chance>().NewId(now),
                EmailChangeMails.AskKind,
                $"account:{account.Id}:{which}@{now.UtcDateTime:yyyyMMddHHmm}",
                new EmailChange(account.Id, email),
                now),
            cancel);
        Sent = true;
        return Page();
    }
}
