using Till.Sandbox.Balance;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>What the account has in one currency.</summary>
public sealed record BalanceSum(string Currency, string Available, string Pending);

/// <summary>A booking. <paramref name="PaymentId"/> is the payment that it belongs to.</summary>
public sealed record BookingRow(string Id, string Type, string Amount, string Fee, string Net, StateMark State, When At, string? PaymentId);

/// <summary>What was paid out to the bank account.</summary>
/// <param name="CanArrive">Whether it is still on its way.</param>
/// <param name="CanFail">Whether the bank can send it back.</param>
public sealed record PayoutRow(string Id, string Amount, string By, StateMark State, string Arrives, When At, bool CanArrive, bool CanFail);

/// <summary>The account's balance, its newest bookings and payouts.</summary>
/// <param name="Token">What its forms carry.</param>
/// <param name="Note">What came of the last form; null for none.</param>
public sealed record BalanceModel(
    IReadOnlyList<BalanceSum> Sums, IReadOnlyList<PayoutRow> Payouts, IReadOnlyList<BookingRow> Rows, Paging Paging, string Token, string? Note);

internal static class BalanceSheet
{
    private const int RecentPayouts = 10;

    public static BalanceModel Of(Unit unit, string? after, string token, string? note)
    {
        var (rows, paging) = Read.List(unit, new Selection("balance_transaction", 0), "/dashboard/balance", after);
        var payouts = unit.Select(new Selection("payout", RecentPayouts));
        return new BalanceModel(Sums(unit), [.. payouts.Select(Payout)], [.. rows.Select(booked => Row(unit, booked))], paging, token, note switch
        {
            "paid" => "What was available is on its way to the bank account.",
            "nothing" => "Nothing is available, so nothing was paid out.",
            _ => null,
        });
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

    private static PayoutRow Payout(Doc payout)
    {
        var status = payout.Text("status");
        return new PayoutRow(
            payout.Id,
            Shown.MoneyAndCurrency(payout.Number("amount"), payout.Text("currency")!),
            payout.Flag("automatic") ? "By schedule" : "By hand",
            status switch
            {
                "paid" => new("Paid", "good"),
                "failed" => new("Failed", "bad"),
                "canceled" => new("Canceled", "plain"),
                _ => new("On its way", "warn"),
            },
            Shown.Day(payout.Number("arrival_date")),
            Read.At(payout),
            Payouts.IsOnItsWay(payout),
            Payouts.IsOnItsWay(payout) || status == "paid");
    }

    private static BookingRow Row(Unit unit, Doc booked)
    {
        Book.AsOfNow(booked, unit.Now);
        var currency = booked.Text("currency")!;
        return new BookingRow(
            booked.Id,
            booked.Text("type") switch { "charge" => "Charge", "refund" => "Refund", "refund_failure" => "Failed refund", "payout" => "Payout", "payout_failure" => "Failed payout", "payout_cancel" => "Canceled payout", var other => other ?? "" },
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
