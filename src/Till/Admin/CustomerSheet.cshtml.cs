using System.Net.Mime;
using Microsoft.AspNetCore.Mvc;
using Till.Accounts;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>One customer as those who work in the shop see them. Nobody can sign in as somebody else, here or anywhere.</summary>
[Needs(Right.SeeOrders)]
internal sealed class CustomerSheetModel(IServiceProvider services, Database database, TimeProvider time, Chance chance) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>The number of an order: the list begins with the one before it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Before { get; set; }

    /// <summary>The customer's address, typed by whoever erases them.</summary>
    [BindProperty]
    public string? Confirmation { get; set; }

    public CustomerView View { get; private set; } = null!;

    public string Title => View.Row.Name.Length > 0 ? View.Row.Name : View.Row.Email;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await ReadAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostExportAsync(CancellationToken cancel)
    {
        if (await database.ReadAsync(db => DeskCustomers.FindAsync(db, Id), cancel) is not { } row)
        {
            return NotFound();
        }

        await database.WriteAsync(transaction => NoteAsync(transaction, Audit.CustomerExported, "All that the shop keeps about a customer, as a file"), cancel);
        Response.ContentType = MediaTypeNames.Application.Json;
        Response.Headers.ContentDisposition = "attachment; filename=\"customer.json\"";
        await services.GetRequiredService<PersonalExport>().WriteAsync(Response.BodyWriter, row.Purchaser, cancel);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostEraseAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        if (View.Account is { IsOfTheOffice: true })
        {
            ModelState.AddModelError("", "They work in the shop. Remove them under People first.");
        }
        else if (Email.Key((Confirmation ?? "").Trim()) != View.Row.EmailKey)
        {
            ModelState.AddModelError(nameof(Confirmation), $"Type {View.Row.Email} to say that you mean it.");
        }
        else
        {
            var outcome = await EraseAsync(cancel);
            if (outcome is EraseAccount.Outcome.Erased)
            {
                return Redirect("/admin/customers?done=erased");
            }

            ModelState.AddModelError("", Explain(outcome));
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Page();
        }

        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task<EraseAccount.Outcome> EraseAsync(CancellationToken cancel)
    {
        var (erase, row) = (services.GetRequiredService<EraseAccount>(), View.Row);
        // Who they were is not to be read in the audit log either.
        Task Note(Transaction transaction) => NoteAsync(
            transaction, Audit.CustomerErased, $"A customer with {Catalogue.Words.Count((int)View.Worth.Orders, "order")}{(row.IsGuest ? ", without an account" : "")}");
        if (row.AccountId is not { } accountId)
        {
            return await erase.RunAsync(row.Purchaser, cancel, Note);
        }

        return await services.GetRequiredService<AccountManager>().FindByIdAsync(accountId.ToString("D")) is { } account
            ? await erase.RunAsync(account, cancel, Note)
            : new EraseAccount.Outcome.Changed();
    }

    private Task NoteAsync(Transaction transaction, string action, string detail) =>
        Audit.AddAsync(transaction, chance, Me, action, $"customer:{Id}", new Differences(detail).ToString(), time.Now());

    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        var before = long.TryParse(Before, out var number) ? number : (long?)null;
        if (await database.ReadAsync(db => CustomerView.FindAsync(db, database.Engine, Id, before), cancel) is not { } view)
        {
            return false;
        }

        View = view;
        return true;
    }

    private static string Explain(EraseAccount.Outcome outcome) => outcome switch
    {
        EraseAccount.Outcome.BeingPaid => "One of their orders is being paid right now by a method that takes a few days. Nothing was erased: come back when the payment is through.",
        EraseAccount.Outcome.OnlyOwner => "They are the shop’s only owner.",
        EraseAccount.Outcome.Changed => "Something of theirs was changed a moment ago, or another payment began. Nothing was erased: try again.",
        _ => "An order or membership of theirs can still be paid, and Stripe did not answer when we wanted to end it. Nothing was erased: try again in a minute.",
    };
}
