using Microsoft.AspNetCore.Mvc;
using Till.Accounts;
using Till.Storage;

namespace Till.Admin;

/// <summary>Who works in the shop, and who is asked to.</summary>
internal sealed class PeoplePageModel(Database database, People people, TimeProvider time) : AdminPage
{
    [BindProperty]
    public string? EmailAddress { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<Person> People { get; private set; } = [];

    public IReadOnlyList<Invitation> Invitations { get; private set; } = [];

    public string? Message => Done switch
    {
        "invited" => "The invitation is on its way.",
        "taken-back" => "The invitation is taken back; its link is over.",
        "removed" => "They are out: signed out everywhere, and a customer like any other.",
        _ => null,
    };

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Role = Roles.Staff;
        await FillAsync(cancel);
    }

    public async Task<IActionResult> OnPostInviteAsync(CancellationToken cancel)
    {
        if (!Email.TryRead(EmailAddress, out var email))
        {
            ModelState.AddModelError(nameof(EmailAddress), "Type an e-mail address that can be written to; it looks like name@example.org.");
        }

        if (!Roles.IsOfTheOffice(Role))
        {
            ModelState.AddModelError(nameof(Role), "Choose what they are to be: staff, bookkeeper or owner.");
        }

        if (ModelState.IsValid && !await people.InviteAsync(Me, email, Role!, cancel))
        {
            ModelState.AddModelError(nameof(EmailAddress), "Whoever has this address works here already: change their role in the list.");
        }

        if (ModelState.IsValid)
        {
            return Redirect("/admin/people?done=invited");
        }

        await FillAsync(cancel);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    public async Task<IActionResult> OnPostTakeBackAsync(Guid invitation, CancellationToken cancel) =>
        await people.TakeBackAsync(Me, invitation, cancel) == Accounts.People.Outcome.Done ? Redirect("/admin/people?done=taken-back") : NotFound();

    public bool IsOver(Invitation one) => one.ExpiresAt <= time.GetUtcNow();

    private async Task FillAsync(CancellationToken cancel) => (People, Invitations) = await database.ReadAsync(
        async db => (await Accounts.People.ListAsync(db), await Invitation.ListAsync(db)), cancel);
}
