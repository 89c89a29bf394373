using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

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

    /// <summary>Which of the two forms has something wrong with it.</summary>
    public string? Failed { get; private set; }

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
        await services.GetRequiredService<PersonalExport>().WriteAsync(Response.BodyWriter, account.Id, cancel);
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
            if (outcome is EraseAccount.Outcome.Erased)
            {
                await Sessions.EndAsync(HttpContext);
                return Redirect("/account/sign-in?after=erased");
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
        EraseAccount.Outcome.OnlyOwner => "You are the shop's only owner. Make another one first: ./till admin create.",
        EraseAccount.Outcome.Changed => "The account was changed elsewhere a moment ago, or another payment began. Nothing was erased: try again.",
        _ => "An order or membership of yours can still be paid, and our payment provider did not answer when we wanted to end it. Nothing was erased: try again in a minute.",
    };
}
