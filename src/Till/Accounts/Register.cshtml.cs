using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Till.Mail;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Opens an account that holds once its address is confirmed. The page answers alike whether the address has an account or not;
/// what is the case, the mail says, which only the address's holder reads.
/// </summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class RegisterModel(IServiceProvider services) : AccountPage
{
    [BindProperty]
    public string? EmailAddress { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? PasswordAgain { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var name = Mime.OneLine(Name ?? "");
        if (name.Length > 100)
        {
            ModelState.AddModelError(nameof(Name), "A name has at most 100 characters.");
        }

        var hasEmail = TryReadEmail(EmailAddress, nameof(EmailAddress), out var email);
        if (!TryReadNewPassword(Password, PasswordAgain, email, nameof(Password)) || !hasEmail || !ModelState.IsValid)
        {
            return Page();
        }

        var now = services.GetRequiredService<TimeProvider>().Now();
        var chance = services.GetRequiredService<Chance>();
        var account = new Account
        {
            Id = chance.NewId(now), Email = email, EmailKey = Email.Key(email), Name = name, Role = Account.Buyer, CreatedAt = now,
        };
        await services.GetRequiredService<AccountManager>().SetPasswordAsync(account, Password!);
        await services.GetRequiredService<Database>().WriteAsync(transaction => OpenAsync(transaction, account, chance), cancel);
        return Redirect("/account/check-mail");
    }

    private static async Task OpenAsync(Transaction transaction, Account account, Chance chance)
    {
        if (!await OpenAccount.TryAsync(transaction, account, chance))
        {
            await AccountMails.NoteAsync(transaction, chance, AccountMails.TakenKind, account.EmailKey, account.CreatedAt);
        }
    }
}
