using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Challenge;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;

namespace Till.Sandbox.Script;

/// <summary>What the bank's page in a frame shows; without a question when there is nothing left to answer.</summary>
public sealed record FramedChallengeModel(ChallengeModel? Question);

/// <summary>
/// The page of the card's bank over the shop's page. Only the sandbox's own frame may hold it: a browser says who sent it here, and the
/// page's script looks at its parent before its buttons work.
/// </summary>
internal sealed class FramedChallenge(SandboxEngine engine, PageHost host)
{
    private const string Path = "/3d_secure_2/framed";

    public void MapTo(WebApplication application)
    {
        application.MapGet(Path, host.Guarded(Show));
        application.MapPost(Path, host.Guarded(Answer));
    }

    private Task Show(HttpContext http)
    {
        if (!IsOurOwnFrame(http.Request))
        {
            return host.Notice(http, 400, new NoticeModel("This page belongs in a frame", "The sandbox opens it over a shop's page when a card asks for 3-D Secure."));
        }
        var asked = Asked.Of(name => http.Request.Query[name]);
        if (engine.ViewChallenge(asked.Id, asked.Secret) is { } challenge && challenge.Method.Part("card") is { } card)
        {
            var intent = challenge.Intent;
            var words = $"{Shown.Brand(card.Text("brand"))} •••• {card.Text("last4")}";
            var amount = intent.Has("amount") ? Shown.MoneyAndCurrency(intent.Number("amount"), intent.Text("currency")!) : null;
            return host.Render<FramedChallengePage>(
                http, 200, new FramedChallengeModel(new ChallengeModel(Account.DisplayName, amount, words, asked)), Destinations.Framed);
        }
        return Opens(asked)
            ? host.Render<FramedChallengePage>(http, 200, new FramedChallengeModel(null), Destinations.Framed)
            : host.NotFound(http);
    }

    private async Task Answer(HttpContext http)
    {
        var form = await PageHost.Form(http);
        var asked = Asked.Of(name => form?[name]);
        var outcome = form?["outcome"].ToString();
        if (outcome is not ("complete" or "fail"))
        {
            await host.Notice(http, 400, new NoticeModel("Nothing was changed", "Choose whether the authentication is completed or fails."));
            return;
        }
        if (!Opens(asked))
        {
            await host.NotFound(http);
            return;
        }
        // One that was answered before stays as it is: whoever asks reads the payment next.
        await engine.CompleteChallenge(asked.Id, asked.Secret, outcome == "complete", http.RequestAborted);
        http.Response.StatusCode = 204;
    }

    private bool Opens(Asked asked) => asked.Secret.Length > 0 && engine.Find(asked.Id)?.Text("client_secret") == asked.Secret;

    /// <summary>Browsers say where a page was asked for from, where the sandbox's address is one that they trust; elsewhere they say nothing.</summary>
    private static bool IsOurOwnFrame(HttpRequest request) =>
        (string?)request.Headers["Sec-Fetch-Site"] is not { } site || (site == "same-origin" && request.Headers["Sec-Fetch-Dest"] == "iframe");
}
