using Till.Sandbox.Balance;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>What the account has in one currency.</summary>
public sealed record BalanceSum(string Currency, string Available, string Pending);

/// <summary>A booking. <paramref name="PaymentId"/> is the payment that it belongs to.</summary>
public sealed record BookingRow(string Id, string Type, string Amount, string Fee, string Net, StateMark State, When At, string? PaymentId);

/// <summary>The account's balance and its newest bookings.</summary>
public sealed record BalanceModel(IReadOnlyList<BalanceSum> Sums, IReadOnlyList<BookingRow> Rows, Paging Paging);

internal static class BalanceSheet
{
    public static BalanceModel Of(Unit unit, string? after)
    {
        var (rows, paging) = Read.List(unit, new Selection("balance_transaction", 0), "/dashboard/balance", after);
        return new BalanceModel(Sums(unit), [.. rows.Select(booked => Row(unit, booked))], paging);
    }

    private static List<BalanceSum> Sums(Unit unit)
    {
        var sums = unit.Database.Query(
            """
            SELECT json_extract(body, '$.currency'),
                   sum(CASE WHEN json_extract(body, '$.available_on') <= @1 THEN json_extract(body, '$.net') ELSE 0 END),
                   sum(CASE WHEN json_extract(body, '$.available_on') > @1 THEN json_extract(body, '$.net') ELSE 0 END)
            FROM objects WHERE kind = 'balance_transaction' GROUP BY 1 ORDER BY 1
            """,
            row => Sum(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            unit.Now);
        return sums.Count > 0 ? sums : [Sum(Account.Currency, 0, 0)];
    }

    private static BalanceSum Sum(string currency, long available, long pending) =>
        new(currency.ToUpperInvariant(), Shown.Money(available, currency), Shown.Money(pending, currency));

    private static BookingRow Row(Unit unit, Doc booked)
    {
        Book.AsOfNow(booked, unit.Now);
        var currency = booked.Text("currency")!;
        return new BookingRow(
            booked.Id,
            booked.Text("type") switch { "charge" => "Charge", "refund" => "Refund", "refund_failure" => "Failed refund", var other => other ?? "" },
            Shown.MoneyAndCurrency(booked.Number("amount"), currency),
            Shown.Money(-booked.Number("fee"), currency),
            Shown.Money(booked.Number("net"), currency),
            booked.Text("status") == "available"
                ? new StateMark("Available", "good")
                : new StateMark("On " + Shown.Day(booked.Number("available_on")), "plain"),
            Read.At(booked),
            booked.Text("source") is { } source ? unit.Find(source)?.Text("payment_intent") : null);
    }
}
