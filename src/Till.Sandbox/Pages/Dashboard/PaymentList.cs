using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>A payment in a list.</summary>
public sealed record PaymentRow(string Id, string Amount, StateMark State, string Description, string Email, When At);

/// <summary>The newest payments.</summary>
public sealed record PaymentListModel(IReadOnlyList<PaymentRow> Rows, Paging Paging);

internal static class PaymentList
{
    public static PaymentListModel Of(Unit unit, string? after)
    {
        var (rows, paging) = Read.List(unit, new Selection("payment_intent", 0), "/dashboard/payments", after);
        return new PaymentListModel(
            [.. rows.Select(intent => new PaymentRow(
                intent.Id, Shown.MoneyAndCurrency(intent.Number("amount"), intent.Text("currency")!), Read.Payment(unit, intent),
                intent.Text("description") ?? intent.Id, Read.Email(unit, intent), Read.At(intent)))],
            paging);
    }
}
