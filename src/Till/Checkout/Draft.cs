using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Till.Accounts;
using Till.Bags;
using Till.Core;
using Till.Storage;

namespace Till.Checkout;

/// <summary>An order that is frozen and not paid: one for each version of a bag, however many tabs and clicks ask for it.</summary>
/// <param name="Fingerprint">Of lines, prices and totals.</param>
internal sealed record Draft(
    Guid Id, string LinkKey, Guid? AccountId, string Description, string Currency, long TotalMinor, string? Fingerprint)
{
    private const int MaxDescription = 200;

    public Money Total => new(TotalMinor, Core.Currency.Parse(Currency));

    /// <summary>Without a cookie, by a key that only the buyer has.</summary>
    public string Path => $"/orders/{Id}/{LinkKey}";

    /// <summary>Two bags with the same one cost the same for the same things: the page that shows one sends it back to be compared.</summary>
    public static string FingerprintOf(BagQuote bag)
    {
        var quote = bag.Quote;
        var text = new StringBuilder($"{quote.Subtotal.Currency} {quote.Discount.Minor} {quote.Delivery.Minor} {quote.Tax.Minor} {quote.Total.Minor}");
        foreach (var line in bag.Lines.Select(one => one.Line).OrderBy(line => line.VariantId))
        {
            text.Append($"|{line.VariantId} {line.Quantity} {line.Item?.Price?.Minor}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private const string Select = "SELECT o.id, o.link_key, o.account_id, o.description, o.currency, o.total_minor, o.fingerprint FROM orders o";

    /// <summary>
    /// The draft of this version of the bag, and one of an earlier version that can still be paid. In one round trip.
    /// </summary>
    public static async Task<(Draft? Earlier, Draft? Own)> FindAsync(DbConnection db, Bag bag)
    {
        await using var rows = await db.QueryMultipleAsync(
            $"""
            {Select} JOIN payment_attempts a ON a.order_id = o.id AND a.state IN ('creating', 'open')
            WHERE o.bag_id = @Id AND o.bag_version < @Version AND o.state = 'draft';
            {Select} WHERE o.bag_id = @Id AND o.bag_version = @Version
            """,
            bag);
        return ((await rows.ReadAsync<Draft>()).FirstOrDefault(), await rows.ReadSingleOrDefaultAsync<Draft?>());
    }

    public static Task<Draft> FindAsync(DbConnection db, Guid orderId) => db.QuerySingleAsync<Draft>($"{Select} WHERE o.id = @orderId", new { orderId });

    /// <summary>The last one of the bag that was paid since then.</summary>
    public static Task<Draft?> FindPaidAsync(DbConnection db, Guid bagId, DateTimeOffset since) => db.QueryFirstOrDefaultAsync<Draft?>(
        $"{Select} WHERE o.bag_id = @bagId AND o.paid_at > @since ORDER BY o.bag_version DESC", new { bagId, since });

    /// <summary>Writes down what is being bought, at what price, before anybody is asked to pay.</summary>
    public static Draft Write(Batch batch, BagQuote bag, PaymentRequest request, Chance chance, DateTimeOffset now)
    {
        var quote = bag.Quote;
        var draft = new Draft(
            chance.NewId(now), chance.NewKey(), request.AccountId, Describe(bag), quote.Total.Currency.Code, quote.Total.Minor, FingerprintOf(bag));
        batch.Add(
            """
            INSERT INTO orders (id, bag_id, bag_version, state, link_key, account_id, email, email_key, description, currency, fingerprint,
                                subtotal_minor, discount_code, discount_code_id, discount_minor, delivery_zone, delivery_minor, tax_minor,
                                tax_included_minor, total_minor, created_at)
            VALUES (@Id, @bagId, @bagVersion, 'draft', @LinkKey, @AccountId, @email, @emailKey, @Description, @Currency, @Fingerprint,
                    @subtotal, @code, @codeId, @discount, @zone, @delivery, @tax, @taxIncluded, @TotalMinor, @now)
            """,
            new
            {
                draft.Id,
                bagId = bag.Contents.Bag.Id,
                bagVersion = bag.Contents.Bag.Version,
                draft.LinkKey,
                draft.AccountId,
                email = request.Email,
                emailKey = request.Email is null ? null : Email.Key(request.Email),
                draft.Description,
                draft.Currency,
                draft.Fingerprint,
                subtotal = quote.Subtotal.Minor,
                code = bag.Applied?.Text,
                codeId = bag.Applied?.Id,
                discount = quote.Discount.Minor,
                zone = bag.Delivers ? bag.Zone?.Name : null,
                delivery = quote.Delivery.Minor,
                tax = quote.Tax.Minor,
                taxIncluded = quote.TaxIncluded.Minor,
                draft.TotalMinor,
                now,
            });
        WriteLines(batch, draft.Id, bag);
        WriteTaxes(batch, draft.Id, bag);
        return draft;
    }

    /// <summary>Who buys and where it goes can be put right for as long as nothing is paid; what it costs cannot.</summary>
    public void NoteDetails(Batch batch, CheckoutDetails details) => batch.Add(
        """
        UPDATE orders
        SET email = @Email, email_key = @emailKey, name = @Name, phone = @Phone, save_details = @Save, street1 = @Street1, street2 = @Street2,
            town = @Town, county = @County, postcode = @Postcode, country = @Country
        WHERE id = @Id AND state = 'draft'
        """,
        new
        {
            Id,
            details.Email,
            emailKey = Email.Key(details.Email),
            details.Name,
            details.Phone,
            details.Save,
            details.Address?.Street1,
            details.Address?.Street2,
            details.Address?.Town,
            details.Address?.County,
            details.Address?.Postcode,
            details.Address?.Country,
        });

    private static void WriteLines(Batch batch, Guid orderId, BagQuote bag)
    {
        foreach (var (position, one) in bag.Lines.Index())
        {
            var (line, quote) = (one.Line, one.Quote!);
            var item = line.Item!;
            batch.Add(
                """
                INSERT INTO order_lines (order_id, position, product_id, variant_id, kind, sku, title, maker, size, slug, delivered, quantity,
                                         unit_minor, line_minor, discount_minor, tax_minor, tax_included_minor)
                VALUES (@orderId, @position, @ProductId, @VariantId, @Kind, @Sku, @Title, @Maker, @Size, @Slug, @Delivered, @Quantity,
                        @unit, @line, @discount, @tax, @taxIncluded)
                """,
                new
                {
                    orderId,
                    position = position + 1,
                    item.ProductId,
                    item.VariantId,
                    item.Kind,
                    item.Sku,
                    item.Title,
                    item.Maker,
                    item.Size,
                    item.Slug,
                    item.Delivered,
                    line.Quantity,
                    unit = item.Price!.Value.Minor,
                    line = quote.Total.Minor,
                    discount = quote.Discount.Minor,
                    tax = quote.Tax.Minor,
                    taxIncluded = quote.TaxIncluded.Minor,
                });
        }
    }

    private static void WriteTaxes(Batch batch, Guid orderId, BagQuote bag)
    {
        foreach (var (position, tax) in bag.Quote.Taxes.Index())
        {
            batch.Add(
                """
                INSERT INTO order_taxes (order_id, position, name, basis_points, included, base_minor, tax_minor)
                VALUES (@orderId, @position, @Name, @BasisPoints, @Included, @taxed, @tax)
                """,
                new
                {
                    orderId,
                    position = position + 1,
                    tax.Name,
                    tax.BasisPoints,
                    tax.Included,
                    taxed = tax.Base.Minor,
                    tax = tax.Tax.Minor,
                });
        }
    }

    /// <summary>As Stripe's dashboard and the buyer's bank may show it.</summary>
    private static string Describe(BagQuote bag)
    {
        var lines = bag.Lines.Select(one => one.Line).ToList();
        var text = lines is [{ Quantity: 1, Item.Kind: "album" } album]
            ? $"Purchase album: {album.Title}"
            : "Purchase: " + string.Join(", ", lines.Select(line => line.Quantity == 1 ? line.Title : $"{line.Quantity} × {line.Title}"));
        return text.Length <= MaxDescription ? text : string.Concat(text.AsSpan(0, MaxDescription - 1), "…");
    }
}
