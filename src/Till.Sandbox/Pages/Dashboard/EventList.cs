using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>An event in a list.</summary>
public sealed record EventRow(string Id, string Type, string Subject, StateMark Deliveries, When At);

/// <summary>The newest events, of one type or of all.</summary>
public sealed record EventListModel(IReadOnlyList<EventRow> Rows, Paging Paging, string Type, IReadOnlyList<string> Types);

internal static class EventList
{
    private const string Path = "/dashboard/events";

    private static readonly string[] Known =
    [
        "charge.captured", "charge.expired", "charge.failed", "charge.pending", "charge.refund.updated", "charge.refunded", "charge.succeeded", "charge.updated",
        "checkout.session.async_payment_failed", "checkout.session.async_payment_succeeded", "checkout.session.completed", "checkout.session.expired", "customer.created", "customer.deleted", "customer.updated",
        "payment_intent.amount_capturable_updated", "payment_intent.canceled", "payment_intent.created", "payment_intent.payment_failed", "payment_intent.processing",
        "payment_intent.requires_action", "payment_intent.succeeded", "payment_method.attached", "payment_method.detached",
        "payment_method.updated", "refund.created", "refund.failed", "refund.updated", "setup_intent.canceled", "setup_intent.created", "setup_intent.requires_action",
        "setup_intent.setup_failed", "setup_intent.succeeded",
    ];

    public static EventListModel Of(Unit unit, string type, string? after)
    {
        var (rows, paging) = Read.List(
            unit, new Selection("event", 0) { Owner = type.Length == 0 ? null : type }, Path, after,
            type.Length == 0 ? "" : "?type=" + Uri.EscapeDataString(type));
        // A type that is asked for by address stays chosen, also when it is not among the usual ones.
        var types = type.Length == 0 || Known.Contains(type, StringComparer.Ordinal) ? Known : [type, .. Known];
        return new EventListModel([.. rows.Select(happened => Row(unit, happened))], paging, type, types);
    }

    public static EventRow Row(Unit unit, Doc happened) => new(
        happened.Id, happened.Text("type")!, happened.Part("data")?.Part("object")?.Id ?? "", Read.Delivered(Deliveries.Of(unit, happened.Id)), Read.At(happened));
}
