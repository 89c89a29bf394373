using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Storage;

namespace Till.Accounts;

/// <summary>What all pages about accounts share.</summary>
public abstract class AccountPage : PageModel
{
    /// <summary>Where to go afterwards. Only a path of this shop: a link from elsewhere must not lead on to elsewhere.</summary>
    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    protected string Next => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/account";

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-cache, no-store"; // in the words that form tokens ask for
        headers.Pragma = "no-cache";
        // Links in mails carry a secret, which no other page needs to hear of.
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>An e-mail address from a form; what is wrong with it goes to the field.</summary>
    protected bool TryReadEmail(string? typed, string field, out string email)
    {
        if (Email.TryRead(typed, out email))
        {
            return true;
        }

        ModelState.AddModelError(field, string.IsNullOrWhiteSpace(typed)
            ? "Type your e-mail address."
            : "This is not an e-mail address that we can write to; it looks like name@example.org.");
        return false;
    }

    /// <summary>Notes a mail for an address that somebody typed, whether anybody has it or not.</summary>
    protected async Task<IActionResult> AskAsync(IServiceProvider services, string? typed, string field, string kind, CancellationToken cancel)
    {
        if (!TryReadEmail(typed, field, out var email))
        {
            return Page();
        }

        var now = services.GetRequiredService<TimeProvider>().Now();
        await services.GetRequiredService<Database>().WriteAsync(
            transaction => AccountMails.NoteAsync(transaction, services.GetRequiredService<Chance>(), kind, Email.Key(email), now), cancel);
        return Redirect("/account/check-mail");
    }

    /// <summary>The account of who is signed in.</summary>
    internal Task<Account?> FindAccountAsync(IServiceProvider services) =>
        services.GetRequiredService<AccountManager>().FindByIdAsync(User.AccountId()?.ToString("D") ?? "");

    /// <summary>Whoever finds a browser signed in must not do what cannot be undone.</summary>
    internal async Task<bool> IsPasswordRightAsync(IServiceProvider services, Account account, string? password, string field)
    {
        if (await services.GetRequiredService<AccountManager>().IsRightAsync(account, password ?? ""))
        {
            return true;
        }

        ModelState.AddModelError(
            field,
            string.IsNullOrEmpty(password)
                ? "Type your password."
                : "This is not your password. After five wrong ones the account is locked for 15 minutes.");
        return false;
    }

    protected bool TryReadNewPassword(string? password, string? again, string email, string field)
    {
        if (PasswordRules.Fault(password, email) is { } fault)
        {
            ModelState.AddModelError(field, fault);
        }
        else if (password != again)
        {
            ModelState.AddModelError(field + "Again", "The two passwords differ.");
        }
        else
        {
            return true;
        }

        return false;
    }
}
