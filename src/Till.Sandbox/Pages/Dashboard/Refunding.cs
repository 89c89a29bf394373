using System.Globalization;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>The refund form as it was sent, with what is wrong with it.</summary>
internal sealed record RefundEntry(string Amount, string Reason, string? Error)
{
    public static readonly RefundEntry Empty = new("", "", null);
}

/// <summary>Gives money back from the dashboard.</summary>
internal static class Refunding
{
    private static readonly string[] Reasons = ["duplicate", "fraudulent", "requested_by_customer"];

    /// <summary>In minor units, what has not been given back of a charge.</summary>
    public static long Left(Doc? charge) => charge is null || charge.Text("status") != "succeeded" || !charge.Flag("captured")
        ? 0
        : charge.Number("amount_captured") - (charge.Number("amount_refunded") - charge.Number("_released"));

    /// <summary>An amount as it is typed: without symbol and thousands.</summary>
    public static string Plain(long amount, string currency) =>
        Currencies.Major(amount, currency).Replace(",", "", StringComparison.Ordinal);

    /// <summary>Refunds, or says why not. Which of the two is decided in one unit of work, so that pressing twice refunds once.</summary>
    public static (string? RefundId, RefundEntry Entry) Carry(Unit unit, Doc intent, IFormCollection form)
    {
        var entry = new RefundEntry(form["amount"].ToString().Trim(), form["reason"].ToString(), null);
        var currency = intent.Text("currency")!;
        if (Read.Charge(unit, intent) is not { } charge || Left(charge) is not (> 0 and var left))
        {
            return (null, entry with { Error = "There is nothing left to refund." });
        }
        if (form["left"].ToString() != left.ToString(CultureInfo.InvariantCulture))
        {
            return (null, entry with { Error = "This payment has changed since the page was opened. Look at it again before you refund." });
        }
        if (entry.Reason.Length > 0 && !Reasons.Contains(entry.Reason, StringComparer.Ordinal))
        {
            return (null, entry with { Error = "Choose one of the reasons." });
        }
        if (Minor(entry.Amount, currency) is not { } amount)
        {
            return (null, entry with { Error = $"Enter an amount such as {Plain(left, currency)}." });
        }
        if (amount < 1 || amount > left)
        {
            return (null, entry with { Error = $"Enter an amount from {Plain(1, currency)} to {Plain(left, currency)}." });
        }
        return (Refunds.Create(unit, charge, amount, entry.Reason.Length > 0 ? entry.Reason : null, []).Id, entry);
    }

    /// <summary>The amount in minor units; null when it is not one of the currency.</summary>
    private static long? Minor(string text, string currency)
    {
        var point = Plain(0, currency).IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : Plain(0, currency).Length - point - 1;
        if (text.Length > 15 || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major))
        {
            return null;
        }
        for (var i = 0; i < decimals; i++)
        {
            major *= 10;
        }
        return major == decimal.Truncate(major) ? (long)major : null;
    }
}
