using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Where the link leads that <c>till serve</c> prints while the shop has no owner. Who can read what the machine prints may become it;
/// once there is an owner, no such link is worth anything.
/// </summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class FirstOwnerModel(IServiceProvider services) : AccountPage
{
    [BindProperty(SupportsGet = true)]
    public string? Key { get; set; }

    [BindProperty]
    public string? EmailAddress { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? PasswordAgain { get; set; }

    public bool IsOpen { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => await LookAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LookAsync(cancel))
        {
            return Page();
        }

        var hasEmail = TryReadEmail(EmailAddress, nameof(EmailAddress), out var email);
        if (!TryReadNewPassword(Password, PasswordAgain, email, nameof(Password)) || !hasEmail)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        if (await OwnerAccount.CreateFirstAsync(services, email, Password!, cancel) is not { } owner)
        {
            Refuse();
            return Page();
        }

        await Sessions.EnterAsync(HttpContext, owner, remember: false, "by the first link");
        return Redirect("/admin");
    }

    private async Task<bool> LookAsync(CancellationToken cancel)
    {
        IsOpen = services.GetRequiredService<LinkTokens>().IsFirstOwner(Key)
            && !await services.GetRequiredService<Database>().ReadAsync(Roles.HasOwnerAsync, cancel);
        if (!IsOpen)
        {
            Refuse();
        }

        return IsOpen;
    }

    private void Refuse() => (IsOpen, Response.StatusCode) = (false, StatusCodes.Status410Gone);
}
