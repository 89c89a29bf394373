using System.Data.Common;
using Dapper;
using Till.Admin;
using Till.Core;
using Till.Orders;
using Till.Storage;
using Till.Transfer;

namespace Till.Api;

/// <summary>Reads what the API shows, in a number of queries that does not hang on how much it is.</summary>
internal sealed class ApiDocuments(Database database, ShopSettings settings, TimeProvider time)
{
    public async Task<ApiProduct?> ProductAsync(Guid id, CancellationToken cancel) => (await database.ReadAsync(
        db => ProductsAsync(db, "p.id = @id", new DynamicParameters(new { id }), 1), cancel)).SingleOrDefault();

    /// <param name="condition">Over products <c>p</c>.</param>
    public async Task<IReadOnlyList<ApiProduct>> ProductsAsync(DbConnection db, string condition, DynamicParameters values, int most)
    {
        values.Add("most", most);
        var page = (await db.QueryAsync<(Guid Id, string Slug)>(
            $"SELECT p.id, p.slug FROM products p WHERE {condition} ORDER BY p.id LIMIT @most", values)).AsList();
        if (page.Count == 0)
        {
            return [];
        }

        var shelved = await Shelved.ReadAsync(db, database.Engine, page.Select(one => one.Slug), settings.Currency, time.Now());
        var places = new DynamicParameters();
        var categories = (await db.QueryAsync<(Guid ProductId, Guid Id, string Name)>(
            $"""
            SELECT pc.product_id, c.id, c.name FROM product_categories pc JOIN categories c ON c.id = pc.category_id
            WHERE pc.product_id IN {places.AddList("id", page.Select(one => one.Id))} ORDER BY c.position, c.slug
            """,
            places)).ToLookup(row => row.ProductId, row => new ApiCategory(row.Id, row.Name));
        // One that was given another address between the two queries is missing from this answer, and in the next.
        return [.. page.Select(one => shelved.Product(one.Slug)).OfType<Products.ProductRow>().Select(row => Of(row, shelved, categories))];
    }

    public async Task<ApiOrder?> OrderAsync(Guid id, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, id, cancel) is not { } order)
        {
            return null;
        }

        return await database.ReadAsync(
            async db =>
            {
                await using var rows = await db.QueryMultipleAsync(
                    """
                    SELECT id, role, amount_minor, currency, stripe_payment_intent_id, method, paid_at FROM payments WHERE order_id = @id ORDER BY paid_at, id;
                    SELECT r.id, r.state, r.amount_minor, r.currency, r.reason, r.stripe_refund_id, r.created_at
                    FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.order_id = @id ORDER BY r.created_at, r.id;
                    SELECT actor, text, at FROM order_notes WHERE order_id = @id ORDER BY at, id
                    """,
                    new { id });
                return Of(order, (await rows.ReadAsync<PaymentRow>()).AsList(), (await rows.ReadAsync<RefundRow>()).AsList(), (await rows.ReadAsync<NoteRow>()).AsList());
            },
            cancel);
    }

    /// <summary>What the audit log calls by this subject.</summary>
    public async Task<object?> OfSubjectAsync(string subject, CancellationToken cancel) => subject.Split(':') switch
    {
        ["product", var id] => await ProductAsync(Guid.Parse(id), cancel),
        ["order", var id] => await OrderAsync(Guid.Parse(id), cancel),
        _ => null,
    };

    public static ApiOrderRow Of(OrderListRow row) => new(
        row.Id, row.Number, row.Stage, row.Email, row.Name, row.Title, new ApiMoney(row.TotalMinor, row.Currency), new ApiMoney(row.RefundedMinor, row.Currency),
        row.CreatedAt, row.PaidAt);

    public static ApiCustomer Of(CustomerRow row, Worth worth) => new(
        row.Id, row.Email, row.Name, !row.IsGuest, row.SeenAt, worth.Orders, [.. worth.Paid.Select(money => new ApiMoney(money.Minor, money.Currency.Code))]);

    private ApiProduct Of(Products.ProductRow row, Shelved shelved, ILookup<Guid, ApiCategory> categories) => new(
        row.Id, row.Kind, row.Slug, row.Title, row.Maker, row.Year, row.Description, row.Published, row.MemberOnly, row.RemovedAt, row.Version, row.UpdatedAt,
        row.Path, [.. categories[row.Id]],
        [.. shelved.Sizes(row.Id).Select(size => new ApiVariant(
            size.Id, size.Sku, size.Size, size.Stock, size.LowStock,
            [.. size.Prices.Select(price => new ApiPrice(price.Interval, price.Minor, settings.Currency.Code))]))]);

    private static ApiOrder Of(OrderView order, List<PaymentRow> payments, List<RefundRow> refunds, List<NoteRow> notes)
    {
        var head = order.Head;
        return new ApiOrder(
            head.Id, head.Number, OrderDocument.Standing(order), head.Email, head.Name, head.Phone,
            order.Address is null ? null : new ApiAddress(head.Name, head.Street1, head.Street2, head.Town, head.County, head.Postcode, head.Country),
            In(head.SubtotalMinor), head.DiscountCode, In(head.DiscountMinor), In(head.DeliveryMinor), In(head.TaxMinor), In(head.TaxIncludedMinor),
            In(head.TotalMinor), In(head.RefundedMinor), head.CreatedAt, head.PaidAt, head.PreparingAt,
            [.. order.Lines.Select(line => new ApiLine(
                line.ProductId, line.VariantId, line.Kind, line.Sku, line.Title, line.Maker, line.Size, line.Quantity, In(line.UnitMinor), In(line.LineMinor),
                In(line.DiscountMinor), line.Delivered, line.Waiting))],
            [.. payments.Select(one => new ApiPayment(
                one.Id, one.Role, new ApiMoney(one.AmountMinor, one.Currency), one.StripePaymentIntentId, one.Method, one.PaidAt))],
            [.. refunds.Select(one => new ApiRefund(
                one.Id, one.State, new ApiMoney(one.AmountMinor, one.Currency), one.Reason, one.StripeRefundId, one.CreatedAt))],
            [.. order.Shipments.Select(one => new ApiShipment(one.Carrier, one.Tracking, one.TrackingUrl, one.ShippedAt))],
            [.. notes.Select(one => new ApiNote(one.Actor, one.Text, one.At))]);

        ApiMoney In(long minor) => new(minor, head.Currency);
    }

    private sealed record PaymentRow(
        Guid Id, string Role, long AmountMinor, string Currency, string StripePaymentIntentId, string? Method, DateTimeOffset PaidAt);

    private sealed record RefundRow(
        Guid Id, string State, long AmountMinor, string Currency, string? Reason, string? StripeRefundId, DateTimeOffset CreatedAt);

    private sealed record NoteRow(string Actor, string Text, DateTimeOffset At);
}
