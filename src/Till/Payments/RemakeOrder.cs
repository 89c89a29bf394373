using Dapper;
using Till.Accounts;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Payments;

/// <summary>
/// Makes an order again that was lost with the time between a backup and its restoring, out of what Stripe knows of its payment. It becomes a
/// draft as it was before the payment, and is settled through the one door like any other. What Stripe does not know is a case for a person.
/// </summary>
internal sealed class RemakeOrder(Database database, StripeClient stripe, Settle settle, Gently gently, Attention attention, ShopSettings settings, Chance chance, TimeProvider time)
{
    /// <summary>For a line that is only known by its name.</summary>
    private static readonly Guid Nothing = Guid.Empty;

    /// <param name="intent">A payment of an attempt that is not known here.</param>
    /// <param name="cancel">Not wanted any more.</param>
    /// <returns>Whether there is an order for it now.</returns>
    /// <exception cref="StripeException">Stripe could not be asked; nothing was concluded.</exception>
    public async Task<bool> RunAsync(PaymentIntent intent, CancellationToken cancel)
    {
        if (!Guid.TryParse(intent.Metadata.GetValueOrDefault("order"), out var orderId) || !Guid.TryParse(intent.Metadata.GetValueOrDefault("attempt"), out var attemptId))
        {
            return false;
        }

        var session = await SessionAsync(intent.Id, cancel);
        var payer = await gently.AskAsync(() => stripe.PaymentIntents.GetAsync(intent.Id, new GetOptions { Expand = ["latest_charge"] }, cancel), cancel);
        if (!await database.ReadAsync(db => db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM orders WHERE id = @orderId)", new { orderId }), cancel))
        {
            var items = session is null ? [] : await ItemsAsync(session.Id, cancel);
            var lost = await ReadAsync(intent, session, items, cancel);
            await database.WriteAsync(transaction => WriteOrderAsync(transaction, orderId, payer, session, lost), cancel);
        }

        await database.WriteAsync(transaction => WriteAttemptAsync(transaction, orderId, attemptId, intent, session), cancel);
        var hint = new StripeHint(session?.Id, intent.Id, IsRefund: true, IsDispute: true);
        return await gently.AskAsync(() => settle.RunAsync(attemptId, hint, cancel), cancel) is Settle.Outcome.Paid or Settle.Outcome.Held;
    }

    private async Task<Session?> SessionAsync(string intentId, CancellationToken cancel) => (await gently.AskAsync(
        () => stripe.CheckoutSessions.ListAsync(new SessionListOptions { PaymentIntent = intentId, Limit = 1 }, cancel), cancel)).Data.FirstOrDefault();

    private async Task<IReadOnlyList<LineItem>> ItemsAsync(string sessionId, CancellationToken cancel)
    {
        var items = new List<LineItem>();
        await foreach (var page in gently.PagesAsync(
            after => stripe.CheckoutSessions.ListLineItemsAsync(sessionId, new ListOptions { Limit = Gently.PageSize, StartingAfter = after }, cancel), cancel))
        {
            items.AddRange(page);
        }

        return items;
    }

    private Task<LostOrder> ReadAsync(PaymentIntent intent, Session? session, IReadOnlyList<LineItem> items, CancellationToken cancel) => database.ReadAsync(
        async db =>
        {
            var catalogue = (await db.QueryAsync<Sold>(
                """
                SELECT p.id AS product_id, v.id AS variant_id, p.kind, v.sku, p.title, p.maker, v.size, p.slug, x.amount_minor
                FROM products p JOIN variants v ON v.product_id = p.id
                JOIN (SELECT variant_id, currency, amount_minor, from_at FROM prices WHERE interval = 'once'
                      UNION ALL SELECT variant_id, currency, amount_minor, from_at FROM member_prices WHERE amount_minor IS NOT NULL) x ON x.variant_id = v.id
                WHERE x.currency = @Currency AND x.from_at <= @Created
                ORDER BY v.id, x.from_at
                """,
                intent)).GroupBy(row => row.VariantId).Select(Item).ToList();
            var byName = catalogue.ToLookup(one => one.Size.Length > 0 ? $"{one.Title}, size {one.Size}" : one.Title, StringComparer.Ordinal);
            var byTitle = catalogue.ToLookup(one => one.Title, StringComparer.Ordinal);
            var taxes = !await db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM tax_rates)") ? LostOrder.Taxes.None
                : settings.Pricing.PricesIncludeTax ? LostOrder.Taxes.Included
                : LostOrder.Taxes.OnTop;
            return LostOrder.Read(intent, session, items, name => [.. session is null ? byTitle[name] : byName[name]], taxes);
        },
        cancel);

    private static LostOrder.CatalogueItem Item(IEnumerable<Sold> prices)
    {
        var all = prices.ToList();
        var one = all[0];
        return new LostOrder.CatalogueItem(
            one.ProductId, one.VariantId, one.Kind, one.Sku, one.Title, one.Maker, one.Size, one.Slug, [.. all.Select(row => row.AmountMinor)]);
    }

    private async Task WriteOrderAsync(Transaction transaction, Guid orderId, PaymentIntent intent, Session? session, LostOrder lost)
    {
        var (billing, shipping) = (intent.LatestCharge.Object?.BillingDetails, intent.Shipping);
        var email = session?.CustomerDetails?.Email ?? session?.CustomerEmail ?? billing?.Email ?? intent.ReceiptEmail;
        var name = shipping?.Name ?? session?.CustomerDetails?.Name ?? billing?.Name;
        var added = await transaction.Db.ExecuteAsync(
            """
            INSERT INTO orders (id, bag_id, bag_version, state, link_key, email, email_key, name, phone, street1, street2, town, county, postcode, country,
                                description, currency, subtotal_minor, delivery_minor, tax_minor, total_minor, created_at)
            VALUES (@orderId, @bagId, 1, 'draft', @linkKey, @email, @emailKey, @name, @phone, @Line1, @Line2, @City, @State, @PostalCode, @Country,
                    @description, @Currency, @Subtotal, @Delivery, @Tax, @total, @Created)
            ON CONFLICT (id) DO NOTHING
            """,
            new
            {
                orderId,
                bagId = chance.NewId(intent.Created), // its bag is gone
                linkKey = LinkKeyOf(session, orderId) ?? chance.NewKey(),
                email,
                emailKey = email is null ? null : Email.Key(email),
                name,
                phone = shipping?.Phone,
                shipping?.Address?.Line1,
                shipping?.Address?.Line2,
                shipping?.Address?.City,
                shipping?.Address?.State,
                shipping?.Address?.PostalCode,
                shipping?.Address?.Country,
                description = intent.Description ?? "Purchase",
                intent.Currency,
                lost.Subtotal,
                lost.Delivery,
                lost.Tax,
                total = intent.AmountReceived,
                intent.Created,
            });
        if (added == 0)
        {
            return; // another process was faster
        }

        await WriteLinesAsync(transaction, orderId, lost, shipping is not null);
        if (lost.Unknown.Count > 0)
        {
            await FileAsync(transaction, orderId, intent, email, name, lost);
        }
    }

    private static Task WriteLinesAsync(Transaction transaction, Guid orderId, LostOrder lost, bool goesByPost) => transaction.Db.ExecuteAsync(
        """
        INSERT INTO order_lines (order_id, position, product_id, variant_id, kind, sku, title, maker, size, slug, delivered, quantity, unit_minor, line_minor)
        VALUES (@orderId, @position, @product, @variant, @kind, @sku, @title, @maker, @size, @slug, @delivered, @Quantity, @UnitMinor, @line)
        """,
        lost.Lines.Select((one, index) => new
        {
            orderId,
            position = index + 1,
            product = one.Of?.ProductId ?? Nothing,
            variant = one.Of?.VariantId ?? Nothing,
            kind = one.Of?.Kind ?? "good",
            sku = one.Of?.Sku ?? "",
            title = one.Of?.Title ?? one.Name,
            maker = one.Of?.Maker ?? "",
            size = one.Of?.Size ?? "",
            slug = one.Of?.Slug,
            delivered = one.Of?.IsDelivered ?? goesByPost,
            one.Quantity,
            one.UnitMinor,
            line = one.UnitMinor * one.Quantity,
        }));

    private Task FileAsync(Transaction transaction, Guid orderId, PaymentIntent intent, string? email, string? name, LostOrder lost) => attention.FileAsync(
        transaction,
        "order_remade",
        orderId.ToString(),
        $"An order that the backup did not have was paid with {Difference.Amount(intent.AmountReceived, intent.Currency)} on {intent.Created:d MMMM yyyy, HH:mm} UTC"
        + $" by {name ?? "somebody"} ({email ?? "no address known"}): “{intent.Description}”, {intent.Id}.",
        "It was made again out of what Stripe knows, and counts as paid. Its number need not be the one that the buyer was told.",
        $"Find out {string.Join("; ", lost.Unknown)}. The mails that the shop sent then, or the buyer, can tell.");

    /// <summary>The attempt as it was before the payment; what it held of the shelf is taken when it is settled.</summary>
    private async Task WriteAttemptAsync(Transaction transaction, Guid orderId, Guid attemptId, PaymentIntent intent, Session? session)
    {
        var number = 1 + await transaction.Db.QuerySingleAsync<int>(
            "SELECT COALESCE(MAX(number), 0) FROM payment_attempts WHERE order_id = @orderId", new { orderId });
        var added = await transaction.Db.ExecuteAsync(
            """
            INSERT INTO payment_attempts (id, order_id, number, state, kind, idempotency_key, request, stripe_session_id, stripe_payment_intent_id,
                                          expires_at, created_at)
            VALUES (@attemptId, @orderId, @number, 'open', @kind, @key, '{}', @session, @intent, @now, @Created)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                attemptId,
                orderId,
                number,
                kind = Words.Of(session is null ? AttemptKind.Intent : AttemptKind.Session),
                key = $"remade-{attemptId}",
                session = session?.Id,
                intent = intent.Id,
                now = time.Now(),
                intent.Created,
            });
        if (added > 0)
        {
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO stock_holds (attempt_id, variant_id, quantity, state)
                SELECT @attemptId, l.variant_id, SUM(l.quantity), 'returned' FROM order_lines l JOIN variants v ON v.id = l.variant_id
                WHERE l.order_id = @orderId AND v.stock IS NOT NULL GROUP BY l.variant_id
                """,
                new { attemptId, orderId });
        }
    }

    /// <summary>Stripe was told where the buyer comes back to: the links in the buyer's mails go on working.</summary>
    private static string? LinkKeyOf(Session? session, Guid orderId)
    {
        var mark = $"/orders/{orderId}/";
        var at = session?.SuccessUrl?.IndexOf(mark, StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : session!.SuccessUrl![(at + mark.Length)..].Split('/', '?', '#')[0] is { Length: > 0 } key ? key : null;
    }

    private sealed record Sold(
        Guid ProductId, Guid VariantId, string Kind, string Sku, string Title, string Maker, string Size, string Slug, long AmountMinor);
}
