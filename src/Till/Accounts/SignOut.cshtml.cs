using Microsoft.AspNetCore.Mvc;
using Till.Bags;

namespace Till.Accounts;

/// <summary>Ends the session. Only by a form of ours: no link elsewhere can sign anybody out.</summary>
public sealed class SignOutModel : AccountPage
{
    public async Task<IActionResult> OnPostAsync()
    {
        await Sessions.EndAsync(HttpContext);
        // Who comes next to this browser finds an empty bag; the account's waits for its owner.
        VisitorCookie.Forget(HttpContext);
        BagCookie.Write(HttpContext, 0);
        return Redirect("/");
    }
}
