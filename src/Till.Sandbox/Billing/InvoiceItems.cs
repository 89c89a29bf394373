using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>/v1/invoiceitems: what waits to be billed on a customer's next invoice, or stands on a draft.</summary>
internal static class InvoiceItems
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/invoiceitems", Create);
        router.Map("GET", "/v1/invoiceitems", List);
        router.Map("GET", "/v1/invoiceitems/{}", static call => Living(call));
        router.Map("POST", "/v1/invoiceitems/{}", Update);
        router.Map("DELETE", "/v1/invoiceitems/{}", Delete);
    }

    /// <summary>An item of one, of no price, as of now; not kept yet.</summary>
    public static Doc New(Unit unit, Doc customer, long amount, string currency)
    {
        var item = new Doc(36)
        {
            ["id"] = unit.Chance.LongId("ii"),
            ["object"] = "invoiceitem",
            ["amount"] = amount,
            ["currency"] = currency,
            ["customer"] = customer.Id,
            ["customer_account"] = null,
            ["date"] = unit.Now,
            ["description"] = null,
            ["discountable"] = true,
            ["discounts"] = new List<object?>(),
            ["invoice"] = null,
            ["livemode"] = false,
            ["metadata"] = new Doc(),
            ["net_amount"] = amount,
            ["parent"] = null,
            ["period"] = new Doc(2) { ["end"] = unit.Now, ["start"] = unit.Now },
            ["pricing"] = null,
            ["proration"] = false,
            ["tax_rates"] = new List<object?>(),
            ["test_clock"] = customer["test_clock"],
        };
        InvoiceLines.SetQuantity(item, 1);
        return item;
    }

    /// <summary>So many of a one-time price, for the next invoice of a subscription.</summary>
    public static Doc OfPrice(Unit unit, Doc customer, ItemTerms terms)
    {
        var item = New(unit, customer, SubscriptionItems.Cost(terms.Price, terms.Quantity), terms.Price.Text("currency")!);
        item["description"] = InvoiceLines.Name(unit, terms.Price);
        item["metadata"] = terms.Metadata?.Clone() ?? [];
        item["pricing"] = InvoiceLines.Pricing(terms.Price, terms.Price.Text("unit_amount_decimal"));
        item["tax_rates"] = Taxes.Shown(unit, terms.TaxRates);
        item["_tax_rates"] = terms.TaxRates;
        InvoiceLines.SetQuantity(item, terms.Quantity);
        unit.Add(item);
        item["discounts"] = Discounts.Give(unit, terms.Discounts, customer.Id, new DiscountOf(null, null, null, item.Id), "discounts");
        return item;
    }

    public static string? SubscriptionOf(Doc item) => item.Part("parent")?.Part("subscription_details")?.Text("subscription");

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var invoice = call.Referred("invoice", "invoice");
        var customer = call.Referred("customer", "customer") ?? (invoice is null ? null : call.Unit.Get(invoice.Text("customer")!))
            ?? throw new StripeError(400, "Missing required param: customer.", "parameter_missing", "customer") { BeforeExecution = true };
        TestClocks.EnterForChange(call.Unit, customer);
        if (invoice is not null && (invoice.Text("status") != "draft" || invoice.Text("customer") != customer.Id))
        {
            throw StripeError.Invalid("You can only add invoice items to a draft invoice of the same customer.", "invoice", "invoice_not_editable");
        }
        var subscription = call.Referred("subscription", "subscription");
        if (subscription is not null && subscription.Text("customer") != customer.Id)
        {
            throw StripeError.Invalid($"The subscription {subscription.Id} does not belong to the customer {customer.Id}.", "subscription");
        }
        var item = Priced(call, customer, given);
        Patch.Fields(item, given, "description", "discountable");
        if (given.Part("period") is { } period)
        {
            item["period"] = new Doc(2) { ["end"] = period["end"], ["start"] = period["start"] };
        }
        if (subscription is not null)
        {
            item["parent"] = new Doc(2) { ["subscription_details"] = new Doc(1) { ["subscription"] = subscription.Id }, ["type"] = "subscription_details" };
        }
        Patch.Metadata(item, given);
        Charge(call, item);
        call.Unit.Add(item);
        item["discounts"] = Discounts.Give(call.Unit, given.Items("discounts"), customer.Id, new DiscountOf(null, null, invoice?.Id, item.Id), "discounts");
        customer["currency"] ??= item["currency"];
        call.Unit.Changed(customer);
        call.Unit.Emit("invoiceitem.created", item);
        if (invoice is not null)
        {
            InvoiceLines.AddInvoiceItem(call.Unit, invoice, item);
            Recompute(call.Unit, invoice);
        }
        return item;
    }

    /// <summary>An item of a preview, which is kept as long as the preview is.</summary>
    public static Doc OfEntry(Call call, Doc customer, Doc given)
    {
        var item = Priced(call, customer, given);
        Patch.Fields(item, given, "description", "discountable");
        Patch.Metadata(item, given);
        call.Unit.Add(item);
        return item;
    }

    private static Doc Priced(Call call, Doc customer, Doc given)
    {
        var quantity = given.Has("quantity") ? given.Number("quantity") : 1;
        if (quantity < 0)
        {
            throw StripeError.Invalid("This value must be greater than or equal to 0.", "quantity", "parameter_invalid_integer");
        }
        var price = (given.Part("pricing")?.Text("price") ?? given.Text("price")) is { } id ? PriceOf(call, id)
            : given.Part("price_data") is { } data ? PriceObject.Inline(call, data, "price_data").Price
            : null;
        Doc item;
        if (price is not null)
        {
            if (price.Part("recurring") is not null)
            {
                throw StripeError.Invalid($"The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.", "pricing[price]");
            }
            item = New(call.Unit, customer, SubscriptionItems.Cost(price, quantity), price.Text("currency")!);
            item["description"] = InvoiceLines.Name(call.Unit, price);
            item["pricing"] = InvoiceLines.Pricing(price, price.Text("unit_amount_decimal"));
            InvoiceLines.SetQuantity(item, quantity);
            return item;
        }
        var unitAmount = given.Text("unit_amount_decimal");
        if (!given.Has("amount") && unitAmount is null)
        {
            throw StripeError.Invalid("You must specify one of amount, unit_amount_decimal, price_data or pricing.", "amount", "parameter_missing");
        }
        var currency = Currencies.Check(given.Text("currency") ?? customer.Text("currency") ?? throw new StripeError(
            400, "Missing required param: currency.", "parameter_missing", "currency") { BeforeExecution = true });
        var each = given.Has("amount") ? given.Number("amount") : Whole(unitAmount!);
        item = New(call.Unit, customer, given.Has("amount") ? Currencies.OfLine(each, "amount") : Currencies.OfLine((Int128)each * quantity, "quantity"), currency);
        item["pricing"] = new Doc(2) { ["type"] = "price_details", ["unit_amount_decimal"] = given.Has("amount") ? Text(each) : unitAmount };
        InvoiceLines.SetQuantity(item, given.Has("amount") ? 1 : quantity);
        return item;
    }

    private static Doc PriceOf(Call call, string id) => call.Unit.Find("price", id) is not { } price ? throw StripeError.Missing("price", id, "pricing[price]")
        : price.Flag("active") ? price
        : throw StripeError.Invalid("The price specified is inactive. This field only accepts active prices.", "pricing[price]");

    private static void Charge(Call call, Doc item)
    {
        if (call.Parameters.Has("tax_rates"))
        {
            item["_tax_rates"] = Taxes.Check(call.Unit, call.Parameters, "tax_rates", "tax_rates");
            item["tax_rates"] = Taxes.Shown(call.Unit, item.Items("_tax_rates"));
        }
    }

    private static Answer Update(Call call)
    {
        var (item, given) = (Living(call), call.Parameters);
        TestClocks.EnterForChange(call.Unit, item);
        var invoice = Editable(call, item);
        Patch.Fields(item, given, "description", "discountable");
        Patch.Metadata(item, given);
        Charge(call, item);
        var quantity = given.Has("quantity") ? given.Number("quantity") : item.Number("quantity");
        if (given.Has("amount") || given.Has("unit_amount_decimal") || given.Has("quantity"))
        {
            var each = given.Text("unit_amount_decimal") is { } text ? Whole(text)
                : given.Has("amount") ? given.Number("amount")
                : item.Part("pricing")?.Text("unit_amount_decimal") is { } kept ? Whole(kept) : item.Number("amount");
            item["amount"] = given.Has("amount") ? Currencies.OfLine(each, "amount") : Currencies.OfLine((Int128)each * quantity, "quantity");
            item["net_amount"] = item["amount"];
            InvoiceLines.SetQuantity(item, quantity);
        }
        if (given.Part("period") is { } period)
        {
            item["period"] = new Doc(2) { ["end"] = period["end"], ["start"] = period["start"] };
        }
        if (given.Has("discounts"))
        {
            item["discounts"] = Discounts.Give(call.Unit, given.Items("discounts"), item.Text("customer"), new DiscountOf(null, null, invoice?.Id, item.Id), "discounts");
        }
        call.Unit.Changed(item);
        if (invoice is not null)
        {
            LineOf(call.Unit, invoice, item)["deleted"] = true;
            InvoiceLines.AddInvoiceItem(call.Unit, invoice, item);
            Recompute(call.Unit, invoice);
        }
        return item;
    }

    private static Answer Delete(Call call)
    {
        var item = Living(call);
        TestClocks.EnterForChange(call.Unit, item);
        if (Editable(call, item) is { } invoice)
        {
            LineOf(call.Unit, invoice, item)["deleted"] = true;
            Recompute(call.Unit, invoice);
        }
        call.Unit.Emit("invoiceitem.deleted", item);
        item["deleted"] = true;
        call.Unit.Changed(item);
        return new Doc(3) { ["id"] = item.Id, ["object"] = "invoiceitem", ["deleted"] = true };
    }

    private static Answer List(Call call)
    {
        var given = call.Parameters;
        return Lists.Page(call, "/v1/invoiceitems", new Selection("invoiceitem", 0)
        {
            Customer = call.Referred("customer", "customer")?.Id,
            Owner = given.Text("invoice"),
            Where = item => !item.Flag("deleted") && (!given.Has("pending") || given.Flag("pending") == (item["invoice"] is null)),
        });
    }

    private static void Recompute(Unit unit, Doc invoice) => Invoices.Change(unit, invoice, () => InvoiceTotals.Compute(unit, invoice));

    private static Doc LineOf(Unit unit, Doc invoice, Doc item)
    {
        var line = InvoiceLines.Of(unit, invoice).Find(one => one.Text("_invoice_item") == item.Id)!;
        unit.Changed(line);
        return line;
    }

    /// <summary>The draft on which it stands; null while it waits.</summary>
    private static Doc? Editable(Call call, Doc item)
    {
        if (item.Text("invoice") is not { } id)
        {
            return null;
        }
        return call.Unit.Get(id) is var invoice && invoice.Text("status") == "draft"
            ? invoice
            : throw StripeError.Invalid("This invoice item is attached to an invoice that is no longer editable.", null, "invoice_not_editable");
    }

    private static long Whole(string text) => long.TryParse(text, out var amount)
        ? amount
        : throw StripeError.Invalid("Invalid decimal: the sandbox bills whole minor units only.", "unit_amount_decimal", "parameter_invalid_decimal");

    private static string Text(long amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static Doc Living(Call call) =>
        call.Subject("invoiceitem") is var item && !item.Flag("deleted") ? item : throw StripeError.Missing("invoiceitem", call.Id);
}
