using Microsoft.AspNetCore.Mvc;
using Till.Transfer;

namespace Till.Admin;

/// <summary>A file on its way in: what it would change, how far it is, what it has changed.</summary>
internal sealed class ImportSheetModel(Imports imports, ImportProducts import) : AdminPage
{
    /// <summary>Nobody reads more; the numbers above tell of all.</summary>
    public const int MostShown = 200;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Of the plan that the page showed.</summary>
    [BindProperty]
    public string? Fingerprint { get; set; }

    public ImportRow Row { get; private set; } = null!;

    /// <summary>As it was when the page was asked for: while it is drawn the run goes on.</summary>
    public ImportRun.Standing? Standing { get; private set; }

    /// <summary>How many products are written, of how many.</summary>
    public (int Done, int Total) Progress { get; private set; }

    /// <summary>Null while it runs, and when it is done.</summary>
    public ImportPlan? Plan { get; private set; }

    public ImportFile? Told { get; private set; }

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    public bool IsRunning => Standing == ImportRun.Standing.Running;

    public string? Problem => Standing switch
    {
        ImportRun.Standing.Stale => "The shop has changed since you looked, so nothing was written. This is what would happen now.",
        ImportRun.Standing.Failed => "It could not be written, and nothing of it was. Whoever runs the shop finds the reason in its log; it can be tried again.",
        _ => null,
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        // The run first: one that ends in between has noted it in the row.
        var run = imports.RunOf(Id);
        var (standing, progress) = (run?.State, run?.Progress ?? default);
        if (await imports.FindAsync(Id, cancel) is not { } row)
        {
            return NotFound();
        }

        (Row, Standing, Progress) = (row, row.DoneAt is null ? standing : null, progress);
        if (row.DoneAt is null && !IsRunning)
        {
            (Told, Faults) = imports.Read(row.Content, row.Shelf);
            Plan = Told is null ? null : await import.PlanAsync(Told, cancel);
            Faults = Plan?.Faults ?? Faults;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await imports.FindAsync(Id, cancel) is not { } row)
        {
            return NotFound();
        }

        if (row.DoneAt is null && imports.Read(row.Content, row.Shelf).File is { } file)
        {
            imports.Start(row, file, Fingerprint ?? "", Me);
        }

        return Redirect($"/admin/import/{Id}");
    }

    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken cancel)
    {
        await imports.DiscardAsync(Id, cancel);
        return Redirect("/admin/import");
    }
}
