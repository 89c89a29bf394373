using Microsoft.AspNetCore.Mvc;
using Till.Events;
using Till.Storage;

namespace Till.Admin;

/// <summary>One address that is told of events: what arrived, what did not, its secret.</summary>
internal sealed class EventAddressPageModel(Database database, EventAddresses addresses) : AdminPage
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public EventAddress Address { get; private set; } = null!;

    public IReadOnlyList<EventDelivery> Deliveries { get; private set; } = [];

    /// <summary>Made this moment, shown this once.</summary>
    public string? NewSecret { get; private set; }

    public string? Message => Done switch
    {
        "resumed" => "The address is told again of what happens from now on. What it missed can be sent again below.",
        "again" => "It is sent again; look again in a moment.",
        _ => null,
    };

    public Task<IActionResult> OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    /// <summary>Answers with the secret itself, which is shown once.</summary>
    public async Task<IActionResult> OnPostRollAsync(CancellationToken cancel)
    {
        NewSecret = await addresses.RollAsync(Id, Me, cancel);
        return NewSecret is null ? NotFound() : await ShowAsync(cancel);
    }

    public async Task<IActionResult> OnPostResumeAsync(CancellationToken cancel) =>
        await addresses.ResumeAsync(Id, Me, cancel) ? Redirect($"/admin/api/{Id}?done=resumed") : NotFound();

    public async Task<IActionResult> OnPostEndAsync(CancellationToken cancel) =>
        await addresses.EndAsync(Id, Me, cancel) ? Redirect("/admin/api?done=address-ended") : NotFound();

    public async Task<IActionResult> OnPostAgainAsync(Guid delivery, CancellationToken cancel) =>
        await addresses.SendAgainAsync(Id, delivery, Me, cancel) ? Redirect($"/admin/api/{Id}?done=again") : NotFound();

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        var (address, deliveries) = await database.ReadAsync(
            async db => (await EventAddress.FindAsync(db, Id), await EventDelivery.ListAsync(db, Id, Most)), cancel);
        if (address is not { EndedAt: null })
        {
            return NotFound();
        }

        (Address, Deliveries) = (address, deliveries);
        return Page();
    }
}
