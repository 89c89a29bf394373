using Dapper;
using Till.Accounts;
using Till.Storage;

namespace Till.Tests.Orders;

/// <summary>An order of anything, paid, as a settled sale writes it: what comes after the payment starts from here.</summary>
internal sealed record Bought
{
    public string Email { get; init; } = "ada@till.example";

    public IReadOnlyList<Item> Items { get; init; } = [Item.Shirt];

    public long Delivery { get; init; }

    public long Discount { get; init; }

    public string? Code { get; init; }

    public IReadOnlyList<Tax> Taxes { get; init; } = [];

    public string? Method { get; init; } = "card";

    public string Currency { get; init; } = "usd";

    public string Name { get; init; } = "Ada Lovelace";

    public string? ReceiptUrl { get; init; } = "https://pay.stripe.test/receipts/1";

    public DateTimeOffset At { get; init; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <param name="Short">How many were sold out when the payment came.</param>
    internal sealed record Item(
        string Title, string Size, int Quantity, long Unit, bool Delivered = true, string Kind = "good", long Discount = 0, int Short = 0,
        string Maker = "")
    {
        public static Item Shirt { get; } = new("Linen shirt", "M", 2, 10_00);

        public static Item Book { get; } = new("The Tide Table", "", 1, 23_00, Kind: "book", Maker: "Mara Voss");
    }

    internal sealed record Tax(string Name, int BasisPoints, bool Included, long Base, long Minor);

    /// <summary>The numbers by which it is found.</summary>
    internal sealed record Kept(Guid Id, long Number, string Key, string Intent)
    {
        public string Path => $"/orders/{Id}/{Key}";
    }

    public Task<Kept> KeepAsync(Database database) => database.WriteAsync(KeepAsync, TestContext.Current.CancellationToken);

    private async Task<Kept> KeepAsync(Transaction transaction)
    {
        var db = transaction.Db;
        var (id, attempt) = (Chance.Secure.NewId(At), Chance.Secure.NewId(At));
        var number = await db.QuerySingleAsync<long>("UPDATE counters SET value = value + 1 WHERE name = 'order' RETURNING value");
        var kept = new Kept(id, number, $"key-{number}", $"pi_{id:N}");
        var subtotal = Items.Sum(item => item.Unit * item.Quantity);
        var tax = Taxes.Where(one => !one.Included).Sum(one => one.Minor);
        var total = subtotal - Discount + Delivery + tax;
        var posted = Items.Any(item => item.Delivered);
        await db.ExecuteAsync(
            """
            INSERT INTO orders (id, number, bag_id, bag_version, state, link_key, email, email_key, name, description, currency, subtotal_minor,
                discount_code, discount_minor, delivery_minor, tax_minor, tax_included_minor, total_minor, created_at, paid_at, phone, street1,
                street2, town, county, postcode, country)
            VALUES (@id, @number, @bag, 1, 'paid', @Key, @Email, @emailKey, @Name, 'Order', @Currency, @subtotal, @Code, @Discount, @Delivery,
                @tax, @included, @total, @At, @At, @phone, @street, NULL, @town, NULL, @postcode, @country)
            """,
            new
            {
                id, number, bag = Chance.Secure.NewId(At), kept.Key, Email, emailKey = Till.Accounts.Email.Key(Email), Name, Currency, subtotal, Code, Discount,
                Delivery, tax, included = Taxes.Where(one => one.Included).Sum(one => one.Minor), total, At, phone = posted ? "+1 555 0100" : null,
                street = posted ? "12 Analytical Way" : null, town = posted ? "Springfield" : null, postcode = posted ? "94110" : null,
                country = posted ? "US" : null,
            });
        await db.ExecuteAsync(
            """
            INSERT INTO payment_attempts (id, order_id, number, state, idempotency_key, request, stripe_payment_intent_id, expires_at, created_at, settled_at)
            VALUES (@attempt, @id, 1, 'succeeded', @key, @request, @Intent, @At, @At, @At)
            """,
            new { attempt, id, key = $"order-{id}-attempt-1", request = $"{{\"Email\":\"{Email}\"}}", kept.Intent, At });
        await db.ExecuteAsync(
            """
            INSERT INTO payments (id, order_id, attempt_id, role, stripe_payment_intent_id, currency, amount_minor, method, card_brand, card_last4,
                receipt_url, paid_at)
            VALUES (@paymentId, @id, @attempt, 'order', @Intent, @Currency, @total, @Method, @brand, @last4, @ReceiptUrl, @At)
            """,
            new
            {
                paymentId = Chance.Secure.NewId(At), id, attempt, kept.Intent, Currency, total, Method, brand = Method == "card" ? "visa" : null,
                last4 = Method == "card" ? "4242" : null, ReceiptUrl, At,
            });
        for (var i = 0; i < Items.Count; i++)
        {
            await AddLineAsync(transaction, kept, attempt, i + 1, Items[i]);
        }

        await db.ExecuteAsync("UPDATE orders SET awaits_post = @posted WHERE id = @id", new { posted, id });
        for (var i = 0; i < Taxes.Count; i++)
        {
            await db.ExecuteAsync(
                "INSERT INTO order_taxes (order_id, position, name, basis_points, included, base_minor, tax_minor) VALUES (@id, @i, @Name, @BasisPoints, @Included, @Base, @Minor)",
                new { id, i, Taxes[i].Name, Taxes[i].BasisPoints, Taxes[i].Included, Taxes[i].Base, Taxes[i].Minor });
        }

        await Purchases.AttachAsync(transaction, Till.Accounts.Email.Key(Email));
        return kept;
    }

    private async Task AddLineAsync(Transaction transaction, Kept kept, Guid attempt, int position, Item item)
    {
        var variant = Chance.Secure.NewId(At);
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO order_lines (order_id, position, product_id, variant_id, kind, sku, title, maker, size, quantity, unit_minor, line_minor,
                delivered, discount_minor)
            VALUES (@Id, @position, @product, @variant, @Kind, @sku, @Title, @Maker, @Size, @Quantity, @Unit, @line, @Delivered, @Discount)
            """,
            new
            {
                kept.Id, position, product = Chance.Secure.NewId(At), variant, item.Kind, sku = $"SKU-{position}", item.Title, item.Maker, item.Size,
                item.Quantity, item.Unit, line = item.Unit * item.Quantity, item.Delivered, item.Discount,
            });
        if (item.Delivered)
        {
            await transaction.Db.ExecuteAsync(
                "INSERT INTO stock_holds (attempt_id, variant_id, quantity, state) VALUES (@attempt, @variant, @quantity, @state)",
                new { attempt, variant, quantity = item.Short > 0 ? item.Short : item.Quantity, state = item.Short > 0 ? "short" : "sold" });
        }
    }
}
