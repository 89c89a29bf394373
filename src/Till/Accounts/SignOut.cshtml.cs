using Microsoft.AspNetCore.Mvc;

namespace Till.Accounts;

/// <summary>Ends the session. Only by a form of ours: no link elsewhere can sign anybody out.</summary>
public sealed class SignOutModel : AccountPage
{
    public async Task<IActionResult> OnPostAsync()
    {
        await Sessions.EndAsync(HttpContext);
        return Redirect("/");
    }
}
