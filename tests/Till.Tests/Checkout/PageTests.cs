using System.Net;
using Till.Storage;
using Till.Tests.Bags;
using Till.Tests.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.Checkout;

/// <summary>The checkout page as a browser without script sees it: everything but the payment itself.</summary>
public sealed class PageTests
{
    private static readonly (string, string)[] London =
    [
        ("Form.Email", "ada@example.com"), ("Form.Name", "Ada Lovelace"), ("Form.Delivery.Country", "GB"), ("Form.Delivery.Street1", "12 St James's Square"),
        ("Form.Delivery.Town", "London"), ("Form.Delivery.Postcode", "SW1Y 4JH"),
    ];

    [Theory, BothEngines]
    public async Task Buy_now_asks_when_it_has_no_token_and_leads_to_the_checkout_when_it_has(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var book = await shop.AddAsync(new("book", "small-repairs") { Title = "Small Repairs", Price = 2500, Stock = 9 });
        using var visitor = new Visitor(shop.Address);

        var asked = await visitor.PostAsync("/checkout/now", [new("variant", book.Variants[0].ToString()), new("quantity", "2")]);

        Assert.Equal((HttpStatusCode.OK, "Small Repairs", "2 × $25.00"), (asked.Status, asked.Page.Text("h1"), asked.Page.Text("form .price")));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM bags"));

        var page = await visitor.BuyNowAsync(book.Variants[0], 2);

        Assert.Equal(["Subtotal", "$50.00", "Delivery", "free", "Total", "$50.00 USD"], page.Page.Texts(".totals dt, .totals dd"));
        Assert.Equal("Your card will be charged $50.00 USD.", page.Page.Text("#charge"));
        Assert.Equal("Pay $50.00", page.Page.Text("button[data-pay]"));
        Assert.Contains("2 × $25.00", page.Page.Text(".lines"));
        Assert.Equal((1L, 2), await shop.SingleAsync<(long, int)>("SELECT COUNT(*), MAX(quantity) FROM bag_lines"));
    }

    [Theory, BothEngines]
    public async Task Another_quantity_is_another_state_of_the_same_bag_and_the_same_one_is_not(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var book = await shop.AddAsync(new("book", "small-repairs") { Price = 2500 });
        using var visitor = new Visitor(shop.Address);

        await visitor.BuyNowAsync(book.Variants[0]);
        await visitor.BuyNowAsync(book.Variants[0]);
        Assert.Equal((1L, 1), await shop.SingleAsync<(long, int)>("SELECT COUNT(*), MAX(version) FROM bags"));
        await visitor.BuyNowAsync(book.Variants[0], 3);

        Assert.Equal((1L, 2), await shop.SingleAsync<(long, int)>("SELECT COUNT(*), MAX(version) FROM bags"));
    }

    [Theory]
    [InlineData("0", HttpStatusCode.UnprocessableEntity, "between 1 and 99")]
    [InlineData("-3", HttpStatusCode.UnprocessableEntity, "between 1 and 99")]
    [InlineData("100", HttpStatusCode.UnprocessableEntity, "between 1 and 99")]
    [InlineData("99999999999999999999", HttpStatusCode.UnprocessableEntity, "between 1 and 99")]
    [InlineData("1e1", HttpStatusCode.UnprocessableEntity, "between 1 and 99")]
    [InlineData("4", HttpStatusCode.Conflict, "Only 3 left")]
    public async Task A_quantity_that_cannot_be_had_is_refused_with_the_reason(string quantity, HttpStatusCode status, string said)
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        var book = await shop.AddAsync(new("book", "small-repairs") { Stock = 3 });
        using var visitor = new Visitor(shop.Address);

        var refused = await visitor.PostAsync("/checkout/now", [new("variant", book.Variants[0].ToString()), new("quantity", quantity)]);

        Assert.Equal(status, refused.Status);
        Assert.Contains(said, refused.Page.Text("[role=alert]"));
        Assert.Empty(refused.Page.Html.QuerySelectorAll("main form"));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM bags"));
    }

    [Theory, BothEngines]
    public async Task What_is_not_for_sale_cannot_be_bought_now(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var hidden = await shop.AddAsync(new("book", "hidden") { Published = false });
        var soldOut = await shop.AddAsync(new("book", "gone") { Stock = 0 });
        using var visitor = new Visitor(shop.Address);

        foreach (var variant in new[] { hidden.Variants[0].ToString(), Chance.Secure.NewId(BagRows.Now).ToString(), "", "1 OR 1=1", new string('x', 5000) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.PostAsync("/checkout/now", [new("variant", variant)])).Status);
        }

        var refused = await visitor.PostAsync("/checkout/now", [new("variant", soldOut.Variants[0].ToString())]);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("Sold out", refused.Page.Text("[role=alert]"));
    }

    [Theory, BothEngines]
    public async Task An_empty_bag_and_another_persons_lead_to_ones_own_bag(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var book = await shop.AddAsync(new("book", "small-repairs"));
        using var owner = new Visitor(shop.Address);
        await owner.BuyNowAsync(book.Variants[0]);
        using var stranger = new Visitor(shop.Address);

        foreach (var url in new[] { "/checkout", owner.Checkout, $"/checkout?item={Chance.Secure.NewId(BagRows.Now)}", "/checkout?item=nonsense", "/checkout?item=" })
        {
            var sent = await stranger.GetAsync(url);
            Assert.Equal((HttpStatusCode.SeeOther, "/bag"), (sent.Status, sent.Location));
            var posted = await stranger.PostAsync(url, London.Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
            Assert.Equal((HttpStatusCode.SeeOther, "/bag"), (posted.Status, posted.Location));
        }
    }

    [Theory, BothEngines]
    public async Task Everything_up_to_the_payment_works_without_script(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var book = await shop.AddAsync(new("book", "small-repairs") { Price = 4999 });
        await shop.ExecuteAsync(
            """
            INSERT INTO delivery_zones (id, name, countries, flat_minor, basis_points, free_from_minor, position)
            VALUES (@one, 'Home', 'GB', 300, 0, 5000, 1), (@two, 'Europe', 'DE FR', 1200, 0, NULL, 2)
            """,
            new { one = Chance.Secure.NewId(BagRows.Now), two = Chance.Secure.NewId(BagRows.Now) });
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(book.Variants[0]);
        Assert.Equal(["France", "Germany", "United Kingdom"], page.Page.Texts("[name='Form.Delivery.Country'] option"));
        Assert.Equal("United Kingdom", page.Page.Text("[name='Form.Delivery.Country'] [selected]"));
        Assert.Contains("$3.00", page.Page.Text(".totals"));

        var updated = await visitor.PostAsync(visitor.Checkout + "&handler=update", page.Fields(filled: [.. London, ("Form.Delivery.Country", "DE")]));

        Assert.Equal(HttpStatusCode.OK, updated.Status);
        Assert.Contains("$12.00", updated.Page.Text(".totals"));
        Assert.Equal(["Postcode", "Town"], updated.Page.Texts("#delivery .pair label"));
        Assert.Equal("Pay $61.99", updated.Page.Text("button[data-pay]"));
        Assert.Equal("Ada Lovelace", updated.Fields()["Form.Name"]);
        Assert.Empty(updated.Page.Html.QuerySelectorAll(".field-validation-error, [aria-invalid]"));

        var wrong = await visitor.PostAsync(visitor.Checkout, updated.Fields());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(["This does not look like a postcode of Germany."], wrong.Page.Texts(".validation-summary-errors li"));

        var right = await visitor.PostAsync(visitor.Checkout, wrong.Fields(filled: [("Form.Delivery.Postcode", "10115")]));
        Assert.Equal(HttpStatusCode.OK, right.Status);
        Assert.Contains("Your details are fine.", right.Page.Text("[role=status]"));
        Assert.Contains("needs JavaScript", right.Body);
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders"));
    }

    [Theory]
    [InlineData(4999, "$5.00", "$54.99 USD")]
    [InlineData(4995, "$5.00", "$54.95 USD")]
    [InlineData(5000, "free", "$50.00 USD")]
    public async Task Delivery_is_ten_percent_below_fifty_and_nothing_from_there(int price, string delivery, string total)
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        var book = await shop.AddAsync(new("book", "small-repairs") { Price = price });
        using var visitor = new Visitor(shop.Address);

        var page = await visitor.BuyNowAsync(book.Variants[0]);

        Assert.Equal([delivery, total], page.Page.Texts(".totals dd").Skip(1));
    }

    [Theory, BothEngines]
    public async Task What_is_wrong_is_said_at_its_field_and_at_the_head_and_what_was_typed_stays(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var book = await shop.AddAsync(new("book", "small-repairs"));
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(book.Variants[0]);

        var refused = await visitor.PostAsync(visitor.Checkout, page.Fields(filled:
        [
            ("Form.Email", "ada@"), ("Form.Name", new string('x', 10_000)), ("Form.Phone", "call me"), ("Form.Delivery.Town", "Leeds"),
            ("Form.BillTo", "another"), ("Form.Billing.Country", "XX"),
        ]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var links = refused.Page.Html.QuerySelectorAll(".validation-summary-errors a");
        Assert.Equal(
            [
                "#Form_Email", "#Form_Name", "#Form_Delivery_Street1", "#Form_Delivery_Postcode", "#Form_Phone", "#Form_BillingName",
                "#Form_Billing_Country",
            ],
            links.Select(link => link.GetAttribute("href")));
        Assert.All(links, link =>
        {
            var field = refused.Page.Html.QuerySelector(link.GetAttribute("href")!)!;
            Assert.Equal("true", field.GetAttribute("aria-invalid"));
            Assert.Equal(link.TextContent, refused.Page.Text($"#{field.GetAttribute("aria-describedby")!.Split(' ')[^1]}"));
        });
        Assert.Equal(("ada@", "Leeds"), (refused.Fields()["Form.Email"], refused.Fields()["Form.Delivery.Town"]));
    }

    [Theory, BothEngines]
    public async Task A_bag_that_changed_since_the_page_was_opened_is_shown_anew(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var book = await shop.AddAsync(new("book", "small-repairs") { Price = 6000 });
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(book.Variants[0]);

        foreach (var lie in new[] { "", "0", new string('f', 32), new string('x', 100_000) })
        {
            var again = await visitor.PostAsync(visitor.Checkout, page.Fields(filled: [.. London, ("Form.Shown", lie)]));
            Assert.Equal(HttpStatusCode.OK, again.Status);
            Assert.Contains("has changed since you opened this page", again.Page.Text("[role=alert]"));
        }

        await shop.PriceAsync(book.Variants[0], 7000, Shelves.Opening.AddDays(1));
        var changed = await visitor.PostAsync(visitor.Checkout, page.Fields(filled: London));
        Assert.Contains("has changed", changed.Page.Text("[role=alert]"));
        Assert.Equal("Pay $70.00", changed.Page.Text("button[data-pay]"));
        Assert.Equal("Ada Lovelace", changed.Fields()["Form.Name"]);

        var agreed = await visitor.PostAsync(visitor.Checkout, changed.Fields());
        Assert.Contains("Your details are fine.", agreed.Page.Text("[role=status]"));
    }

    [Theory, BothEngines]
    public async Task A_thing_that_is_gone_is_said_and_nothing_can_be_paid(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var book = await shop.AddAsync(new("book", "small-repairs") { Title = "Small Repairs" });
        using var visitor = new Visitor(shop.Address);
        await visitor.BuyNowAsync(book.Variants[0]);
        await shop.ExecuteAsync("UPDATE products SET published = @no", new { no = false });

        var page = await visitor.GetAsync(visitor.Checkout);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Small Repairs: This is no longer for sale.", page.Page.Text("#pay [role=alert]"));
        Assert.Empty(page.Page.Html.QuerySelectorAll("button[data-pay]"));
    }

    [Theory, BothEngines]
    public async Task What_is_only_downloaded_needs_no_address(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "low-tide") { Price = 999 });
        using var visitor = new Visitor(shop.Address);

        var page = await visitor.BuyNowAsync(album.Variants[0]);

        Assert.Empty(page.Page.Html.QuerySelectorAll("#delivery, #bill, [name^='Form.Delivery'], [name='Form.Phone']"));
        Assert.Equal(["Subtotal", "$9.99", "Total", "$9.99 USD"], page.Page.Texts(".totals dt, .totals dd"));
        Assert.Equal("auto", page.Page.Html.QuerySelector("#checkout")!.GetAttribute("data-address"));
        var sent = await visitor.PostAsync(visitor.Checkout, page.Fields(filled: [("Form.Email", "ada@example.com"), ("Form.Name", "Ada")]));
        Assert.Contains("Your details are fine.", sent.Page.Text("[role=status]"));
    }

    [Fact]
    public async Task A_post_without_a_token_does_nothing_and_keeps_what_was_typed()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        var book = await shop.AddAsync(new("book", "small-repairs"));
        using var visitor = new Visitor(shop.Address);
        var fields = (await visitor.BuyNowAsync(book.Variants[0])).Fields(filled: London);
        fields["__RequestVerificationToken"] = "forged";

        foreach (var handler in new[] { "", "&handler=update" })
        {
            var refused = await visitor.PostAsync(visitor.Checkout + handler, fields);
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.Contains("nothing was done", refused.Page.Text("[role=alert]"));
            Assert.Equal("Ada Lovelace", refused.Fields()["Form.Name"]);
        }
    }

    [Fact]
    public async Task A_shop_without_keys_says_that_it_cannot_be_paid()
    {
        await using var shop = await TestShop.StartAsync("Sqlite", new Dictionary<string, string?> { ["Stripe:SecretKey"] = null, ["Stripe:PublishableKey"] = null });
        var book = await shop.AddAsync(new("book", "small-repairs"));
        using var visitor = new Visitor(shop.Address);

        var refused = await visitor.PostAsync("/checkout/now", [new("variant", book.Variants[0].ToString())]);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("Buying is switched off", refused.Page.Text("[role=alert]"));
    }

    [Fact]
    public async Task It_costs_as_many_queries_for_thirty_things_as_for_one()
    {
        await using var shop = await TestShop.StartAsync("Postgres");
        using var visitor = new Visitor(shop.Address);
        var first = await shop.AddAsync(new("good", "thing-0"));
        await visitor.BuyNowAsync(first.Variants[0]);
        using var counter = await QueryCounter.StartAsync(shop.Database);
        await visitor.GetAsync(visitor.Checkout);
        var one = counter.Take();

        for (var i = 1; i < 30; i++)
        {
            var thing = await shop.AddAsync(new("good", $"thing-{i}"));
            await shop.ExecuteAsync(
                "INSERT INTO bag_lines (bag_id, variant_id, quantity, title, unit_minor, added_at) SELECT id, @variant, 1, 'x', 1, @Now FROM bags",
                new { variant = thing.Variants[0], BagRows.Now });
        }

        counter.Take();
        var page = await visitor.GetAsync(visitor.Checkout);
        Assert.Equal(30, page.Page.Texts(".lines li").Count);
        Assert.Equal(one, counter.Take());
        Assert.InRange(one, 1, 18);
    }
}
