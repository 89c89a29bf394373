using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>A Checkout session in a list. <paramref name="Url"/> is where it can be paid while it is open.</summary>
public sealed record SessionRow(string Id, string Amount, StateMark State, string Email, When At, string? Url, string? PaymentId);

/// <summary>The newest Checkout sessions.</summary>
public sealed record SessionListModel(IReadOnlyList<SessionRow> Rows, Paging Paging);

internal static class SessionList
{
    public static SessionListModel Of(Unit unit, string? after)
    {
        var (rows, paging) = Read.List(unit, new Selection("checkout.session", 0), "/dashboard/sessions", after);
        return new SessionListModel(
            [.. rows.Select(session => new SessionRow(
                session.Id,
                session.Text("currency") is { } currency ? Shown.MoneyAndCurrency(session.Number("amount_total"), currency) : "No amount",
                Read.Session(session),
                session.Part("customer_details")?.Text("email") ?? "",
                Read.At(session),
                session.Text("mode") == "payment" ? session.Text("url") : null,
                session.Text("payment_intent")))],
            paging);
    }
}
