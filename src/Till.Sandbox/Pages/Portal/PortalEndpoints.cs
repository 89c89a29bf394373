using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Billing;
using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Payments;
using Till.Sandbox.Portal;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Portal;

/// <summary>
/// The customer portal. The address of a session is the right to it, for as long as the session lasts; each request is one unit of work, and
/// what the engine refuses changes nothing and is said on the page.
/// </summary>
internal sealed class PortalEndpoints(Store store, PageHost host)
{
    private const string Root = "/p/session/{secret}";
    private static readonly FrozenDictionary<string, string> NoErrors = FrozenDictionary<string, string>.Empty;

    /// <summary>What has just been done, by the word in the address.</summary>
    private static readonly FrozenDictionary<string, string> Done = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["card"] = "Your card has been added.",
        ["default"] = "Payments are made with this card from now on.",
        ["removed"] = "The payment method has been removed.",
        ["plan"] = "Your plan has been changed.",
        ["canceled"] = "Your plan has been canceled.",
        ["resumed"] = "Your plan goes on.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Answers once the unit of work is kept.</summary>
    private delegate Func<Task> Step(Unit unit, PortalVisit visit);

    public void MapTo(WebApplication application)
    {
        Get(application, Root, Overview);
        Get(application, Root + "/payment-method", ShowCard);
        Get(application, Root + "/subscriptions/{id}/update", ShowPlans);
        Get(application, Root + "/subscriptions/{id}/cancel", ShowCancel);
        Post(application, Root + "/payment-method", KeepCard);
        Post(application, Root + "/payment-methods/{id}", ChangeMethod);
        Post(application, Root + "/subscriptions/{id}/update", Switch);
        Post(application, Root + "/subscriptions/{id}/cancel", Cancel);
        Post(application, Root + "/subscriptions/{id}/resume", Resume);
    }

    private Step Overview(HttpContext http) => (unit, visit) =>
    {
        var flow = visit.Session.Part("flow");
        var address = visit.Flow switch
        {
            null => null,
            "payment_method_update" => "/payment-method",
            "subscription_cancel" => $"/subscriptions/{flow!.Part("subscription_cancel")!.Text("subscription")}/cancel",
            var update => $"/subscriptions/{flow!.Part(update)!.Text("subscription")}/update",
        };
        if (address is not null)
        {
            return () => PageHost.SeeOther(http, visit.Address + address);
        }
        return Page<PortalPage>(http, 200, visit, PortalView.Overview(unit, visit, Done.GetValueOrDefault(http.Request.Query["done"].ToString()), null));
    };

    private Step ShowCard(HttpContext http) => (unit, visit) =>
    {
        if (!visit.Allows("payment_method_update"))
        {
            return () => host.NotFound(http);
        }
        // The way back from the bank.
        if (unit.Find("setup_intent", http.Request.Query["setup_intent"].ToString()) is { } setup && setup.Text("_portal") == visit.Session.Id)
        {
            return setup.Text("status") == "succeeded"
                ? Complete(http, unit, visit, "payment_method_update", "card")
                : Card(http, 402, unit, visit, Empty(visit), setup.Part("last_setup_error")?.Text("message"), NoErrors);
        }
        return Card(http, 200, unit, visit, Empty(visit), null, NoErrors);
    };

    private Step KeepCard(HttpContext http, IFormCollection form) => (unit, visit) =>
    {
        if (!visit.Allows("payment_method_update"))
        {
            return () => host.NotFound(http);
        }
        // Cards expire by the calendar on the wall, whatever the customer's test clock says.
        var submission = new CheckoutSubmission(form, "", "card", [], DateTimeOffset.FromUnixTimeSeconds(store.Now));
        if (submission.Errors.Count > 0)
        {
            return Card(http, 422, unit, visit, submission.Values, null, submission.Errors);
        }
        var (url, refusal) = PortalCards.Keep(unit, visit, submission.Payment, form["default"] == "yes" || visit.Flow == "payment_method_update");
        return url is not null ? () => PageHost.SeeOther(http, url)
            : refusal is not null ? Card(http, 402, unit, visit, submission.Values, refusal, NoErrors)
            : Complete(http, unit, visit, "payment_method_update", "card");
    };

    private Step ChangeMethod(HttpContext http, IFormCollection form) => (unit, visit) =>
    {
        if (!visit.Allows("payment_method_update") || unit.Find("payment_method", Id(http)) is not { } method || method.Text("customer") != visit.Customer.Id)
        {
            return () => host.NotFound(http);
        }
        switch (form["do"].ToString())
        {
            case "default":
                PortalCards.MakeDefault(unit, visit.Customer, method.Id);
                return Complete(http, unit, visit, null, "default");
            case "remove" when PortalCards.MayGo(unit, visit.Customer, method.Id):
                PaymentMethodOperations.Detach(unit, method);
                return Complete(http, unit, visit, null, "removed");
            case "remove":
                return Page<PortalPage>(
                    http, 409, visit, PortalView.Overview(unit, visit, null, "Your plan is paid with this card. Choose another one by default before you remove it."));
            default:
                return () => host.NotFound(http);
        }
    };

    private Step ShowPlans(HttpContext http) => (unit, visit) =>
    {
        if (visit.Subscription(unit, Id(http)) is not { } subscription || !PortalPlans.MaySwitch(unit, visit, subscription))
        {
            return () => host.NotFound(http);
        }
        var (price, quantity) = ((string?)http.Request.Query["price"], (string?)http.Request.Query["quantity"]);
        if ((price is null ? PortalPlans.Asked(unit, visit, subscription) : PortalPlans.Choice(unit, visit, subscription, price, quantity)) is { } choice)
        {
            return Page<SwitchPage>(http, 200, visit, PortalView.Switch(unit, visit, subscription, choice, null));
        }
        var error = price is null ? null : "Choose another plan or quantity than the one that you have.";
        return Page<PlansPage>(http, error is null ? 200 : 422, visit, PortalView.Plans(unit, visit, subscription, error));
    };

    private Step Switch(HttpContext http, IFormCollection form) => (unit, visit) =>
    {
        if (visit.Subscription(unit, Id(http)) is not { } subscription || !PortalPlans.MaySwitch(unit, visit, subscription))
        {
            return () => host.NotFound(http);
        }
        var choice = PortalPlans.Asked(unit, visit, subscription) is { } asked && asked.Price == form["price"]
            ? asked
            : PortalPlans.Choice(unit, visit, subscription, form["price"], form["quantity"]);
        if (choice is null || !long.TryParse(form["at"], NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            // It has been changed meanwhile, in another window say.
            return () => PageHost.SeeOther(http, $"{visit.Address}/subscriptions/{subscription.Id}/update");
        }
        if (PortalPlans.Switch(unit, visit, subscription, choice, at) is { } invoice)
        {
            return () => PageHost.SeeOther(http, invoice);
        }
        return Complete(http, unit, visit, visit.Flow is "subscription_update_confirm" ? "subscription_update_confirm" : "subscription_update", "plan");
    };

    private Step ShowCancel(HttpContext http) => (unit, visit) => Cancelable(unit, visit, Id(http)) is { } subscription
        ? Page<CancelPage>(http, 200, visit, PortalView.Cancel(unit, visit, subscription, null))
        : () => host.NotFound(http);

    private Step Cancel(HttpContext http, IFormCollection form) => (unit, visit) =>
    {
        if (Cancelable(unit, visit, Id(http)) is not { } subscription)
        {
            return () => host.NotFound(http);
        }
        var feature = visit.Feature("subscription_cancel");
        var (feedback, comment) = (form["feedback"].ToString(), form["comment"].ToString().Trim());
        if ((feedback.Length > 0 && !feature.Part("cancellation_reason")!.Items("options")!.Contains(feedback)) || comment.Length > 500)
        {
            return Page<CancelPage>(
                http, 422, visit, PortalView.Cancel(unit, visit, subscription, "Choose one of the reasons, and say the rest in at most 500 characters."));
        }
        var details = new Doc(2) { ["comment"] = comment.Length > 0 ? comment : null, ["feedback"] = feedback.Length > 0 ? feedback : null };
        if (feature.Text("mode") == "immediately")
        {
            var given = new Doc(4)
            {
                ["cancellation_details"] = details, ["invoice_now"] = feature.Text("proration_behavior") == "always_invoice",
                ["prorate"] = feature.Text("proration_behavior") != "none",
            };
            SubscriptionOperations.Cancel(PortalPlans.Call(unit, subscription, given));
        }
        else
        {
            PortalPlans.Change(unit, subscription, new Doc(2) { ["cancel_at_period_end"] = true, ["cancellation_details"] = details });
        }
        return Complete(http, unit, visit, "subscription_cancel", "canceled");
    };

    private Step Resume(HttpContext http, IFormCollection form) => (unit, visit) =>
    {
        if (!visit.Allows("subscription_cancel") || visit.Subscription(unit, Id(http)) is not { } subscription)
        {
            return () => host.NotFound(http);
        }
        if (subscription["cancel_at"] is long)
        {
            PortalPlans.Change(unit, subscription, subscription.Flag("cancel_at_period_end")
                ? new Doc(1) { ["cancel_at_period_end"] = false }
                : new Doc(1) { ["cancel_at"] = "" });
        }
        return Complete(http, unit, visit, null, "resumed");
    };

    private static Doc? Cancelable(Unit unit, PortalVisit visit, string id) =>
        visit.Allows("subscription_cancel") && visit.Subscription(unit, id) is { } subscription && subscription["cancel_at"] is null
            && subscription.Text("status") != "incomplete"
            ? subscription
            : null;

    /// <summary>Goes on to where the customer goes who has done this: what they came for ends as the shop has said.</summary>
    private Func<Task> Complete(HttpContext http, Unit unit, PortalVisit visit, string? did, string word)
    {
        var after = did is not null && did == visit.Flow ? visit.Session.Part("flow")!.Part("after_completion")! : null;
        if (after is not null)
        {
            visit.Complete(unit);
        }
        var home = $"{visit.Address}?done={word}";
        return after?.Text("type") switch
        {
            "redirect" => () => PageHost.SeeOther(http, after.Part("redirect")!.Text("return_url")!),
            "hosted_confirmation" => () => host.Notice(http, 200, new NoticeModel(
                Done[word], after.Part("hosted_confirmation")!.Text("custom_message") ?? "You can close this window.",
                Destinations.Web(visit.ReturnUrl) is { } web ? new PageLink(web.OriginalString, "Return to " + Account.DisplayName) : null)),
            _ => () => PageHost.SeeOther(http, home),
        };
    }

    private Func<Task> Card(
        HttpContext http, int status, Unit unit, PortalVisit visit, CheckoutValues values, string? refusal, IReadOnlyDictionary<string, string> errors) =>
        Page<CardPage>(http, status, visit, new CardModel(PortalView.Frame(unit, visit), values, refusal, errors));

    /// <summary>A page whose form may lead to where the shop wants its customer in the end.</summary>
    private Func<Task> Page<TPage>(HttpContext http, int status, PortalVisit visit, object model)
        where TPage : IComponent
    {
        var destinations = new Destinations([visit.Session.Part("flow")?.Part("after_completion")?.Part("redirect")?.Text("return_url")], []);
        return () => host.Render<TPage>(http, status, model, destinations);
    }

    private static CheckoutValues Empty(PortalVisit visit) =>
        new("", visit.Customer.Text("name") ?? "", visit.Customer.Part("address")?.Text("country") ?? Account.Country, visit.Customer.Part("address")?.Text("postal_code") ?? "");

    private void Get(WebApplication application, string path, Func<HttpContext, Step> step) =>
        application.MapMethods(path, ["GET", "HEAD"], host.Guarded(http => Visit(http, step(http))));

    private void Post(WebApplication application, string path, Func<HttpContext, IFormCollection, Step> step) => application.MapPost(path, host.Guarded(async http =>
    {
        var form = await PageHost.Form(http);
        await Visit(http, (unit, visit) => form is not null && PortalView.Token(unit, visit).Matches(form[FormToken.Field])
            ? step(http, form)(unit, visit)
            : () => host.Notice(http, 400, new NoticeModel(
                "Nothing was changed", "The form did not come from this portal. Open the page and try again from there.", new PageLink(visit.Address, "Open the portal"))));
    }));

    private async Task Visit(HttpContext http, Step step)
    {
        var secret = (string)http.Request.RouteValues["secret"]!;
        Func<Task> answer;
        try
        {
            answer = store.Run(unit => PortalVisit.Open(unit, secret) is { } visit ? step(unit, visit) : () => Gone(http));
        }
        catch (StripeError refused)
        {
            // Such as a payment that was declined: nothing of the change was kept.
            answer = store.Run(unit => PortalVisit.Open(unit, secret) is { } visit
                ? Page<PortalPage>(http, refused.Status == 402 ? 402 : 409, visit, PortalView.Overview(unit, visit, null, refused.Message))
                : () => Gone(http));
        }
        await answer();
    }

    private Task Gone(HttpContext http) => host.Notice(http, 410, new NoticeModel(
        "This link has expired", "Links to the portal last for a short time only. Go back to the shop, and open it from there again."));

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;
}
