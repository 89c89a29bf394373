using Till.Payments;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Tests.Backups;

/// <summary>What of an order Stripe tells for certain, and what a person must find out.</summary>
public sealed class LostOrderTests
{
    private static readonly LostOrder.CatalogueItem Towel = Item("Tea Towel", "", 1500, 1699);
    private static readonly LostOrder.CatalogueItem Apron = Item("Apron", "", 2999);
    private static readonly LostOrder.CatalogueItem ShirtS = Item("Shirt", "S", 2000);
    private static readonly LostOrder.CatalogueItem ShirtM = Item("Shirt", "M", 2000);

    [Fact]
    public void A_page_of_Stripes_tells_every_line_with_delivery_and_tax()
    {
        var order = OfPage(8497, Line("Tea Towel", 2, 3398), Line("Shirt, size M", 1, 2000), Line("Delivery", 1, 500), Line("Tax", 1, 2599));

        Assert.Equal([("Tea Towel", 2, 1699L), ("Shirt", 1, 2000L)], order.Lines.Select(line => (line.Of!.Title, line.Quantity, line.UnitMinor)));
        Assert.Equal("M", order.Lines[1].Of!.Size);
        Assert.Equal((500L, 2599L), (order.Delivery, order.Tax));
        Assert.Equal(["at which rates its tax was reckoned"], order.Unknown);
    }

    [Fact]
    public void A_price_that_a_product_never_had_and_a_product_that_is_not_there_are_to_be_found_out()
    {
        var order = OfPage(3000, Line("Tea Towel", 1, 1000), Line("2 × Apron", 1, 2000));

        Assert.Equal(2, order.Lines.Count);
        Assert.Contains("why “Tea Towel” cost $10.00", order.Unknown[0]);
        Assert.Equal("which product “2 × Apron” is", order.Unknown[1]);
    }

    [Fact]
    public void Lines_that_are_not_the_sum_are_not_believed()
    {
        var order = OfPage(5000, Line("Tea Towel", 1, 1699));

        Assert.Equal(("Purchase: Tea Towel", 5000L), (Assert.Single(order.Lines).Name, order.Subtotal));
        Assert.NotEmpty(order.Unknown);
    }

    [Theory]
    [InlineData("Purchase: Apron, 2 × Tea Towel", 2999 + (2 * 1699), "Apron 1, Tea Towel 2", 0, "")]
    [InlineData("Purchase album: Apron", 2999, "Apron 1", 0, "")]
    [InlineData("Purchase: Tea Towel", 1699 + 170, "Tea Towel 1", 170, "whether $1.70")]
    [InlineData("Purchase: Shirt", 2000, "", 0, "which pieces")]
    [InlineData("Purchase: Apron, Somethi…", 2999, "", 0, "which pieces")]
    [InlineData("Purchase: Apron", 2000, "", 0, "which pieces")]
    [InlineData("Something else", 2999, "", 0, "which pieces")]
    public void A_sentence_tells_all_where_each_title_is_one_thing_and_the_prices_are_the_sum(
        string description, long amount, string lines, long delivery, string unknown)
    {
        var order = LostOrder.Read(Paid(amount, description), null, [], Find, LostOrder.Taxes.None);

        Assert.Equal(lines, string.Join(", ", order.Lines.Where(line => line.Of is not null).Select(line => $"{line.Of!.Title} {line.Quantity}")));
        Assert.Equal((amount, delivery), (order.Subtotal + order.Delivery + order.Tax, order.Delivery));
        Assert.StartsWith(unknown, order.Unknown.Count > 0 ? order.Unknown[0] : "", StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_shop_takes_tax_a_rest_may_be_that_as_well()
    {
        Assert.Contains("what is tax", Assert.Single(LostOrder.Read(Paid(1869, "Purchase: Tea Towel"), null, [], Find, LostOrder.Taxes.OnTop).Unknown));
        Assert.Contains("at which rates", Assert.Single(LostOrder.Read(Paid(1699, "Purchase: Tea Towel"), null, [], Find, LostOrder.Taxes.Included).Unknown));
        Assert.Empty(LostOrder.Read(Paid(1699, "Purchase: Tea Towel"), null, [], Find, LostOrder.Taxes.OnTop).Unknown);
    }

    [Fact]
    public void What_goes_by_post_with_no_address_known_must_be_asked_for()
    {
        var intent = Paid(2999, "Purchase: Apron");
        intent.Shipping = null;

        Assert.Equal(["where it goes, if it goes by post"], LostOrder.Read(intent, null, [], Find, LostOrder.Taxes.None).Unknown);
    }

    private static LostOrder OfPage(long amount, params LineItem[] items) =>
        LostOrder.Read(Paid(amount, "Purchase: Tea Towel"), new Session(), items, Find, LostOrder.Taxes.OnTop);

    private static PaymentIntent Paid(long amount, string description) => new()
    {
        AmountReceived = amount,
        Currency = "usd",
        Description = description,
        Shipping = new Shipping { Address = new global::Till.Stripe.Address { Line1 = "12 Analytical Way" } },
    };

    private static LineItem Line(string name, int quantity, long total) => new() { Description = name, Quantity = quantity, AmountTotal = total, Currency = "usd" };

    private static IReadOnlyList<LostOrder.CatalogueItem> Find(string name) =>
        [.. new[] { Towel, Apron, ShirtS, ShirtM }.Where(one => one.Title == name || $"{one.Title}, size {one.Size}" == name)];

    private static LostOrder.CatalogueItem Item(string title, string size, params long[] prices)
    {
        var id = Chance.Secure.NewId(TimeProvider.System.Now());
        return new LostOrder.CatalogueItem(id, id, "good", title, title, "", size, title, prices);
    }
}
