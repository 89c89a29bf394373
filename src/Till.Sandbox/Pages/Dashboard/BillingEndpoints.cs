using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Api;
using Till.Sandbox.Billing;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>The dashboard's pages of customers, subscriptions and test clocks, with the buttons that let time pass.</summary>
internal sealed class BillingEndpoints(Store store, PageHost host)
{
    private readonly DeskHost _desk = new(store, host);

    public void MapTo(WebApplication application)
    {
        _desk.Page<CustomerListPage>(application, "/dashboard/customers", (unit, http) => BillingDesk.Customers(unit, DeskHost.Query(http, "after")));
        _desk.Page<CustomerPage>(application, "/dashboard/customers/{id}", (unit, http) => BillingDesk.Customer(unit, DeskHost.Id(http)));
        _desk.Page<SubscriptionPage>(application, "/dashboard/subscriptions/{id}", (unit, http) =>
            BillingDesk.Subscription(unit, DeskHost.Id(http), _desk.Token, null));
        _desk.Page<ClockListPage>(application, "/dashboard/clocks", (unit, _) => BillingDesk.Clocks(unit, _desk.Token, null, null));
        application.MapPost("/dashboard/subscriptions/{id}", host.Guarded(ChangeSubscription));
        application.MapPost("/dashboard/clocks", host.Guarded(MakeClock));
        application.MapPost("/dashboard/clocks/{id}", host.Guarded(AdvanceClock));
    }

    private async Task ChangeSubscription(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var (id, wish) = (DeskHost.Id(http), form["do"].ToString());
        var refusal = Carry(unit => (unit.Find("subscription", id), wish) switch
        {
            ({ } subscription, "renew") => Renewal.Hurry(unit, subscription),
            ({ } subscription, "retry") => Renewal.HurryRetry(unit, subscription),
            ({ } subscription, "cancel") => Cancel(unit, subscription),
            _ => "There is no such subscription, or nothing of the kind to do.",
        });
        if (refusal is null)
        {
            await PageHost.SeeOther(http, "/dashboard/subscriptions/" + id);
            return;
        }
        var model = store.Run(unit => BillingDesk.Subscription(unit, id, _desk.Token, refusal));
        await (model is null ? host.NotFound(http) : host.Render<SubscriptionPage>(http, 422, model));
    }

    private static string? Cancel(Unit unit, Doc subscription)
    {
        TestClocks.EnterForChange(unit, subscription);
        if (Subscriptions.HasEnded(subscription))
        {
            return "This subscription has ended already.";
        }
        Subscriptions.Cancel(unit, subscription, "cancellation_requested");
        return null;
    }

    private async Task MakeClock(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var name = form["name"].ToString().Trim();
        await Clocks(http, form, at => new Doc(2) { ["frozen_time"] = at, ["name"] = name.Length is > 0 and <= 300 ? name : null }, TestClocks.Create, Time(form["date"]));
    }

    private async Task AdvanceClock(HttpContext http)
    {
        if (await _desk.Form(http) is not { } form)
        {
            return;
        }
        var frozen = store.Run(unit => unit.Find("test_helpers.test_clock", DeskHost.Id(http)) is { } clock && !clock.Flag("deleted")
            ? clock.Number("frozen_time")
            : (long?)null);
        if (frozen is not { } now)
        {
            await host.NotFound(http);
            return;
        }
        var time = DateTimeOffset.FromUnixTimeSeconds(now);
        var to = form["by"].ToString() switch
        {
            "day" => time.AddDays(1).ToUnixTimeSeconds(),
            "month" => time.AddMonths(1).ToUnixTimeSeconds(),
            _ => Time(form["date"]),
        };
        await Clocks(http, form, at => new Doc(1) { ["frozen_time"] = at }, TestClocks.Advance, to);
    }

    private async Task Clocks(HttpContext http, IFormCollection form, Func<long, Doc> parameters, Operation operation, long? time)
    {
        var refusal = time is { } at
            ? Carry(unit =>
            {
                operation(new Call(unit, parameters(at), [http.Request.RouteValues["id"] as string ?? ""], ApiVersion.Parse(null), publishable: false));
                return null;
            })
            : "Enter a date such as 2030-01-31.";
        await (refusal is null
            ? PageHost.SeeOther(http, "/dashboard/clocks")
            : host.Render<ClockListPage>(http, 422, store.Run(unit => BillingDesk.Clocks(unit, _desk.Token, form["date"], refusal))));
    }

    /// <summary>What the engine refuses is said on the page, and nothing of it is kept.</summary>
    private string? Carry(Func<Unit, string?> work)
    {
        try
        {
            return store.Run(work);
        }
        catch (StripeError refused)
        {
            return refused.Message;
        }
    }

    /// <summary>The first second of a day; null for anything else than a date.</summary>
    private static long? Time(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= 1970
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds()
            : null;
}
