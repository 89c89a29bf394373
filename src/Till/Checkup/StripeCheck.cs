using System.Globalization;
using Dapper;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Checkup;

/// <summary>Whether Stripe can be asked, and calls back.</summary>
internal sealed class StripeCheck(IServiceProvider services, Database database, ShopSettings settings, ShopOptions options, StripeTime clock, WebhookSecrets secrets)
{
    private const string Area = "Stripe";
    private const string Hooks = "Webhooks";
    private const string InTheOffice = "Press “Set up the endpoint” in the back office under Health.";

    /// <summary>Signatures hold for five minutes; long before that somebody should look.</summary>
    private static readonly TimeSpan MostApart = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancel)
    {
        if (!settings.Stripe.HasKeys)
        {
            return [Finding.Bad(Area, "No keys are set: the shop can be browsed, buying is off.", "Set Stripe__SecretKey and Stripe__PublishableKey, from Stripe’s dashboard under Developers.")];
        }

        try
        {
            StripeKeys.Check(settings.Stripe, options.Environment);
        }
        catch (StripeKeysException wrong)
        {
            return [Finding.Bad(Area, wrong.Message, "Until then the shop does not start.")];
        }

        var findings = new List<Finding>();
        try
        {
            await services.GetRequiredService<StripeClient>().Balance.GetAsync(cancel);
            findings.Add(Finding.Good(Area, $"{settings.Stripe.ApiBase} answers, with {(settings.Stripe.IsLive ? "live keys: real money is taken" : "test keys: nothing real is charged")}."));
        }
        catch (StripePermissionException)
        {
            findings.Add(Finding.Note(Area, "The restricted key may not read the balance.", "Allow it to read Balance, or live with not being told of it here."));
        }
        catch (StripeAuthenticationException)
        {
            return [Finding.Bad(Area, "Stripe does not know the secret key.", "Copy Stripe__SecretKey anew from Stripe’s dashboard.")];
        }
        catch (StripeException exception)
        {
            return [Finding.Bad(Area, $"Stripe cannot be asked: {exception.Message}", "Check this machine’s way to the internet; https://status.stripe.com says whether it is Stripe.")];
        }

        findings.Add(LookAtClock());
        findings.AddRange(await LookAtEndpointAsync(cancel));
        findings.AddRange(await LookAtDeliveriesAsync(cancel));
        return findings;
    }

    private Finding LookAtClock() => clock.Ahead switch
    {
        null => Finding.Note("Clock", "Stripe did not say what time it is.", "Make sure that this machine’s clock is set by the network."),
        var apart when apart.Value.Duration() > MostApart => Finding.Bad(
            "Clock",
            $"This machine’s clock is {apart.Value.Duration().TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds {(apart > TimeSpan.Zero ? "ahead of" : "behind")} Stripe’s.",
            "Let the network set it (timedatectl set-ntp true): webhooks are refused when it is five minutes off."),
        _ => Finding.Good("Clock", "This machine’s clock and Stripe’s agree."),
    };

    private async Task<IReadOnlyList<Finding>> LookAtEndpointAsync(CancellationToken cancel)
    {
        var setup = services.GetRequiredService<WebhookEndpointSetup>();
        var hasSecret = await secrets.AnyAsync(cancel);
        IReadOnlyList<WebhookEndpoint> here;
        try
        {
            here = await setup.HereAsync(cancel);
        }
        catch (StripePermissionException)
        {
            return [Finding.Note(Hooks, "The restricted key may not read webhook endpoints.", "Allow it to read and write Webhook Endpoints, to have them looked at and set up from here.")];
        }
        catch (StripeException exception)
        {
            return [Finding.Bad(Hooks, $"Stripe did not tell its endpoints: {exception.Message}", "Try again in a minute.")];
        }

        if (here.Count == 0)
        {
            return
            [
                hasSecret
                    ? Finding.Bad(Hooks, $"No endpoint at Stripe calls {setup.Url}, and a secret is set, so the shop waits for what does not come.", InTheOffice)
                    : Finding.Note(Hooks, $"No endpoint at Stripe calls {setup.Url}; events are fetched every few seconds instead.", $"If Stripe can reach that address: {InTheOffice}"),
            ];
        }

        var findings = new List<Finding>();
        if (!hasSecret)
        {
            findings.Add(Finding.Bad(Hooks, "The endpoint’s secret is not known here, so every delivery is refused.", $"Set Stripe__WebhookSecret to the secret that Stripe’s dashboard shows. Or delete the endpoint there, then: {InTheOffice}"));
        }

        if (here.Count > 1)
        {
            findings.Add(Finding.Note(Hooks, $"{here.Count} endpoints call {setup.Url}, so each event comes {here.Count} times. It is handled once.", "Delete the older one in Stripe’s dashboard."));
        }

        findings.AddRange(here.Select(endpoint => Look(endpoint, setup.Url)));
        return findings;
    }

    private static Finding Look(WebhookEndpoint endpoint, string url)
    {
        var missing = endpoint.EnabledEvents.Contains("*") ? [] : PullEvents.Types.Except(endpoint.EnabledEvents).ToList();
        return endpoint switch
        {
            { Status: not "enabled" } => Finding.Bad(Hooks, $"The endpoint {endpoint.Id} is switched off.", InTheOffice),
            { ApiVersion: not StripeConfiguration.ApiVersion } => Finding.Bad(
                Hooks,
                $"The endpoint {endpoint.Id} speaks version {endpoint.ApiVersion ?? "of the account’s own"}, and this shop reads {StripeConfiguration.ApiVersion}. What comes is fetched anew, which costs time.",
                "An endpoint’s version cannot be changed: make a new one. If the shop made this one, the button under Health does it."),
            _ when missing.Count > 0 => Finding.Bad(Hooks, $"The endpoint {endpoint.Id} leaves out {missing.Count} kinds of events: {string.Join(", ", missing.Take(3))}{(missing.Count > 3 ? " …" : "")}.", InTheOffice),
            _ when endpoint.EnabledEvents.Contains("invoice.created") || endpoint.EnabledEvents.Contains("*") => Finding.Note(
                Hooks, $"The endpoint {endpoint.Id} also hears of invoice.created: Stripe holds renewals back until that is answered.", InTheOffice),
            _ => Finding.Good(Hooks, $"The endpoint {endpoint.Id} calls {url} with the right events, in version {StripeConfiguration.ApiVersion}."),
        };
    }

    /// <summary>A secret that is wrong shows in what was refused: Stripe tells nobody whether it is right.</summary>
    private async Task<IReadOnlyList<Finding>> LookAtDeliveriesAsync(CancellationToken cancel)
    {
        var (last, refused) = await database.ReadAsync(
            async db => (
                await db.QuerySingleAsync<DateTimeOffset?>("SELECT MAX(received_at) FROM inbox WHERE came_by = 'webhook'"),
                await db.QuerySingleOrDefaultAsync<string?>(
                    "SELECT happened FROM attention WHERE kind = 'webhook_signature' AND resolved_at IS NULL ORDER BY created_at DESC LIMIT 1")),
            cancel);
        return
        [
            refused is not null
                ? Finding.Bad(Hooks, refused, "Compare the secret with the endpoint’s in Stripe, and the clock; then resolve the case under Attention.")
                : last is { } at
                    ? Finding.Good(Hooks, $"The last delivery came on {at:d MMMM yyyy, HH:mm} UTC, with a right signature.")
                    : Finding.Note(Hooks, "No delivery has come yet.", "After the first sale there should be one."),
        ];
    }
}
