using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Till.Accounts;

/// <summary>The second step of signing in, for accounts that have one.</summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class SignInCodeModel(IServiceProvider services) : AccountPage
{
    [BindProperty]
    public string? Code { get; set; }

    public async Task<IActionResult> OnGetAsync() => await HalfSignedIn.FindAsync(HttpContext) is null ? Again() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await HalfSignedIn.FindAsync(HttpContext) is not var (account, remember))
        {
            return Again();
        }

        switch (await services.GetRequiredService<SecondFactor>().CheckAsync(account.Id, Code, cancel))
        {
            case SecondFactor.Outcome.Right right:
                HalfSignedIn.End(HttpContext);
                await Sessions.EnterAsync(
                    HttpContext, account, remember, right.RecoveryLeft is { } left ? $"with a recovery code, {left} left" : "with a code");
                return LocalRedirect(Next);
            case SecondFactor.Outcome.Locked locked:
                return Refuse($"There were too many wrong codes. No code is taken until {locked.Until:HH:mm} UTC.");
            default:
                return Refuse("This is not the code that the app shows now, or it was used already. Wait for the next one and type that.");
        }
    }

    private RedirectResult Again() => Redirect("/account/sign-in" + (ReturnUrl is null ? "" : QueryString.Create("returnUrl", ReturnUrl).ToString()));

    private IActionResult Refuse(string why)
    {
        ModelState.AddModelError(nameof(Code), why);
        ModelState.SetModelValue(nameof(Code), "", "");
        Code = "";
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
