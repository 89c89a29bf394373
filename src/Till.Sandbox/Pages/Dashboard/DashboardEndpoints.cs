using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Api;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>What the account's owner sees. Each page is read in one unit of work, and each form changes one thing.</summary>
internal sealed class DashboardEndpoints(Store store, PageHost host, RequestFaults faults, WebhookFaults webhookFaults)
{
    private readonly FormToken _token = new(store.Account.SecretKey);

    public void MapTo(WebApplication application)
    {
        application.MapMethods("/", ["GET", "HEAD"], host.Guarded(http => PageHost.SeeOther(http, "/dashboard")));
        Page<PaymentListPage>(application, "/dashboard", (unit, http) => PaymentList.Of(unit, Query(http, "after")));
        Page<PaymentListPage>(application, "/dashboard/payments", (unit, http) => PaymentList.Of(unit, Query(http, "after")));
        Page<PaymentPage>(application, "/dashboard/payments/{id}", (unit, http) =>
            PaymentDetail.Of(unit, Id(http), RefundEntry.Empty, _token.Value, Query(http, "refunded")));
        Page<SessionListPage>(application, "/dashboard/sessions", (unit, http) => SessionList.Of(unit, Query(http, "after")));
        Page<EventListPage>(application, "/dashboard/events", (unit, http) => EventList.Of(unit, Query(http, "type") ?? "", Query(http, "after")));
        Page<EventPage>(application, "/dashboard/events/{id}", (unit, http) => EventDetail.Of(unit, Id(http), _token.Value, Query(http, "sent")));
        Page<EndpointListPage>(application, "/dashboard/webhooks", (unit, _) => EndpointList.Of(unit));
        Page<BalancePage>(application, "/dashboard/balance", (unit, http) => BalanceSheet.Of(unit, Query(http, "after")));
        Page<TestCardsPage>(application, "/dashboard/test-cards", (_, _) => TestCardsModel.All);
        Page<FaultPage>(application, "/dashboard/faults", (_, _) => FaultSheet.Of(faults, webhookFaults, _token.Value, null));
        application.MapPost("/dashboard/faults", host.Guarded(PutFault));
        application.MapPost("/dashboard/payments/{id}/refunds", host.Guarded(Refund));
        application.MapPost("/dashboard/payments/{id}/settle", host.Guarded(Settle));
        application.MapPost("/dashboard/events/{id}/resend", host.Guarded(Resend));
    }

    private void Page<TPage>(WebApplication application, string path, Func<Unit, HttpContext, object?> read)
        where TPage : IComponent =>
        application.MapMethods(path, ["GET", "HEAD"], host.Guarded(http => store.Run(unit => read(unit, http)) is { } model
            ? host.Render<TPage>(http, 200, model)
            : host.NotFound(http)));

    private async Task Refund(HttpContext http)
    {
        if (await Form(http) is not { } form)
        {
            return;
        }
        var id = Id(http);
        var (refund, page) = store.Run(unit =>
        {
            if (unit.Find("payment_intent", id) is not { } intent)
            {
                return (null, null);
            }
            var (refunded, entry) = Refunding.Carry(unit, intent, form);
            return (refunded, refunded is null ? PaymentDetail.Of(unit, id, entry, _token.Value, null) : null);
        });
        await (refund is not null ? PageHost.SeeOther(http, $"/dashboard/payments/{id}?refunded={refund}")
            : page is { Refund: null } ? PageHost.SeeOther(http, "/dashboard/payments/" + id)
            : page is not null ? host.Render<PaymentPage>(http, 422, page)
            : host.NotFound(http));
    }

    private async Task PutFault(HttpContext http)
    {
        if (await Form(http) is not { } form)
        {
            return;
        }
        var error = FaultSheet.Carry(faults, webhookFaults, form);
        await (error is null
            ? PageHost.SeeOther(http, "/dashboard/faults")
            : host.Render<FaultPage>(http, 422, FaultSheet.Of(faults, webhookFaults, _token.Value, error)));
    }

    private async Task Settle(HttpContext http)
    {
        if (await Form(http) is not { } form)
        {
            return;
        }
        var (id, outcome) = (Id(http), form["outcome"].ToString());
        var known = outcome is "succeed" or "fail" && store.Run(unit =>
        {
            if (unit.Find("payment_intent", id) is not { } intent)
            {
                return false;
            }
            // What has been decided meanwhile stays decided, and the page shows it.
            Delayed.Settle(unit, intent, outcome == "succeed" ? null : "insufficient_funds");
            return true;
        });
        await (known ? PageHost.SeeOther(http, "/dashboard/payments/" + id) : host.NotFound(http));
    }

    private async Task Resend(HttpContext http)
    {
        if (await Form(http) is not { } form)
        {
            return;
        }
        var (id, endpoint) = (Id(http), form["endpoint"].ToString());
        var sent = store.Run(unit =>
        {
            if (unit.Find("event", id) is null || unit.Find("webhook_endpoint", endpoint) is not { } to || to.Flag("deleted"))
            {
                return false;
            }
            unit.Deliver(id, endpoint);
            return true;
        });
        await (sent ? PageHost.SeeOther(http, $"/dashboard/events/{id}?sent={endpoint}") : host.NotFound(http));
    }

    /// <summary>The form when it is one of the dashboard's own; otherwise it has been answered.</summary>
    private async Task<IFormCollection?> Form(HttpContext http)
    {
        var form = await PageHost.Form(http);
        if (form is not null && _token.Matches(form[FormToken.Field]))
        {
            return form;
        }
        await host.Notice(http, 400, new NoticeModel(
            "Nothing was changed", "The form did not come from the dashboard. Open the page and try again from there.", new PageLink("/dashboard", "Open the dashboard")));
        return null;
    }

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static string? Query(HttpContext http, string name) => (string?)http.Request.Query[name] is { Length: > 0 } value ? value : null;
}
