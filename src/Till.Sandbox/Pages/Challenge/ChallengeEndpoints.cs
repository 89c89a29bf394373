using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Challenge;

/// <summary>
/// The page of the card's bank. It holds nothing itself: whether there is something to answer is the payment's state, so that a reload,
/// a second window or a restart find it as it is.
/// </summary>
internal sealed class ChallengeEndpoints(SandboxEngine engine, PageHost host)
{
    private const string Path = "/3d_secure_2/hosted";

    public void MapTo(WebApplication application)
    {
        application.MapMethods(Path, ["GET", "HEAD"], host.Guarded(Show));
        application.MapPost(Path, host.Guarded(Answer));
    }

    private Task Show(HttpContext http)
    {
        var (intent, secret) = ((string?)http.Request.Query["payment_intent"] ?? "", (string?)http.Request.Query["payment_intent_client_secret"] ?? "");
        if (engine.ViewChallenge(intent, secret) is not { } challenge)
        {
            return Settled(http, intent, secret);
        }
        var card = $"{Shown.Brand(challenge.Brand)} •••• {challenge.Last4}";
        var model = new ChallengeModel(Account.DisplayName, Shown.MoneyAndCurrency(challenge.Amount, challenge.Currency), card, intent, secret);
        var asked = engine.Find(intent)!;
        var framed = asked.Part("next_action")?.Text("type") == "use_stripe_sdk";
        return host.Render<ChallengePage>(http, 200, model, new Destinations([Destination(asked)], [], framed));
    }

    private async Task Answer(HttpContext http)
    {
        var form = await PageHost.Form(http);
        var (intent, secret) = (form?["payment_intent"].ToString() ?? "", form?["payment_intent_client_secret"].ToString() ?? "");
        var outcome = form?["outcome"].ToString();
        if (outcome is not ("complete" or "fail"))
        {
            await host.Notice(http, 400, new NoticeModel("Nothing was changed", "Choose whether the authentication is completed or fails.",
                new PageLink($"{Path}?payment_intent={Uri.EscapeDataString(intent)}&payment_intent_client_secret={Uri.EscapeDataString(secret)}", "Back to the question")));
            return;
        }
        switch (await engine.CompleteChallenge(intent, secret, outcome == "complete", http.RequestAborted))
        {
            case ChallengeOutcome.GoOn onward:
                await PageHost.SeeOther(http, onward.Url);
                break;
            case ChallengeOutcome.BackToCheckout back:
                await PageHost.SeeOther(http, "/c/pay/" + back.SessionId);
                break;
            default:
                await Settled(http, intent, secret);
                break;
        }
    }

    /// <summary>It has been answered before, here or in another window: the buyer goes on to where the payment stands.</summary>
    private Task Settled(HttpContext http, string intentId, string secret)
    {
        if (engine.Find(intentId) is not { } intent || intent.Text("object") != "payment_intent" || intent.Text("client_secret") != secret)
        {
            return host.NotFound(http);
        }
        return intent.Text("_session") is { } session
            ? PageHost.SeeOther(http, "/c/pay/" + session)
            : host.Notice(
                http, 200, new NoticeModel("This has been answered", "There is nothing left to confirm. You can close this window and go back to the shop."),
                new Destinations([], [], framed: true));
    }

    /// <summary>Where the answer leads in the end, which the browser has to allow.</summary>
    private string? Destination(Doc intent) => intent.Text("_session") is { } session
        ? engine.Find(session)?.Text("success_url")
        : intent.Part("next_action")?.Part("redirect_to_url")?.Text("return_url");
}
