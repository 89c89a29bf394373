using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Till.Orders;
using Till.Payments;

namespace Till.Commands;

/// <summary>Orders as <c>till order</c> prints them, for people and as JSON.</summary>
internal static class OrderPrint
{
    public static string Table(IReadOnlyList<OrderListRow> rows)
    {
        if (rows.Count == 0)
        {
            return "No orders.";
        }

        var cells = rows.Select(row => new[]
        {
            row.Number?.ToString() ?? row.Id.ToString(), $"{row.PaidAt ?? row.CreatedAt:yyyy-MM-dd HH:mm}", row.Stage, row.Total.ToString(), row.Email ?? "", row.Title,
        }).Prepend(["order", "date (UTC)", "state", "total", "buyer", "what"]).ToList();
        var widths = Enumerable.Range(0, 6).Select(column => cells.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', cells.Select(row => string.Join("  ", row.Select((cell, column) => column switch
        {
            3 => cell.PadLeft(widths[column]),
            5 => cell,
            _ => cell.PadRight(widths[column]),
        }))));
    }

    /// <summary>The order with its disputes, which its buyer does not get to read.</summary>
    public static JsonObject Document(OrderView order, IReadOnlyList<DisputeRow> disputes)
    {
        var document = JsonSerializer.SerializeToNode(OrderDocument.Of(order), JsonSerializerOptions.Web)!.AsObject();
        document["disputes"] = JsonSerializer.SerializeToNode(
            disputes.Select(one => new { one.StripeDisputeId, one.Status, one.Reason, one.Currency, one.AmountMinor, one.AnswerBy, one.CreatedAt, one.ClosedAt }),
            JsonSerializerOptions.Web);
        return document;
    }

    public static string Sheet(OrderView order, IReadOnlyList<DisputeRow> disputes)
    {
        var head = order.Head;
        var sheet = new StringBuilder();
        sheet.AppendLine($"Order {head.Number?.ToString() ?? head.Id.ToString()}, {OrderDocument.Standing(order)}");
        foreach (var line in order.Lines)
        {
            sheet.AppendLine($"  {line.Quantity} × {line.Title}{(line.Size.Length > 0 ? $", size {line.Size}" : "")}  {line.Sku}  {order.In(line.LineMinor)}"
                + (line.Waiting > 0 ? $"  ({line.Waiting} back-ordered)" : ""));
        }

        foreach (var (name, amount) in order.Sums)
        {
            sheet.AppendLine($"{name,-14}{amount}");
        }

        sheet.AppendLine($"{"Total",-14}{order.Exact(order.Total)}");
        foreach (var (name, amount) in order.TaxIncluded)
        {
            sheet.AppendLine($"  includes {name} {amount}");
        }

        Fact("Refunded", head.RefundedMinor > 0 ? order.Refunded.ToString() : null);
        foreach (var line in order.Lines.Where(line => line.Returned > 0))
        {
            Fact("  of it", $"{line.Counted(line.Returned)} {order.In(line.ReturnedMinor)}");
        }

        foreach (var dispute in disputes)
        {
            Fact("Disputed", $"{dispute.Amount}, {dispute.Because}: {dispute.Stands}{(dispute.Deadline is { } until ? $" until {until:yyyy-MM-dd HH:mm} UTC" : "")} {dispute.StripeDisputeId}");
        }

        Fact("Buyer", string.Join(", ", new[] { head.Name, head.Email, head.Phone }.Where(part => !string.IsNullOrEmpty(part))));
        Fact("Ships to", order.Address is { } address ? string.Join(", ", address.Lines) : null);
        Fact("Paid", head.PaidAt is { } paid ? $"{paid:yyyy-MM-dd HH:mm} UTC {PaymentWords.Describe(head.Method, head.CardBrand, head.CardLast4)}".TrimEnd() : null);
        Fact("Payment", head.StripePaymentIntentId);
        Fact("Cancelled", head.CancelledAt is { } cancelled ? $"{cancelled:yyyy-MM-dd HH:mm} UTC" : null);
        Fact("Prepared", head.PreparingAt is { } preparing ? $"{preparing:yyyy-MM-dd HH:mm} UTC" : null);
        foreach (var shipment in order.Shipments)
        {
            Fact("Sent", $"{shipment.ShippedAt:yyyy-MM-dd HH:mm} UTC {shipment.How} {shipment.TrackingUrl}".TrimEnd());
            foreach (var what in order.IsShippedInPart || order.Shipments.Count > 1 ? order.In(shipment) : [])
            {
                Fact("", what);
            }
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

    public static object Row(OrderListRow row) => new
    {
        row.Id, row.Number, State = row.Stage, row.Name, row.Email, row.Currency, row.TotalMinor, row.RefundedMinor, row.CreatedAt, row.PaidAt, row.Title,
        row.Lines,
    };
}
