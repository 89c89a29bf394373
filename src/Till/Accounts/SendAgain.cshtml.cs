using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Sends the confirmation once more, if the address awaits one; the answer is the same if it does not.</summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class SendAgainModel(IServiceProvider services) : AccountPage
{
    [BindProperty]
    public string? EmailAddress { get; set; }

    public Task<IActionResult> OnPostAsync(CancellationToken cancel) =>
        AskAsync(services, EmailAddress, nameof(EmailAddress), AccountMails.ConfirmKind, cancel);
}
