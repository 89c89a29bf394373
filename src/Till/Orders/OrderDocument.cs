namespace Till.Orders;

/// <summary>An order as JSON has it: for scripts, and for whom it is about. Amounts are in minor units of its currency.</summary>
internal static class OrderDocument
{
    /// <summary>Without the key that opens the order's page.</summary>
    public static object Of(OrderView order) => new
    {
        order.Head.Id, order.Head.Number, State = Standing(order), order.Head.Name, order.Head.Email, order.Head.Phone,
        Address = order.Address, order.Head.Currency, order.Head.SubtotalMinor, order.Head.DiscountCode, order.Head.DiscountMinor,
        order.Head.DeliveryMinor, order.Head.TaxMinor, order.Head.TaxIncludedMinor, order.Head.TotalMinor, order.Head.RefundedMinor,
        order.Head.CreatedAt, order.Head.PaidAt, order.Head.PreparingAt, order.Head.ShippedAt, order.Head.CompletedAt, order.Head.CancelledAt, PaymentIntent = order.Head.StripePaymentIntentId,
        order.Head.Method, order.Head.CardBrand, order.Head.CardLast4,
        Lines = order.Lines.Select(line => new
        {
            line.Sku, line.Title, line.Maker, line.Size, line.Quantity, line.UnitMinor, line.LineMinor, line.DiscountMinor, line.Delivered, BackOrdered = line.Waiting,
            line.Sent, line.Returned, line.ReturnedMinor,
        }),
        Taxes = order.Taxes, Refunds = order.Refunds, Shipments = order.Shipments,
    };

    public static string Standing(OrderView order) => order switch
    {
        { IsPaid: false } => order.Head.State,
        { IsCancelled: true } => "cancelled",
        { IsRefunded: true } => "refunded",
        { HasArrived: true } => "completed",
        { IsShipped: true } => "shipped",
        { Head.PreparingAt: not null } or { Shipments.Count: > 0 } => "preparing",
        { IsDelivered: false } => "completed",
        _ => "paid",
    };
}
