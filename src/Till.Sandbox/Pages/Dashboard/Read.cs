using Till.Sandbox.Billing;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>What several pages of the dashboard read alike.</summary>
internal static class Read
{
    /// <summary>Rows on a page of a list.</summary>
    public const int PageSize = 25;

    /// <summary>One page, and the way to the next. An id that is not there starts at the beginning.</summary>
    public static (IReadOnlyList<Doc> Rows, Paging Paging) List(Unit unit, Selection selection, string path, string? after, string query = "")
    {
        var rows = unit.Select(selection with { Limit = PageSize + 1, StartingAfter = after });
        var more = rows.Count > PageSize;
        var shown = more ? rows.GetRange(0, PageSize) : rows;
        var sign = query.Length == 0 ? "?" : "&";
        return (shown, new Paging(after is null ? null : path + query, more ? $"{path}{query}{sign}after={Uri.EscapeDataString(shown[^1].Id)}" : null));
    }

    public static When At(Doc doc) => At(doc.Number("created"));

    public static When At(long unixSeconds) => new(Shown.Moment(unixSeconds), Shown.Machine(unixSeconds));

    public static When At(DateTimeOffset at) => new(Shown.Moment(at), Shown.Machine(at));

    public static Doc? Charge(Unit unit, Doc intent) => intent.Text("latest_charge") is { } id ? unit.Find(id) : null;

    /// <summary>Who pays, as far as it is known.</summary>
    public static string Email(Unit unit, Doc intent) =>
        Charge(unit, intent)?.Part("billing_details")?.Text("email") ?? intent.Text("receipt_email")
        ?? (intent.Text("customer") is { } customer ? unit.Find(customer)?.Text("email") : null) ?? "";

    public static StateMark Payment(Unit unit, Doc intent)
    {
        if (intent.Text("status") == "succeeded" && Charge(unit, intent) is { } charge && charge.Number("amount_refunded") is > 0 and var refunded)
        {
            return new(refunded >= charge.Number("amount_captured") ? "Refunded" : "Partial refund", "plain");
        }
        return intent.Text("status") switch
        {
            "succeeded" => new("Succeeded", "good"),
            "requires_capture" => new("Uncaptured", "warn"),
            "requires_action" => new("Needs authentication", "warn"),
            "processing" => new("Processing", "warn"),
            "canceled" => new("Canceled", "plain"),
            "requires_payment_method" when intent["last_payment_error"] is not null => new("Failed", "bad"),
            _ => new("Incomplete", "plain"),
        };
    }

    public static StateMark Dispute(Doc dispute) => dispute.Text("status") switch
    {
        "won" => new("Won", "good"),
        "lost" => new("Lost", "bad"),
        "warning_closed" => new("Inquiry closed", "plain"),
        "under_review" or "warning_under_review" => new("Under review", "warn"),
        "warning_needs_response" => new("Inquiry, needs response", "warn"),
        _ => new("Needs response", "bad"),
    };

    public static StateMark Session(Doc session) => (session.Text("status"), session.Text("payment_status")) switch
    {
        ("open", _) => new("Open", "warn"),
        ("complete", "unpaid") => new("Complete, unpaid", "warn"),
        ("complete", _) => new("Complete", "good"),
        _ => new("Expired", "plain"),
    };

    /// <summary>How an event fared with all its endpoints.</summary>
    public static StateMark Delivered(IReadOnlyList<Delivery> deliveries) => deliveries switch
    {
        [] => new("No endpoint", "plain"),
        _ when deliveries.All(delivery => delivery.Delivered) => new("Delivered", "good"),
        _ when deliveries.Any(delivery => delivery is { Delivered: false, NextAt: null }) => new("Failed", "bad"),
        _ when deliveries.Any(delivery => delivery is { Delivered: false, Attempts: > 0 }) => new("Retrying", "warn"),
        _ => new("Pending", "plain"),
    };

    public static StateMark Answer(int? status) => status switch
    {
        >= 200 and < 300 => new(status.Value.ToString(), "good"),
        null => new("No answer", "bad"),
        _ => new(status.Value.ToString(), "bad"),
    };

    /// <summary>The dashboard's page of an object; null when it has none.</summary>
    public static string? PageOf(Doc subject) => subject.Text("object") switch
    {
        "payment_intent" => "/dashboard/payments/" + subject.Id,
        "charge" or "refund" or "dispute" or "radar.early_fraud_warning" or "checkout.session" when subject.Text("payment_intent") is { } intent => "/dashboard/payments/" + intent,
        "customer" => "/dashboard/customers/" + subject.Id,
        "subscription" => "/dashboard/subscriptions/" + subject.Id,
        "invoice" when InvoiceObject.SubscriptionOf(subject) is { } subscription => "/dashboard/subscriptions/" + subscription,
        "test_helpers.test_clock" => "/dashboard/clocks",
        _ => null,
    };
}
