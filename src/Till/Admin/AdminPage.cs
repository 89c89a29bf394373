using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Storage;

namespace Till.Admin;

/// <summary>What all pages of the back office share: they are the owners', and nobody keeps a copy of them.</summary>
[Authorize(Policy = AccountServices.OwnersOnly)]
internal abstract class AdminPage : PageModel
{
    /// <summary>Who is signed in, as the audit log names them.</summary>
    protected Actor Me => new(
        User.AccountId(), User.FindFirstValue(ClaimTypes.Email) ?? throw new InvalidOperationException("A session without an address."));

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-cache, no-store"; // in the words that form tokens ask for
        headers.Pragma = "no-cache";
        headers["X-Robots-Tag"] = "noindex";
    }
}
