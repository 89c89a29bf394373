using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Pages.Redirect;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Challenge;

/// <summary>
/// The pages where a buyer authenticates a card or authorises another method. They hold nothing themselves: whether there is something to
/// answer is the intent's state, so that a reload, a second window or a restart find it as it is.
/// </summary>
internal sealed class ChallengeEndpoints(SandboxEngine engine, PageHost host)
{
    private const string Bank = "/3d_secure_2/hosted";
    private const string Provider = "/redirect/authorize";

    public void MapTo(WebApplication application)
    {
        foreach (var path in (ReadOnlySpan<string>)[Bank, Provider])
        {
            application.MapMethods(path, ["GET", "HEAD"], host.Guarded(Show));
            application.MapPost(path, host.Guarded(Answer));
        }
    }

    private Task Show(HttpContext http)
    {
        var asked = Asked.Of(name => http.Request.Query[name]);
        if (engine.ViewChallenge(asked.Id, asked.Secret) is not { } challenge)
        {
            return Settled(http, asked);
        }
        var intent = challenge.Intent;
        var destinations = new Destinations([Destination(intent)], [], framed: intent.Part("next_action")?.Text("type") == "use_stripe_sdk");
        var amount = intent.Has("amount") ? Shown.MoneyAndCurrency(intent.Number("amount"), intent.Text("currency")!) : null;
        if (challenge.Method.Part("card") is { } card)
        {
            var words = $"{Shown.Brand(card.Text("brand"))} •••• {card.Text("last4")}";
            return host.Render<ChallengePage>(http, 200, new ChallengeModel(Account.DisplayName, amount, words, asked), destinations);
        }
        var name = MethodKind.Of(challenge.Method.Text("type")!).Name;
        return host.Render<RedirectPage>(http, 200, new RedirectModel(Account.DisplayName, amount, name, asked), destinations);
    }

    private async Task Answer(HttpContext http)
    {
        var form = await PageHost.Form(http);
        var asked = Asked.Of(name => form?[name]);
        var outcome = form?["outcome"].ToString();
        if (outcome is not ("complete" or "fail"))
        {
            await host.Notice(http, 400, new NoticeModel("Nothing was changed", "Choose whether it is completed or fails.",
                new PageLink(http.Request.Path + asked.Query, "Back to the question")));
            return;
        }
        switch (await engine.CompleteChallenge(asked.Id, asked.Secret, outcome == "complete", http.RequestAborted))
        {
            case ChallengeOutcome.GoOn onward:
                await PageHost.SeeOther(http, onward.Url);
                break;
            case ChallengeOutcome.BackToCheckout back:
                await PageHost.SeeOther(http, "/c/pay/" + back.SessionId);
                break;
            default:
                await Settled(http, asked);
                break;
        }
    }

    /// <summary>It has been answered, here, before or in another window: the buyer goes on to where the payment stands.</summary>
    private Task Settled(HttpContext http, Asked asked)
    {
        if (engine.Find(asked.Id) is not { } intent || intent.Text("object") != asked.Kind || intent.Text("client_secret") != asked.Secret)
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
