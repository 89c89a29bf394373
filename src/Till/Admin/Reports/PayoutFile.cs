using System.Globalization;
using Till.Core;
using Till.Storage;
using Till.Transfer;

namespace Till.Admin.Reports;

/// <summary>Payouts, and what one is made of, as files for table programs; some hundred rows at a time, however many there are.</summary>
internal static class PayoutFile
{
    private const int AtOnce = 500;

    public static async Task WriteAsync(IReadOnlyList<PayoutRow> payouts, Stream target)
    {
        await using var text = new CsvText(target);
        await text.LineAsync(["Payout", "Made (UTC)", "Arrives", "State", "Currency", "Gross", "Fees", "Net", "Paid out", "Bookings", "Do not tie", "Which come to"]);
        foreach (var one in payouts)
        {
            await text.LineAsync(
            [
                one.StripePayoutId, Stamp(one.CreatedAt), ReportPeriod.Write(DateOnly.FromDateTime(one.ArrivesAt.UtcDateTime)), one.Stands, one.Currency.ToUpperInvariant(),
                .. one.IsRead ? [Plain(one, one.GrossMinor), Plain(one, one.FeeMinor), Plain(one, one.NetMinor)] : (string[])["", "", ""],
                Plain(one, one.AmountMinor),
                .. one.IsRead ? [Number(one.Bookings), Number(one.Loose), Plain(one, one.LooseMinor)] : (string[])["", "", ""],
            ]);
        }
    }

    public static async Task WriteAsync(Database database, PayoutRow payout, Stream target, CancellationToken cancel)
    {
        await using var text = new CsvText(target);
        await text.LineAsync(
            ["Booking", "Made (UTC)", "What", "Order", "Invoice", "Payment", "Source", "Description", "Currency", "Gross", "Fee", "Net", "In the books", "Ties"]);
        PayoutBooking? last = null;
        while (true)
        {
            var rows = await database.ReadAsync(db => PayoutBooking.AfterAsync(db, payout.Id, last, AtOnce), cancel);
            if (rows.Count == 0)
            {
                return;
            }

            foreach (var one in rows)
            {
                await text.LineAsync(
                [
                    one.StripeTransactionId, Stamp(one.At), one.What, one.OrderNumber is { } number ? Number(number) : "", one.Invoice ?? "", one.Payment ?? "", one.Source ?? "",
                    CsvText.Harmless(one.Description), one.Currency.ToUpperInvariant(), one.In(one.GrossMinor).ToPlainString(), one.In(one.FeeMinor).ToPlainString(),
                    one.In(one.NetMinor).ToPlainString(), one.BookedMinor is { } booked ? one.In(booked).ToPlainString() : "", one.IsApart ? "no" : "yes",
                ]);
            }

            last = rows[^1];
        }
    }

    private static string Plain(PayoutRow payout, long minor) => payout.In(minor).ToPlainString();

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
