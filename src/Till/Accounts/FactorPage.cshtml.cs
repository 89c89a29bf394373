using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Till.Accounts;

/// <summary>Sets up the second factor of somebody who works in the shop, and changes it. Nothing is kept before a code has shown that the app has it.</summary>
[Authorize(Policy = AccountServices.OfficeOnly)]
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class FactorPageModel(IServiceProvider services) : AccountPage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>The secret that was shown, sealed.</summary>
    [BindProperty]
    public string? Offered { get; set; }

    /// <summary>The codes to write down, shown once; null: there is something to be done first.</summary>
    public IReadOnlyList<string>? Codes { get; private set; }

    /// <summary>Whether the factor was set just now, and not only its codes renewed.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Whether another app is to take the place of the one that is there.</summary>
    public bool Anew { get; private set; }

    public bool HasFactor => User.HasFactor();

    public bool IsRequired => services.GetRequiredService<ShopSettings>().Stripe.IsLive && User.IsInRole(Roles.Owner);

    public string SecretInGroups { get; private set; } = "";

    /// <summary>As apps read it: https://github.com/google/google-authenticator/wiki/Key-Uri-Format.</summary>
    public string Link { get; private set; } = "";

    internal QrPicture Picture { get; private set; } = QrPicture.Empty;

    private SecondFactor Factor => services.GetRequiredService<SecondFactor>();

    public void OnGet()
    {
        if (!HasFactor)
        {
            Offer(null);
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await FindAccountAsync(services) is not { } account)
        {
            return Challenge();
        }

        var secret = Factor.Open(account.Id, Offered, replacing: HasFactor);
        if (HasFactor && secret is null)
        {
            return Redirect("/account/second-factor"); // set a moment ago, in another window
        }

        if (secret is not null && await IsPasswordRightAsync(services, account, Password, nameof(Password)))
        {
            Codes = await Factor.TrySetAsync(User.Actor(), User.SessionId()!.Value, secret, Code, cancel);
            if (Codes is not null)
            {
                IsNew = true;
                return Page();
            }

            ModelState.AddModelError(nameof(Code), "This is not the code that the app shows now. Is the phone’s clock right? Wait for the next code and type that.");
        }

        Anew = HasFactor;
        Offer(secret);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken cancel)
    {
        if (await RefuseAsync(cancel) is { } refusal)
        {
            return refusal;
        }

        Codes = await Factor.RenewCodesAsync(User.Actor(), cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostReplaceAsync(CancellationToken cancel)
    {
        if (await RefuseAsync(cancel) is { } refusal)
        {
            return refusal;
        }

        Anew = true;
        ModelState.Clear();
        (Code, Password) = ("", "");
        Offer(null);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel)
    {
        if (IsRequired)
        {
            return Redirect("/account/second-factor");
        }

        if (await RefuseAsync(cancel) is { } refusal)
        {
            return refusal;
        }

        await Factor.RemoveAsync(User.Actor(), User.AccountId()!.Value, User.FindFirstValue(ClaimTypes.Email)!, cancel);
        return Redirect("/account/security?done=removed");
    }

    /// <summary>Whoever finds a browser signed in changes nothing here: it takes the password and a code.</summary>
    private async Task<IActionResult?> RefuseAsync(CancellationToken cancel)
    {
        if (!HasFactor)
        {
            return Redirect("/account/second-factor");
        }

        if (await FindAccountAsync(services) is not { } account)
        {
            return Challenge();
        }

        if (await IsPasswordRightAsync(services, account, Password, nameof(Password)))
        {
            switch (await Factor.CheckAsync(account.Id, Code, cancel))
            {
                case SecondFactor.Outcome.Right:
                    return null;
                case SecondFactor.Outcome.Locked locked:
                    ModelState.AddModelError(nameof(Code), $"There were too many wrong codes. No code is taken until {locked.Until:HH:mm} UTC.");
                    break;
                default:
                    ModelState.AddModelError(nameof(Code), "This is not the code that the app shows now, or it was used already. Wait for the next one and type that.");
                    break;
            }
        }

        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private void Offer(byte[]? offered)
    {
        byte[] secret;
        if (offered is null)
        {
            (secret, Offered) = Factor.Offer(User.AccountId()!.Value, replacing: HasFactor);
            ModelState.Remove(nameof(Offered));
        }
        else
        {
            secret = offered;
        }

        var text = Base32.Encode(secret);
        SecretInGroups = string.Join(' ', text.Chunk(4).Select(group => new string(group)));
        var shop = Uri.EscapeDataString(services.GetRequiredService<ShopSettings>().Name);
        Link = $"otpauth://totp/{shop}:{Uri.EscapeDataString(User.FindFirstValue(ClaimTypes.Email)!)}?secret={text}&issuer={shop}";
        Picture = QrPicture.Of(Link);
    }
}
