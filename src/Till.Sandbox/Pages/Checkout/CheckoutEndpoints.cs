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
            form, Presented.FixedEmail(view.Session), Presented.Method(view.Session, form["method"])?.Type,
            Presented.Delivery(view.Session, []).Countries, DateTimeOffset.FromUnixTimeSeconds(engine.Now));
        if (form["do"].ToString() is { Length: > 0 } wish)
        {
            await Change(http, view, form, wish, submission);
            return;
        }
        if (form["shippingRate"].ToString() is { Length: > 0 } rate && rate != view.Session.Part("shipping_cost")?.Text("shipping_rate")
            && ChooseDelivery(view, rate) is var refusal)
        {
            // Nobody pays another total than the one that was on the button.
            await Changed(http, view, form["method"], submission.Values, NoErrors, refusal ?? "The shipping that you chose has changed the total. Look at it, and pay.");
            return;
        }
        if (submission.Errors.Count > 0)
        {
            await Page(http, 422, view, submission.Payment.Type, submission.Values, submission.Errors, refusal: null);
            return;
        }
        await Answer(http, view, submission);
    }

    /// <summary>A button beside the one that pays: it changes what is to be paid, and keeps what was typed.</summary>
    private async Task Change(HttpContext http, CheckoutView view, IFormCollection form, string wish, CheckoutSubmission submission)
    {
        var (values, errors, said) = (submission.Values, NoErrors, (string?)null);
        switch (wish)
        {
            case "apply" when !view.Session.Flag("allow_promotion_codes"):
                break;
            case "apply":
                var refusal = values.Code.Length == 0 ? "Enter a code."
                    : engine.ChangeCheckout(view.Session.Id, (unit, session) => SessionDiscounts.Apply(unit, session, values.Code));
                errors = refusal is null ? NoErrors : new Dictionary<string, string>(StringComparer.Ordinal) { ["promotionCode"] = refusal }.ToFrozenDictionary(StringComparer.Ordinal);
                values = refusal is null ? values with { Code = "" } : values;
                break;
            case "remove" when view.Session.Flag("allow_promotion_codes"):
                engine.ChangeCheckout(view.Session.Id, static (_, session) =>
                {
                    session["discounts"] = new List<object?>();
                    return null;
                });
                break;
            case "deliver":
                said = ChooseDelivery(view, form["shippingRate"].ToString());
                break;
        }
        await Changed(http, view, form["method"], values, errors, said);
    }

    private string? ChooseDelivery(CheckoutView view, string rateId) => engine.ChangeCheckout(view.Session.Id, (unit, session) =>
    {
        if (SessionDelivery.Offered(unit, session).Find(rate => rate.Id == rateId) is not { } rate)
        {
            return "Choose one of the ways to ship it.";
        }
        Totals.Ship(session, rate);
        return null;
    });

    private Task Changed(
        HttpContext http, CheckoutView before, string? method, CheckoutValues values, IReadOnlyDictionary<string, string> errors, string? said) =>
        Page(http, errors.Count > 0 ? 422 : 200, engine.ViewCheckout(before.Session.Id)!, method, values, errors, refusal: null, said);

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
        HttpContext http, int status, CheckoutView view, string? method, CheckoutValues values, IReadOnlyDictionary<string, string> errors, string? refusal,
        string? changed = null)
    {
        var session = view.Session;
        var rates = engine.Deliveries(session);
        var currency = session.Text("currency") ?? Account.Currency;
        var total = session.Text("mode") == "setup" ? null : Shown.Money(session.Number("amount_total"), currency);
        var subscribes = Subscribing.Of(session, view.Lines, currency, engine.Now);
        var model = new CheckoutModel
        {
            SessionId = session.Id,
            Merchant = Presented.Merchant(session),
            Lines = [.. view.Lines.Select(line => Presented.Line(line, currency))],
            Subscribes = subscribes,
            Total = total,
            Currency = currency.ToUpperInvariant(),
            Values = values,
            EmailIsFixed = Presented.FixedEmail(session) is not null,
            Method = Presented.Method(session, method),
            Methods = Presented.Methods(session, method),
            ButtonWords = total is null ? "Save"
                : subscribes is not null ? subscribes.Button
                : session.Number("amount_total") == 0 ? "Complete order"
                : session.Text("submit_type") switch { "book" => "Book", "donate" => "Donate", _ => "Pay" } + " " + total,
            Delivery = Presented.Delivery(session, rates),
            Sums = Presented.Sums(session, rates, currency),
            TakesCode = session.Flag("allow_promotion_codes") && session.Items("discounts") is not { Count: > 0 },
            Changed = changed,
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
        (SessionObject.PaymentOf(view.Session) ?? SessionObject.SetupOf(view.Session)) is { } id ? engine.Find(id) : null;

    private string? Refusal(CheckoutView view) =>
        Intent(view) is { } intent ? (intent.Part("last_payment_error") ?? intent.Part("last_setup_error"))?.Text("message") : null;

    private static string Address(CheckoutView view) => "/c/pay/" + view.Session.Id;
}
