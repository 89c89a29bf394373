using Microsoft.AspNetCore.Mvc;
using Till.Accounts;
using Till.Storage;

namespace Till.Admin;

/// <summary>One of those who work in the shop: role, browsers, second factor.</summary>
internal sealed class PersonPageModel(Database database, People people, SecondFactor factor, TimeProvider time) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public Person Person { get; private set; } = null!;

    public IReadOnlyList<OpenSession> Sessions { get; private set; } = [];

    public string? Message => Done switch
    {
        "role" => "The role is changed. It holds from their next click on.",
        "signed-out" => "Signed out.",
        "factor" => "The second factor is taken away.",
        _ => null,
    };

    public Task<IActionResult> OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostRoleAsync(CancellationToken cancel)
    {
        if (!Roles.IsOfTheOffice(Role))
        {
            ModelState.AddModelError("", "Choose staff, bookkeeper or owner.");
            return await ShowAsync(cancel);
        }

        return await AnswerAsync(await people.ChangeRoleAsync(Me, Id, Role!, cancel), "role", cancel);
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel)
    {
        var outcome = await people.RemoveAsync(Me, Id, cancel);
        return outcome == People.Outcome.Done ? Redirect("/admin/people?done=removed") : await AnswerAsync(outcome, "", cancel);
    }

    public async Task<IActionResult> OnPostSignOutAsync(Guid? session, CancellationToken cancel) =>
        ModelState.IsValid // one that cannot be read is not all of them
            ? await AnswerAsync(await people.SignOutAsync(Me, Id, session, cancel), "signed-out", cancel)
            : NotFound();

    public async Task<IActionResult> OnPostFactorAsync(CancellationToken cancel)
    {
        if (Id == User.AccountId())
        {
            return Redirect("/account/second-factor"); // one's own takes a code
        }

        return await database.ReadAsync(db => People.FindAsync(db, Id), cancel) is { } person
            && await factor.RemoveAsync(Me, Id, person.Email, cancel)
                ? Redirect($"/admin/people/{Id}?done=factor")
                : NotFound();
    }

    private async Task<IActionResult> AnswerAsync(People.Outcome outcome, string done, CancellationToken cancel)
    {
        switch (outcome)
        {
            case People.Outcome.NotFound:
                return NotFound();
            case People.Outcome.LastOwner:
                ModelState.AddModelError("", "A shop has at least one owner, and this is the only one. Make somebody else an owner first.");
                return await ShowAsync(cancel);
            default:
                return Redirect($"/admin/people/{Id}?done={done}");
        }
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        var (person, sessions) = await database.ReadAsync(
            async db => (await People.FindAsync(db, Id), await OpenSession.ListAsync(db, Id, time.Now())), cancel);
        if (person is null)
        {
            return NotFound();
        }

        (Person, Sessions, Role) = (person, sessions, person.Role);
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }
}
