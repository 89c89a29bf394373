using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Storage;

namespace Till.Admin;

/// <summary>
/// What all pages of the back office share: they are for those who work in the shop, each for those who may (<see cref="NeedsAttribute"/>;
/// a page that says nothing is the owners'), and nobody keeps a copy of them.
/// </summary>
[Authorize(Policy = AccountServices.OfficeOnly)]
internal abstract class AdminPage : PageModel
{
    /// <summary>Who is signed in, as the audit log names them.</summary>
    protected Actor Me => User.Actor();

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-cache, no-store"; // in the words that form tokens ask for
        headers.Pragma = "no-cache";
        headers["X-Robots-Tag"] = "noindex";
        var settings = context.HttpContext.RequestServices.GetRequiredService<ShopSettings>();
        if (!User.May(Rights.Of(GetType(), context.HandlerMethod)))
        {
            context.Result = Forbid();
        }
        else if (settings.Stripe.IsLive && User.IsInRole(Roles.Owner) && !User.HasFactor())
        {
            context.Result = new RedirectResult("/account/second-factor"); // real money: not by a password alone
        }
    }
}
