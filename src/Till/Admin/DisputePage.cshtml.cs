using Microsoft.AspNetCore.Mvc;
using Till.Disputes;
using Till.Storage;

namespace Till.Admin;

/// <summary>One dispute: the time that is left, what the shop knows of the sale, and the answer, which is kept as a draft and sent once.</summary>
[Needs(Right.SeeMoney)]
internal sealed class DisputePageModel(IServiceProvider services, Database database, TimeProvider time) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>By Stripe's names of the fields, as typed.</summary>
    [BindProperty(Name = nameof(Say))]
    public Dictionary<string, string?> Say { get; set; } = [];

    /// <summary>"true": the owner knows that it is sent once.</summary>
    [BindProperty]
    public string? Sure { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public DisputeCase Dispute { get; private set; } = null!;

    /// <summary>What stands in the fields: what was typed, else what was kept, else what the shop knows.</summary>
    public Evidence Shown { get; private set; } = Evidence.None;

    public DateTimeOffset Now { get; private set; }

    public bool CanAnswer => User.May(Right.Own) && Dispute.CanAnswer(Now);

    public string? Message => Dispute.ClosedAt is not null ? null : Done switch
    {
        "saved" => "The draft is kept. Nothing was sent to the bank.",
        "answered" => "The answer is with the bank. It takes weeks to decide; this page tells how it ends.",
        "underway" => "The answer is on its way: Stripe did not answer at once, and the shop goes on trying.",
        _ => null,
    };

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    public Task<IActionResult> OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        return Read() is not { } evidence || NoKeys() ? await ShowAsync(cancel)
            : await AnswerAsync(await services.GetRequiredService<AnswerDispute>().SaveAsync(Id, evidence, Me, cancel), "saved", "", cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        var evidence = Read();
        if (evidence is { IsEmpty: true })
        {
            ModelState.AddModelError("", "An answer says something. To let the dispute go, do nothing.");
        }

        if (Sure != "true")
        {
            ModelState.AddModelError(nameof(Sure), "Tick that you know: the bank hears the shop once.");
        }

        return evidence is null || !ModelState.IsValid || NoKeys() ? await ShowAsync(cancel)
            : await AnswerAsync(await services.GetRequiredService<AnswerDispute>().RunAsync(Id, evidence, Me, cancel), "answered", "underway", cancel);
    }

    private async Task<IActionResult> AnswerAsync(AnswerDispute.Outcome outcome, string done, string later, CancellationToken cancel)
    {
        switch (outcome)
        {
            case AnswerDispute.Outcome.Done:
                return Redirect($"/admin/disputes/{Id}?done={done}");
            case AnswerDispute.Outcome.StripeLater:
                return Redirect($"/admin/disputes/{Id}?done={later}");
            case AnswerDispute.Outcome.NotFound:
                return NotFound();
            case AnswerDispute.Outcome.TooLate:
                ModelState.AddModelError("", "The bank waits for no answer any more: it has one, the time is up, or it is over.");
                return await ShowAsync(cancel);
            default:
                ModelState.AddModelError("", "Stripe did not take the answer. It is kept, and below stands what Stripe said.");
                return await ShowAsync(cancel);
        }
    }

    private bool NoKeys()
    {
        if (services.GetRequiredService<ShopSettings>().Stripe.HasKeys)
        {
            return false;
        }

        ModelState.AddModelError("", "No Stripe keys are set, so nothing can be answered.");
        return true;
    }

    /// <returns>Null where something is wrong, which is said at its field.</returns>
    private Evidence? Read()
    {
        var texts = Say.Where(one => Evidence.Names.Contains(one.Key)).Select(one => (Name: one.Key, Text: (one.Value ?? "").ReplaceLineEndings("\n"))).ToList();
        foreach (var (name, text) in texts)
        {
            if (text.Length > Evidence.MaxLength || text.Any(character => char.IsControl(character) && character is not ('\n' or '\t')))
            {
                ModelState.AddModelError($"{nameof(Say)}[{name}]", $"At most {Evidence.MaxLength:N0} characters of plain text fit here.");
            }
        }

        if (texts.Sum(one => one.Text.Length) > Evidence.MaxTotal)
        {
            ModelState.AddModelError("", $"All fields together hold at most {Evidence.MaxTotal:N0} characters.");
        }

        Shown = new Evidence(texts.ToDictionary(one => one.Name, one => one.Text, StringComparer.Ordinal));
        return ModelState.IsValid ? Evidence.Of(texts.Select(one => (one.Name, (string?)one.Text))) : null;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        Now = time.GetUtcNow();
        var (dispute, gathered) = await database.ReadAsync(
            async db => await DisputeCase.FindAsync(db, Id) is { } found ? (found, await GatherEvidence.RunAsync(db, found)) : (null, Evidence.None), cancel);
        if (dispute is null)
        {
            return NotFound();
        }

        Dispute = dispute;
        Shown = Shown.Texts.Count > 0 ? Shown : dispute.Written ?? gathered;
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }
}
