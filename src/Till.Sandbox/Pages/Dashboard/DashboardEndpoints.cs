using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Api;
using Till.Sandbox.Balance;
using Till.Sandbox.Disputes;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>What the account's owner sees. Each page is read in one unit of work, and each form changes one thing.</summary>
internal sealed class DashboardEndpoints(Store store, PageHost host, RequestFaults faults, WebhookFaults webhookFaults)
{
    private readonly DeskHost _desk = new(store, host);

    public void MapTo(WebApplication application)
    {
        application.MapMethods("/", ["GET", "HEAD"], host.Guarded(http => PageHost.SeeOther(http, "/dashboard")));
        _desk.Page<PaymentListPage>(application, "/dashboard", (unit, http) => PaymentList.Of(unit, DeskHost.Query(http, "after")));
        _desk.Page<PaymentListPage>(application, "/dashboard/payments", (unit, http) => PaymentList.Of(unit, DeskHost.Query(http, "after")));
        _desk.Page<PaymentPage>(application, "/dashboard/payments/{id}", (unit, http) =>
            PaymentDetail.Of(unit, DeskHost.Id(http), RefundEntry.Empty, _desk.Token, DeskHost.Query(http, "refunded")));
        _desk.Page<SessionListPage>(application, "/dashboard/sessions", (unit, http) => SessionList.Of(unit, DeskHost.Query(http, "after")));
        _desk.Page<EventListPage>(application, "/dashboard/events", (unit, http) => EventList.Of(unit, DeskHost.Query(http, "type") ?? "", DeskHost.Query(http, "after")));
        _desk.Page<EventPage>(application, "/dashboard/events/{id}", (unit, http) => EventDetail.Of(unit, DeskHost.Id(http), _desk.Token, DeskHost.Query(http, "sent")));
        _desk.Page<EndpointListPage>(application, "/dashboard/webhooks", (unit, _) => EndpointList.Of(unit));
        _desk.Page<BalancePage>(application, "/dashboard/balance", (unit, http) => BalanceSheet.Of(unit, DeskHost.Query(http, "after"), _desk.Token, DeskHost.Query(http, "note")));
        _desk.Page<TestCardsPage>(application, "/dashboard/test-cards", (_, _) => TestCardsModel.All);
        _desk.Page<FaultPage>(application, "/dashboard/faults", (_, _) => FaultSheet.Of(faults, webhookFaults, _desk.Token, null));
        application.MapPost("/dashboard/faults", host.Guarded(PutFault));
        application.MapPost("/dashboard/payments/{id}/refunds", host.Guarded(Refund));
        application.MapPost("/dashboard/payments/{id}/settle", host.Guarded(Settle));
        application.MapPost("/dashboard/payments/{id}/disputes/{dispute}", host.Guarded(DecideDispute));
        application.MapPost("/dashboard/payouts", host.Guarded(PayOut));
        application.MapPost("/dashboard/payouts/{id}", host.Guarded(EndPayout));
        application.MapPost("/dashboard/events/{id}/resend", host.Guarded(Resend));
    }

    private async Task Refund(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var id = DeskHost.Id(http);
        var (refund, page) = store.Run(unit =>
        {
            if (unit.Find("payment_intent", id) is not { } intent)
            {
                return (null, null);
            }
            var (refunded, entry) = Refunding.Carry(unit, intent, form);
            return (refunded, refunded is null ? PaymentDetail.Of(unit, id, entry, _desk.Token, null) : null);
        });
        await (refund is not null ? PageHost.SeeOther(http, $"/dashboard/payments/{id}?refunded={refund}")
            : page is { Refund: null } ? PageHost.SeeOther(http, "/dashboard/payments/" + id)
            : page is not null ? host.Render<PaymentPage>(http, 422, page)
            : host.NotFound(http));
    }

    private async Task PutFault(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var error = FaultSheet.Carry(faults, webhookFaults, form);
        await (error is null
            ? PageHost.SeeOther(http, "/dashboard/faults")
            : host.Render<FaultPage>(http, 422, FaultSheet.Of(faults, webhookFaults, _desk.Token, error)));
    }

    private async Task Settle(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var (id, outcome) = (DeskHost.Id(http), form["outcome"].ToString());
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

    private async Task DecideDispute(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var (id, dispute, outcome) = (DeskHost.Id(http), (string)http.Request.RouteValues["dispute"]!, form["outcome"].ToString());
        var known = outcome is "won" or "lost" && store.Run(unit =>
        {
            if (unit.Find("dispute", dispute) is not { } found || found.Text("payment_intent") != id)
            {
                return false;
            }
            // What has been decided meanwhile stays decided, and the page shows it.
            Disputing.End(unit, found, outcome == "won");
            return true;
        });
        await (known ? PageHost.SeeOther(http, "/dashboard/payments/" + id) : host.NotFound(http));
    }

    private async Task PayOut(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var made = store.Run(unit =>
        {
            if (form["take"] == "pending")
            {
                Payouts.Release(unit);
            }
            return Payouts.PayAll(unit).Count;
        });
        await PageHost.SeeOther(http, "/dashboard/balance?note=" + (made > 0 ? "paid" : "nothing"));
    }

    private async Task EndPayout(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var (id, outcome) = (DeskHost.Id(http), form["outcome"].ToString());
        var known = outcome is "arrive" or "fail" && store.Run(unit =>
        {
            if (unit.Find("payout", id) is not { } payout)
            {
                return false;
            }
            // What has ended meanwhile stays as it ended, and the page shows it.
            _ = outcome == "arrive" ? Payouts.Arrive(unit, payout) : Payouts.Fail(unit, payout);
            return true;
        });
        await (known ? PageHost.SeeOther(http, "/dashboard/balance") : host.NotFound(http));
    }

    private async Task Resend(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var (id, endpoint) = (DeskHost.Id(http), form["endpoint"].ToString());
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
}
