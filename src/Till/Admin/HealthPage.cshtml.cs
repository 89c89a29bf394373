using Microsoft.AspNetCore.Mvc;
using Till.Checkup;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Admin;

/// <summary>Whether all that the shop needs is well, the endpoint that Stripe calls, and what was given up.</summary>
internal sealed class HealthPageModel(
    IServiceProvider services, Database database, ShopSettings settings, Doctor doctor, Replay replay, WebhookSecrets secrets, TimeProvider time, Chance chance) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public IReadOnlyList<Finding> Findings { get; private set; } = [];

    public IReadOnlyList<DeadEvent> Events { get; private set; } = [];

    public IReadOnlyList<DeadEffect> Effects { get; private set; } = [];

    public bool HasStripe => settings.Stripe.HasKeys;

    /// <summary>The operator made the endpoint, and has set its secret.</summary>
    public bool IsConfigured => secrets.AreConfigured;

    public string Endpoint => services.GetRequiredService<ShopAddress>().Absolute(Webhook.Path);

    public string? Message => Done switch
    {
        "repaired" => "The endpoint is set up.",
        "rolled" => "There is a new secret. What Stripe signed with the old one is still taken for a day.",
        "replayed" => "It is taken up again; this page tells if it is given up once more.",
        _ => null,
    };

    public Task<IActionResult> OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public Task<IActionResult> OnPostRepairAsync(CancellationToken cancel) =>
        SetUpAsync(setup => setup.RepairAsync(cancel), Audit.EndpointRepaired, "repaired", cancel);

    public async Task<IActionResult> OnPostRollAsync(CancellationToken cancel)
    {
        if (IsConfigured)
        {
            ModelState.AddModelError("", "The secret is set by whoever runs the shop, so it is rolled in Stripe’s dashboard.");
            return await ShowAsync(cancel);
        }

        return await SetUpAsync(setup => setup.RollAsync(cancel), Audit.SecretRolled, "rolled", cancel);
    }

    public async Task<IActionResult> OnPostEventAsync(string? id, CancellationToken cancel) =>
        await replay.EventAsync(Me, id ?? "", cancel) ? Redirect("/admin/webhooks?done=replayed") : NotFound();

    public async Task<IActionResult> OnPostEffectAsync(Guid id, CancellationToken cancel) =>
        await replay.EffectAsync(Me, id, cancel) ? Redirect("/admin/webhooks?done=replayed") : NotFound();

    private async Task<IActionResult> SetUpAsync(Func<WebhookEndpointSetup, Task> work, string action, string done, CancellationToken cancel)
    {
        if (!HasStripe)
        {
            ModelState.AddModelError("", "No Stripe keys are set, so there is no Stripe to ask.");
            return await ShowAsync(cancel);
        }

        try
        {
            await work(services.GetRequiredService<WebhookEndpointSetup>());
        }
        catch (StripeException refused)
        {
            ModelState.AddModelError("", $"Stripe did not do it: {refused.Message}");
            return await ShowAsync(cancel);
        }

        await database.WriteAsync(transaction => Audit.AddAsync(transaction, chance, Me, action, "webhooks", Endpoint, time.Now()), cancel);
        return Redirect($"/admin/webhooks?done={done}");
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        Findings = await doctor.LookAsync(cancel);
        (Events, Effects) = await database.ReadAsync(async db => (await Replay.EventsAsync(db), await Replay.EffectsAsync(db)), cancel);
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }
}
