using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Till.Checkout;
using Till.Storage;

namespace Till.Accounts;

/// <summary>An address that the account keeps: a new one, or one that is changed or removed.</summary>
[Authorize]
internal sealed class EditAddressModel(IServiceProvider services) : AccountPage
{
    [BindProperty(SupportsGet = true)]
    public Guid? Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public bool IsDefault { get; set; }

    [BindProperty]
    public AddressFields Fields { get; set; } = new();

    private Guid AccountId => User.AccountId()!.Value;

    private Database Database => services.GetRequiredService<Database>();

    /// <summary>This page's own, whichever button led to it last.</summary>
    public string Address => Id is { } id ? $"/account/address/{id}" : "/account/address";

    public string Action(string handler) => $"{Address}?handler={handler}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Id is null)
        {
            Fields.Country = Countries.Guess(Request.Headers.AcceptLanguage)?.Code;
            return Page();
        }

        if (await FindAsync(cancel) is not { } saved)
        {
            return NotFound();
        }

        (Name, Phone, IsDefault, Fields) = (saved.Address.Name, saved.Address.Phone, saved.IsDefault, AddressFields.Of(saved.Address));
        return Page();
    }

    /// <summary>The same form with the fields that the chosen country's addresses have; nothing is saved.</summary>
    public async Task<IActionResult> OnPostCountryAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        return Id is null || await FindAsync(cancel) is not null ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var name = Typed.Read(Name, required: true, nameof(Name), "full name", Checkout.Address.MaxName, ModelState);
        var phone = Typed.Read(Phone, required: false, nameof(Phone), "phone number", Checkout.Address.MaxPhone, ModelState);
        var address = Fields.Read(name ?? "", phone, nameof(Fields), ModelState);
        if (address is null || !ModelState.IsValid)
        {
            return Page();
        }

        var now = services.GetRequiredService<TimeProvider>().Now();
        var newId = services.GetRequiredService<Chance>().NewId(now);
        switch (await Database.WriteAsync(
            transaction => SavedAddresses.SaveAsync(transaction, AccountId, Id, newId, address, IsDefault, now), cancel))
        {
            case SavedAddresses.Outcome.NotFound:
                return NotFound();
            case SavedAddresses.Outcome.TooMany:
                ModelState.AddModelError("", $"An account keeps at most {SavedAddresses.Most} addresses. Remove one first.");
                return Page();
            default:
                return Redirect("/account?done=address");
        }
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel) =>
        Id is { } id && await Database.WriteAsync(transaction => SavedAddresses.RemoveAsync(transaction, AccountId, id), cancel)
            ? Redirect("/account?done=removed")
            : NotFound();

    private async Task<SavedAddress?> FindAsync(CancellationToken cancel) =>
        (await Database.ReadAsync(db => SavedAddress.ListAsync(db, AccountId), cancel)).FirstOrDefault(one => one.Id == Id);
}
