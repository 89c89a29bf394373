using Microsoft.AspNetCore.Mvc;
using Till.Api;
using Till.Events;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>Keys for the owner's other programs, and addresses of theirs that are told of what happens here.</summary>
internal sealed class ApiPageModel(Database database, IServiceProvider services) : AdminPage
{
    [BindProperty]
    public string? KeyName { get; set; }

    [BindProperty]
    public List<string> Scopes { get; set; } = [];

    [BindProperty]
    public string? Target { get; set; }

    [BindProperty]
    public List<string> Kinds { get; set; } = [];

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<ApiKey> Keys { get; private set; } = [];

    /// <summary>One that was made this moment, shown this once.</summary>
    public string? NewKey { get; private set; }

    public IReadOnlyList<EventAddress> Addresses { get; private set; } = [];

    /// <summary>Of an address that was added this moment, shown this once.</summary>
    public string? NewSecret { get; private set; }

    public string? Message => Done switch
    {
        "address-ended" => "The address is told of nothing any more.",
        "ended" => "The key has ended: it opens nothing from now on.",
        _ => null,
    };

    public Task<IActionResult> OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    /// <summary>Answers with the key itself, which is kept nowhere and so cannot be shown by another page.</summary>
    public async Task<IActionResult> OnPostMakeAsync(CancellationToken cancel)
    {
        var typed = new Typed((field, why) => ModelState.AddModelError(field, why));
        var name = typed.Line(nameof(KeyName), KeyName, "A name", ApiKeys.MaxName);
        var scopes = ApiScopes.All.Select(one => one.Value).Where(Scopes.Contains).ToList();
        if (scopes.Count == 0 || scopes.Count != Scopes.Distinct().Count())
        {
            typed.Refuse(nameof(Scopes), "Choose what the key is to be allowed.");
        }

        if (typed.IsSound)
        {
            NewKey = await services.GetRequiredService<ApiKeys>().MakeAsync(name, scopes, Me, cancel);
            ModelState.Clear();
            (KeyName, Scopes) = (null, []);
        }

        return await ShowAsync(cancel);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid key, CancellationToken cancel) =>
        await services.GetRequiredService<ApiKeys>().EndAsync(key, Me, cancel) ? Redirect("/admin/api?done=ended") : NotFound();

    public async Task<IActionResult> OnPostAddressAsync(CancellationToken cancel)
    {
        var url = EventAddresses.Read(Target?.Trim());
        if (url is null)
        {
            ModelState.AddModelError(nameof(Target), $"Type an address that begins with https://, of at most {EventAddresses.MaxUrl} characters; http:// is for programs on this machine alone.");
        }

        var kinds = ShopEvents.All.Select(one => one.Value).Where(Kinds.Contains).ToList();
        if (kinds.Count == 0 || kinds.Count != Kinds.Distinct().Count())
        {
            ModelState.AddModelError(nameof(Kinds), "Choose what the address is to be told of.");
        }

        if (ModelState.IsValid)
        {
            NewSecret = (await services.GetRequiredService<EventAddresses>().AddAsync(url!, kinds, Me, cancel)).Secret;
            ModelState.Clear();
            (Target, Kinds) = (null, []);
        }

        return await ShowAsync(cancel);
    }

    public string? ErrorOf(string field) => ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        (Keys, Addresses) = await database.ReadAsync(async db => (await ApiKey.ListAsync(db), await EventAddress.ListAsync(db)), cancel);
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }
}
