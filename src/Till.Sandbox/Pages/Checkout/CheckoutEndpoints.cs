using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Checkout;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Checkout;

/// <summary>
/// The page to which a shop sends its buyer. Its address is the secret: whoever knows it may pay, and nothing else can be done there.
/// </summary>
internal sealed class CheckoutEndpoints(SandboxEngine engine, PageHost host)
{
    private static readonly FrozenDictionary<string, string> NoErrors = FrozenDictionary<string, string>.Empty;

    public void MapTo(WebApplication application)
    {
        application.MapMethods("/c/pay/{id}", ["GET", "HEAD"], host.Guarded(Show));
        application.MapPost("/c/pay/{id}", host.Guarded(Pay));
    }

    private Task Show(HttpContext http) => Find(http) switch
    {
        null => host.NotFound(http),
        { Status: "open" } view => Page(http, 200, view, http.Request.Query["method"], Presented.Values(view.Session), NoErrors, Refusal(view)),
        { Status: "complete" } view => host.Notice(http, 200, Presented.Paid(view)),
        var view => host.Notice(http, 410, Presented.Expired(view)),
    };

    private async Task Pay(HttpContext http)
    {
        if (Find(http) is not { } view)
        {
            await host.NotFound(http);
            return;
        }
        if (view.Status != "open")
        {
            await PageHost.SeeOther(http, Address(view));
            return;
        }
        if (await PageHost.Form(http) is not { } form)
        {
            await host.Notice(http, 415, new NoticeModel("The form could not be read", "It has to be sent as a form.", new PageLink(Address(view), "Back to the payment")));
            return;
        }
        var submission = new CheckoutSubmission(
            form, Presented.FixedEmail(view.Session), Presented.Method(view.Session, form["method"])?.Type, DateTimeOffset.FromUnixTimeSeconds(engine.Now));
        if (submission.Errors.Count > 0)
        {
            await Page(http, 422, view, submission.Payment.Type, submission.Values, submission.Errors, refusal: null);
            return;
        }
        await Answer(http, view, submission);
    }

    private async Task Answer(HttpContext http, CheckoutView view, CheckoutSubmission submission)
    {
        try
        {
            switch (await engine.SubmitCheckout(view.Session.Id, submission.Payment, http.RequestAborted))
            {
                case CheckoutOutcome.Completed completed:
                    await PageHost.SeeOther(http, completed.Url);
                    break;
                case CheckoutOutcome.Challenged challenged:
                    await PageHost.SeeOther(http, challenged.Url);
                    break;
                // What the bank refused stays with the payment, and the page shows it from there, also after a reload. What the bank was
                // never asked about leaves no trace, and is said at once.
                case CheckoutOutcome.Declined declined when Refusal(engine.ViewCheckout(view.Session.Id)!) != declined.Message:
                    await Page(http, 402, view, submission.Payment.Type, submission.Values, NoErrors, declined.Message);
                    break;
                default:
                    await PageHost.SeeOther(http, Address(view));
                    break;
            }
        }
        catch (StripeError refused)
        {
            await Page(http, 400, view, submission.Payment.Type, submission.Values, NoErrors, refused.Message);
        }
    }

    private Task Page(
        HttpContext http, int status, CheckoutView view, string? method, CheckoutValues values, IReadOnlyDictionary<string, string> errors, string? refusal)
    {
        var session = view.Session;
        var currency = session.Text("currency") ?? Account.Currency;
        var total = session.Text("mode") == "setup" ? null : Shown.Money(session.Number("amount_total"), currency);
        var model = new CheckoutModel
        {
            SessionId = session.Id,
            Merchant = Presented.Merchant(session),
            Lines = [.. view.Lines.Select(line => Presented.Line(line, currency))],
            Total = total,
            Currency = currency.ToUpperInvariant(),
            Values = values,
            EmailIsFixed = Presented.FixedEmail(session) is not null,
            Method = Presented.Method(session, method),
            Methods = Presented.Methods(session, method),
            ButtonWords = total is null ? "Save"
                : session.Number("amount_total") == 0 ? "Complete order"
                : session.Text("submit_type") switch { "book" => "Book", "donate" => "Donate", _ => "Pay" } + " " + total,
            CancelUrl = Destinations.Web(view.CancelUrl)?.OriginalString,
            ChallengeUrl = Intent(view)?.Part("next_action")?.Part("redirect_to_url")?.Text("url"),
            Refusal = refusal,
            Errors = errors,
        };
        return host.Render<CheckoutPage>(
            http, status, model, new Destinations([session.Text("success_url")], model.Lines.Select(line => line.Picture)));
    }

    /// <summary>Sessions that a script on the shop's page carries have no page here.</summary>
    private CheckoutView? Find(HttpContext http) =>
        engine.ViewCheckout((string)http.Request.RouteValues["id"]!) is { } view
            && view.Session.Text("ui_mode") == "hosted_page"
            ? view
            : null;

    private Doc? Intent(CheckoutView view) =>
        (view.Session.Text("payment_intent") ?? view.Session.Text("setup_intent")) is { } id ? engine.Find(id) : null;

    private string? Refusal(CheckoutView view) =>
        Intent(view) is { } intent ? (intent.Part("last_payment_error") ?? intent.Part("last_setup_error"))?.Text("message") : null;

    private static string Address(CheckoutView view) => "/c/pay/" + view.Session.Id;
}
