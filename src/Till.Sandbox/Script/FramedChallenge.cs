using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Challenge;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;

namespace Till.Sandbox.Script;

/// <summary>What the bank's page in a frame shows; without a question when there is nothing left to answer.</summary>
/// <param name="Kind">payment_intent or setup_intent, as its fields are named.</param>
/// <param name="Question">What is asked.</param>
public sealed record FramedChallengeModel(string Kind, ChallengeModel? Question)
{
    internal string Words => Kind == "setup_intent"
        ? "The shop wants to keep this card. A real bank would send a code or open its app; here you decide how it ends."
        : "The holder of this card is asked to confirm the payment. A real bank would send a code or open its app; here you decide how it ends.";
}

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
        var (intent, secret, kind) = Named(name => http.Request.Query[name].ToString());
        if (engine.ViewChallenge(intent, secret) is { } challenge)
        {
            var card = $"{Shown.Brand(challenge.Brand)} •••• {challenge.Last4}";
            var amount = challenge.Currency.Length > 0 ? Shown.MoneyAndCurrency(challenge.Amount, challenge.Currency) : "";
            return host.Render<FramedChallengePage>(
                http, 200, new FramedChallengeModel(kind, new ChallengeModel(Account.DisplayName, amount, card, intent, secret)), Destinations.Framed);
        }
        return engine.Find(intent)?.Text("client_secret") == secret
            ? host.Render<FramedChallengePage>(http, 200, new FramedChallengeModel(kind, null), Destinations.Framed)
            : host.NotFound(http);
    }

    private async Task Answer(HttpContext http)
    {
        var form = await PageHost.Form(http);
        var (intent, secret, _) = Named(name => form?[name].ToString() ?? "");
        var outcome = form?["outcome"].ToString();
        if (outcome is not ("complete" or "fail"))
        {
            await host.Notice(http, 400, new NoticeModel("Nothing was changed", "Choose whether the authentication is completed or fails."));
            return;
        }
        if (engine.Find(intent)?.Text("client_secret") != secret)
        {
            await host.NotFound(http);
            return;
        }
        // One that was answered before stays as it is: whoever asks reads the payment next.
        await engine.CompleteChallenge(intent, secret, outcome == "complete", http.RequestAborted);
        http.Response.StatusCode = 204;
    }

    private static (string Intent, string Secret, string Kind) Named(Func<string, string> value)
    {
        var kind = value("setup_intent").Length > 0 ? "setup_intent" : "payment_intent";
        return (value(kind), value(kind + "_client_secret"), kind);
    }

    /// <summary>Browsers say where a page was asked for from, where the sandbox's address is one that they trust; elsewhere they say nothing.</summary>
    private static bool IsOurOwnFrame(HttpRequest request) =>
        (string?)request.Headers["Sec-Fetch-Site"] is not { } site || (site == "same-origin" && request.Headers["Sec-Fetch-Dest"] == "iframe");
}
