using System.Data.Common;
using System.Text;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Storage;

namespace Till.Commands;

/// <summary>Memberships as <c>till membership</c> prints them, for people and as JSON.</summary>
internal static class MembershipPrint
{
    public static string Table(IReadOnlyList<MembershipListRow> rows)
    {
        if (rows.Count == 0)
        {
            return "No memberships.";
        }

        var cells = rows.Select(row => new[]
        {
            row.Email ?? "(erased)", row.Row.Plan, $"{row.Row.Price} a {row.Row.Interval}", Words.Of(row.Access.State), Date(row.Access.Until), row.Row.StripeSubscriptionId,
        }).Prepend(["member", "plan", "price", "access", "until", "subscription"]).ToList();
        var widths = Enumerable.Range(0, 6).Select(column => cells.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', cells.Select(row => string.Join("  ", row.Select((cell, column) => column switch
        {
            2 => cell.PadLeft(widths[column]),
            5 => cell,
            _ => cell.PadRight(widths[column]),
        }))));
    }

    public static object Row(MembershipListRow row) => new
    {
        row.Email,
        row.Row.Plan,
        row.Row.Interval,
        row.Row.Currency,
        row.Row.AmountMinor,
        Access = Words.Of(row.Access.State),
        row.Access.Until,
        row.Row.Status,
        row.Row.Role,
        row.Row.JoinedAt,
        Subscription = row.Row.StripeSubscriptionId,
    };

    public static async Task<string> SheetAsync(DbConnection db, MembershipRow row, Access access)
    {
        var sheet = new StringBuilder();
        sheet.AppendLine($"{row.Plan}, {row.Price} a {row.Interval}{(row.IsSurplus ? ", a second one that is given back" : "")}");
        Fact("Access", $"{Words.Of(access.State)}{(access.Until is null ? "" : $" until {Date(access.Until)}")}{(access.Ended is { } why ? $" ({Words.Of(why).Replace('_', ' ')})" : "")}");
        Fact("Subscription", $"{row.StripeSubscriptionId} {row.Status}, asked {row.CheckedAt:yyyy-MM-dd HH:mm} UTC");
        Fact("Paid through", Date(row.PaidThrough));
        Fact("Ends", Date(row.CancelAt));
        Fact("Owed since", Date(row.PastDueSince));
        Fact("Card", row.CardLast4 is null ? null : $"{row.CardBrand} ending in {row.CardLast4}, {row.CardExpires}");
        sheet.AppendLine("Invoices");
        foreach (var invoice in await MembershipView.InvoicesAsync(db, row.Id))
        {
            var note = invoice.Withdrawn ?? (invoice.RefundedMinor > 0 ? $"{invoice.Refunded} given back" : "");
            sheet.AppendLine($"  {invoice.Date:yyyy-MM-dd}  {invoice.Number,-16} {invoice.Total,10}  {invoice.State}  {note}".TrimEnd());
        }

        sheet.AppendLine("History");
        foreach (var change in await MembershipView.ChangesAsync(db, row.Id))
        {
            sheet.AppendLine($"  {change.At:yyyy-MM-dd HH:mm}  {change.Words}: {change.Access}{(change.Until is null ? "" : $" until {Date(change.Until)}")}");
        }

        return sheet.ToString().TrimEnd();

        void Fact(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                sheet.AppendLine($"{name,-14}{value}");
            }
        }
    }

    public static string Settled(MembershipDecision decision) =>
        (decision.Causes.Count == 0
            ? "The record was in step."
            : "Brought in step: " + string.Join("; ", decision.Causes.Select(cause => MembershipWords.Of(cause, decision.Record.Plan.Title))) + ".")
        + $" Access: {Words.Of(decision.Access.State)}{(decision.Access.Until is null ? "" : $" until {Date(decision.Access.Until)}")}.";

    private static string Date(DateTimeOffset? at) => at is { } time ? $"{time:yyyy-MM-dd HH:mm}" : "";
}
