using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Till.Accounts;

/// <summary>Changes the password of who is signed in, and keeps this session as the only one.</summary>
[Authorize]
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class ChangePasswordModel(IServiceProvider services) : AccountPage
{
    [BindProperty]
    public string? Current { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? PasswordAgain { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        var accounts = services.GetRequiredService<AccountManager>();
        if (await accounts.FindByIdAsync(User.AccountId()?.ToString("D") ?? "") is not { } account)
        {
            return Challenge();
        }

        if (!TryReadNewPassword(Password, PasswordAgain, account.Email, nameof(Password)))
        {
            return Page();
        }

        if (!await accounts.IsRightAsync(account, Current ?? ""))
        {
            ModelState.AddModelError(nameof(Current), "This is not your present password. After five wrong ones the account is locked for 15 minutes.");
            return Page();
        }

        await accounts.SetPasswordAsync(account, Password!);
        if (!(await accounts.UpdateAsync(account)).Succeeded)
        {
            ModelState.AddModelError("", "The password was changed elsewhere a moment ago. Sign in with that one.");
            return Page();
        }

        var present = await HttpContext.AuthenticateAsync(Sessions.Scheme);
        await Sessions.BeginAsync(HttpContext, account, present.Properties?.IsPersistent ?? false);
        return Redirect("/account?done=password");
    }
}
