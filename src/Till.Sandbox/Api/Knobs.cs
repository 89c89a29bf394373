using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Balance;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>What Stripe does not have: emptying the account, faults, and rolling a webhook secret. All need a secret key.</summary>
internal sealed class Knobs(Store store, RequestFaults faults, WebhookFaults webhookFaults)
{
    private const int MostTimes = 10_000;

    public void MapTo(WebApplication application)
    {
        application.MapPost("/_sandbox/reset", http => Guarded(http, _ =>
        {
            faults.Clear();
            webhookFaults.Clear();
            store.SettleAfter = Store.UsualSettling;
            store.UseAfterRetries(Store.UsualEnd);
            store.UseMethods(Account.UsualMethods);
            store.Reset();
            return new Doc { ["reset"] = true };
        }));
        application.MapPost("/_sandbox/faults", http => Guarded(http, SetFaults));
        application.MapGet("/_sandbox/faults", http => Guarded(http, _ => Coming()));
        application.MapDelete("/_sandbox/faults", http => Guarded(http, _ =>
        {
            faults.Clear();
            webhookFaults.Clear();
            return new Doc { ["cleared"] = true };
        }));
        application.MapPost("/_sandbox/payment_methods", http => Guarded(http, SetMethods));
        application.MapPost("/_sandbox/delayed_payments", http => Guarded(http, SetSettling));
        application.MapPost("/_sandbox/billing", http => Guarded(http, SetBilling));
        application.MapPost("/_sandbox/payouts", http => Guarded(http, Pay));
        application.MapPost("/_sandbox/payouts/{id}", http => Guarded(http, EndPayout));
        application.MapPost("/_sandbox/payment_intents/{id}/settle", http => Guarded(http, Settle));
        application.MapPost("/_sandbox/webhook_endpoints/{id}/roll_secret", http => Guarded(http, Roll));
    }

    private Doc SetFaults(Doc given)
    {
        foreach (var entry in given.Items("requests") ?? [])
        {
            var fault = entry as Doc ?? throw StripeError.Invalid("Each of requests must be an object.", "requests");
            faults.Add(ToFault(fault), (int)Math.Clamp(fault.Has("times") ? fault.Number("times") : 1, 0, MostTimes));
        }
        if (given.Part("webhooks") is { } webhooks)
        {
            webhookFaults.Set(Count(webhooks, "drop"), Count(webhooks, "repeat"), Count(webhooks, "delay"), Count(webhooks, "delay_ms"), Count(webhooks, "reorder"));
        }
        return new Doc { ["accepted"] = true };
    }

    private Doc Coming()
    {
        var webhooks = webhookFaults.Coming();
        return new Doc
        {
            ["requests"] = faults.Coming().Select(object? (coming) => new Doc
            {
                ["delay_ms"] = coming.Fault.DelayMs,
                ["do"] = coming.Fault.Kind switch
                {
                    FaultKind.Refuse => "refuse", FaultKind.Delay => "delay", FaultKind.LoseReply => "lose_reply", _ => "lose_request",
                },
                ["method"] = coming.Fault.Method,
                ["path"] = coming.Fault.Path,
                ["status"] = coming.Fault.Status,
                ["times"] = coming.Times,
            }).ToList(),
            ["webhooks"] = new Doc
            {
                ["delay"] = webhooks.Delay, ["delay_ms"] = webhooks.DelayMs, ["drop"] = webhooks.Drop, ["reorder"] = webhooks.Reorder,
                ["repeat"] = webhooks.Repeat,
            },
        };
    }

    private static RequestFault ToFault(Doc fault)
    {
        var status = fault.Has("status") ? fault.Number("status") : 500;
        return new RequestFault(
            fault.Text("path"),
            fault.Text("method"),
            RequestFaults.KindOf(fault.Text("do"))
                ?? throw StripeError.Invalid("Invalid do: must be one of refuse, delay, lose_reply, or lose_request", "do"),
            status is >= 400 and <= 599 ? (int)status : throw StripeError.Invalid("Invalid status: must be between 400 and 599", "status"),
            Count(fault, "delay_ms") ?? 0);
    }

    private Doc SetMethods(Doc given)
    {
        var methods = (given.Items("enabled") ?? []).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (methods.Count == 0)
        {
            throw StripeError.Invalid("Missing required param: enabled, a list of payment method types.", "enabled");
        }
        if (methods.Find(type => MethodKind.Of(type).Way == Way.None) is { } unknown)
        {
            throw StripeError.Invalid($"Invalid enabled: the sandbox takes no money by {unknown}.", "enabled");
        }
        store.UseMethods(methods);
        return new Doc { ["enabled"] = methods.Select(type => (object?)type).ToList() };
    }

    private Doc SetSettling(Doc given)
    {
        if (!given.Has("settle_after"))
        {
            throw StripeError.Invalid("Missing required param: settle_after, in seconds, or null for by hand only.", "settle_after");
        }
        store.SettleAfter = given["settle_after"] is null ? null : Count(given, "settle_after");
        return new Doc { ["settle_after"] = store.SettleAfter };
    }

    private Doc SetBilling(Doc given)
    {
        store.UseAfterRetries(given.Text("after_retries") is "cancel" or "unpaid" or "past_due"
            ? given.Text("after_retries")!
            : throw StripeError.Invalid("Invalid after_retries: must be one of cancel, unpaid, or past_due", "after_retries"));
        return new Doc { ["after_retries"] = store.AfterRetries };
    }

    private Doc Pay(Doc given) => store.Run(unit =>
    {
        if (given.Has("schedule"))
        {
            Payouts.Plan(unit, given.Text("schedule") switch
            {
                "daily" => true,
                "manual" => false,
                _ => throw StripeError.Invalid("Invalid schedule: must be one of daily or manual", "schedule"),
            });
            return new Doc { ["schedule"] = given["schedule"] };
        }
        if (given["pending"] is true)
        {
            Payouts.Release(unit);
        }
        return new Doc { ["payouts"] = Payouts.PayAll(unit).Select(object? (payout) => payout.Id).ToList() };
    });

    private Doc EndPayout(Doc given) => store.Run(unit =>
    {
        var id = given.Text("_path") ?? "";
        var payout = unit.Find("payout", id) ?? throw StripeError.Missing("payout", id);
        var ended = given.Text("outcome") switch
        {
            "arrive" => Payouts.Arrive(unit, payout),
            "fail" => Payouts.Fail(unit, payout),
            _ => throw StripeError.Invalid("Invalid outcome: must be one of arrive or fail", "outcome"),
        };
        return ended
            ? new Doc { ["id"] = id, ["status"] = payout["status"] }
            : throw StripeError.Invalid($"This payout is over: its status is {payout.Text("status")}.", "id");
    });

    private Doc Settle(Doc given) => store.Run(unit =>
    {
        var id = given.Text("_path") ?? "";
        var intent = unit.Find("payment_intent", id) ?? throw StripeError.Missing("payment_intent", id);
        var failure = given.Text("outcome") switch
        {
            "succeed" => null,
            "fail" => given.Text("failure") ?? "insufficient_funds",
            _ => throw StripeError.Invalid("Invalid outcome: must be one of succeed or fail", "outcome"),
        };
        return Delayed.Settle(unit, intent, failure)
            ? new Doc { ["id"] = id, ["status"] = intent["status"] }
            : throw StripeError.Invalid($"This payment is not being processed: its status is {intent.Text("status")}.", "id");
    });

    private Doc Roll(Doc given) => store.Run(unit =>
    {
        var id = given.Text("_path") ?? "";
        var endpoint = unit.Find("webhook_endpoint", id) ?? throw StripeError.Missing("webhook endpoint", id);
        return new Doc { ["id"] = id, ["secret"] = WebhookEndpoint.Roll(unit, endpoint, given.Has("overlap") ? given.Number("overlap") : 86_400) };
    });

    private static int? Count(Doc given, string name) => given.Has(name)
        ? given[name] is long number and >= 0 and <= 3_600_000
            ? (int)number
            : throw StripeError.Invalid($"Invalid {name}: must be a whole number from 0 to 3600000", name)
        : null;

    private async Task Guarded(HttpContext http, Func<Doc, Doc> work)
    {
        var request = new Incoming(http, "req_" + store.Chance.Letters(14));
        try
        {
            if (Keys.IsPublishable(Keys.Read(http.Request.Headers.Authorization, null)))
            {
                throw Keys.NeedsSecret();
            }
            var given = await Read(http);
            given["_path"] = http.Request.RouteValues["id"] as string;
            await request.Send(new Reply(200, Json.ToSent(work(given))));
        }
        catch (StripeError refused)
        {
            await request.Send(new Reply(refused.Status, Json.ToSent(refused.ToDoc(request.Id, store.Now))));
        }
    }

    private static async Task<Doc> Read(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (body.Length == 0)
        {
            return [];
        }
        try
        {
            return Json.Parse(body.ToArray());
        }
        catch (JsonException unreadable)
        {
            throw StripeError.Invalid("The body must be a JSON object: " + unreadable.Message);
        }
    }
}
