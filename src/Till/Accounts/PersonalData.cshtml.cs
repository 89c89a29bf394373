using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.RateLimiting;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Storage;

namespace Till.Accounts;

/// <summary>All that the shop keeps about a person: taken along, or erased. Either asks for the password.</summary>
[Authorize]
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class PersonalDataModel(IServiceProvider services) : AccountPage
{
    [BindProperty]
    public string? ExportPassword { get; set; }

    [BindProperty]
    public string? ErasePassword { get; set; }

    [BindProperty]
    public bool Sure { get; set; }

    /// <summary>The membership that would end with the account; null for none that can still ask for money or is paid for.</summary>
    internal Membership? Leaving { get; private set; }

    /// <summary>Which of the two forms has something wrong with it.</summary>
    public string? Failed { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (settings, time) = (services.GetRequiredService<ShopSettings>(), services.GetRequiredService<TimeProvider>());
        var row = User.AccountId() is { } id
            ? await services.GetRequiredService<Database>().ReadAsync(
                db => MembershipRow.FindAsync(db, id, settings.Access, time.Now()), HttpContext.RequestAborted)
            : null;
        var isIn = row is not null && Access.Decide(row.Facts, settings.Access, time.Now()).IsIn;
        Leaving = row is not null && (isIn || row.IsLiving) ? new Membership(row.Plan, isIn ? row.PaidThrough : null) : null;
        await base.OnPageHandlerExecutionAsync(context, next);
    }

    public async Task<IActionResult> OnPostExportAsync(CancellationToken cancel)
    {
        if (await FindAccountAsync(services) is not { } account)
        {
            return Challenge();
        }

        if (!await IsPasswordRightAsync(services, account, ExportPassword, nameof(ExportPassword)))
        {
            Failed = "Export";
            return Page();
        }

        Response.ContentType = MediaTypeNames.Application.Json;
        Response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        await services.GetRequiredService<PersonalExport>().WriteAsync(Response.BodyWriter, new Purchaser(account.Id, account.EmailKey), cancel);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostEraseAsync(CancellationToken cancel)
    {
        if (await FindAccountAsync(services) is not { } account)
        {
            return Challenge();
        }

        if (!Sure)
        {
            ModelState.AddModelError(nameof(Sure), "Say that you are sure: tick the box above the button.");
        }
        else if (await IsPasswordRightAsync(services, account, ErasePassword, nameof(ErasePassword)))
        {
            var outcome = await services.GetRequiredService<EraseAccount>().RunAsync(account, cancel);
            if (outcome is EraseAccount.Outcome.Erased erased)
            {
                await Sessions.EndAsync(HttpContext);
                return Redirect($"/account/sign-in?after=erased{(erased.PaidThrough is { } paid ? $"&paid={paid.UtcDateTime:yyyy-MM-dd}" : "")}");
            }

            ModelState.AddModelError("", Explain(outcome));
            Response.StatusCode = StatusCodes.Status409Conflict;
        }

        Failed = "Erase";
        return Page();
    }

    private static string Explain(EraseAccount.Outcome outcome) => outcome switch
    {
        EraseAccount.Outcome.BeingPaid =>
            "One of your orders is being paid right now by a method that takes a few days. Nothing was erased: come back when the payment is through.",
        EraseAccount.Outcome.OnlyOwner => "You are the shop's only owner. Invite another one first, in the back office under People.",
        EraseAccount.Outcome.Changed => "The account was changed elsewhere a moment ago, or another payment began. Nothing was erased: try again.",
        _ => "An order or membership of yours can still be paid, and our payment provider did not answer when we wanted to end it. Nothing was erased: try again in a minute.",
    };

    /// <param name="PaidThrough">Null: nothing is paid for that lies ahead.</param>
    internal sealed record Membership(string Plan, DateTimeOffset? PaidThrough);
}
