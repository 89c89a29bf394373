using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Till.Accounts;

/// <summary>Sends a link to choose a new password, if the address has an account; the answer is the same if it has none.</summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class ForgotModel(IServiceProvider services) : AccountPage
{
    [BindProperty]
    public string? EmailAddress { get; set; }

    public Task<IActionResult> OnPostAsync(CancellationToken cancel) =>
        AskAsync(services, EmailAddress, nameof(EmailAddress), AccountMails.ResetKind, cancel);
}
