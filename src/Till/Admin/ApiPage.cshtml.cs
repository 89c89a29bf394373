using Microsoft.AspNetCore.Mvc;
using Till.Api;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>Keys for the owner's other programs.</summary>
internal sealed partial class ApiPageModel(Database database, IServiceProvider services) : AdminPage
{
    [BindProperty]
    public string? KeyName { get; set; }

    [BindProperty]
    public List<string> Scopes { get; set; } = [];

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<ApiKey> Keys { get; private set; } = [];

    /// <summary>One that was made this moment, shown this once.</summary>
    public string? NewKey { get; private set; }

    public string? Message => Done switch
    {
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

    public string? ErrorOf(string field) => ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        Keys = await database.ReadAsync(ApiKey.ListAsync, cancel);
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }
}
