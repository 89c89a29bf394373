using Till.Bags;
using Till.Core;
using Till.Core.Pricing;
using Till.Storage;
using Till.Tests.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.Bags;

/// <summary>What a bag says of its lines: with whatever has become of them since, and never as an error.</summary>
public sealed class ContentsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_line_has_today_s_price_and_everything_that_is_shown_of_it(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var shirt = await shop.AddAsync(new("good", "shirt") { Title = "Linen shirt", Price = 42_00, Sizes = ["M", "L"], Stock = 7 });
        var picture = await shop.PictureAsync(shirt.Product, "<svg/>", "A shirt");
        var book = await shop.AddAsync(new("book", "ledger") { Price = 23_00 });
        var album = await shop.AddAsync(new("album", "tides") { Price = 9_99 });
        await shop.ExecuteAsync("UPDATE products SET tax_class = 'zero' WHERE id = @Product", book);
        var bag = await shop.AddBagAsync((shirt.Variants[1], 2, 42_00), (book.Variants[0], 1, 23_00), (album.Variants[0], 1, 9_99));

        var lines = (await shop.ContentsAsync(bag)).Lines;

        Assert.All(lines, line => Assert.Equal((null, null, true), (line.Problem, line.PriceBefore, line.Counts)));
        Assert.Equal(["Linen shirt", "ledger", "tides"], lines.Select(line => line.Title));
        var first = lines[0].Item!;
        Assert.Equal(("L", "/goods/shirt", picture, "A shirt", 7), (first.Size, first.Path, first.Picture!.Url, first.Picture.Alt, first.Stock));
        Assert.Equal(["$42.00", "$23.00", "$9.99"], lines.Select(line => line.Item!.Price.ToString()));
        Assert.Equal([true, true, false], lines.Select(line => line.Item!.Delivered));
        Assert.Equal(["standard", "zero", "digital"], lines.Select(line => line.Item!.TaxClass));
        Assert.Null(lines[1].Item!.Stock);
    }

    /// <summary>One deleted product made every page a 404 for whoever had it in the bag.</summary>
    [Theory, BothEngines]
    public async Task What_has_vanished_or_cannot_be_bought_is_said_and_does_not_cost_anything(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var gone = await shop.AddAsync(new("good", "gone"));
        var hidden = await shop.AddAsync(new("good", "hidden") { Published = false });
        var unpriced = await shop.AddAsync(new("good", "unpriced") { Price = null });
        var foreign = await shop.AddAsync(new("good", "foreign") { Currency = "eur" });
        var priceless = await shop.AddAsync(new("good", "priceless") { Price = long.MaxValue });
        var club = await shop.AddAsync(new("membership", "club") { Interval = "month" });
        var members = await shop.AddAsync(new("good", "members") { MemberOnly = true });
        var sold = await shop.AddAsync(new("good", "sold") { Stock = 0 });
        var fine = await shop.AddAsync(new("good", "fine") { Price = 10_00 });
        Shelved[] all = [gone, hidden, unpriced, foreign, priceless, club, members, sold, fine];
        var bag = await shop.AddBagAsync([.. all.Select(one => (one.Variants[0], 1, 10_00L))]);
        await shop.ExecuteAsync("DELETE FROM products WHERE id = @Product", gone);

        var quote = await shop.QuoteAsync(bag);

        Assert.Equal(
            [
                .. Enumerable.Repeat("This is no longer for sale.", 6), "This is for members only.", "Sold out: there are none left.", null,
            ],
            quote.Lines.Select(one => one.Line.Problem?.Reason));
        Assert.Equal("As it was", quote.Lines[0].Line.Title);
        Assert.Equal([.. Enumerable.Repeat(false, 8), true], quote.Lines.Select(one => one.Quote is not null));
        Assert.Equal(("$10.00", "$11.00", false), ($"{quote.Quote.Subtotal}", $"{quote.Quote.Total}", quote.CanBeBought));
    }

    [Theory, BothEngines]
    public async Task Fewer_left_than_asked_for_are_counted_and_said(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Price = 10_00, Stock = 3 });
        var (three, four) = (await shop.AddBagAsync((mug.Variants[0], 3, 10_00)), await shop.AddBagAsync((mug.Variants[0], 4, 10_00)));

        Assert.True((await shop.QuoteAsync(three)).CanBeBought);
        var quote = await shop.QuoteAsync(four);
        Assert.Equal(new BagProblem.FewerLeft(3), quote.Lines[0].Line.Problem);
        Assert.Equal(("$40.00", false), ($"{quote.Quote.Subtotal}", quote.CanBeBought));
    }

    [Theory, BothEngines]
    public async Task A_price_that_changed_since_it_was_seen_is_said_with_the_old_one_until_it_is_seen(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Price = 10_00 });
        var bag = await shop.AddBagAsync((mug.Variants[0], 2, 10_00));
        await shop.PriceAsync(mug.Variants[0], 12_00, BagRows.Now);
        await shop.PriceAsync(mug.Variants[0], 99_00, BagRows.Now.AddDays(1));

        var contents = await shop.ContentsAsync(bag);
        Assert.Equal(new Money(10_00, Currency.Usd), contents.Lines[0].PriceBefore);
        Assert.Equal("$24.00", $"{(await shop.QuoteAsync(bag)).Quote.Subtotal}");
        Assert.True((await shop.QuoteAsync(bag)).CanBeBought);

        await shop.Database.WriteAsync(transaction => contents.MarkSeenAsync(transaction.Db), Cancel);
        var seen = (await shop.ContentsAsync(bag)).Lines[0];
        Assert.Equal((null, "mug"), (seen.PriceBefore, seen.SeenTitle));
    }

    [Theory, BothEngines]
    public async Task What_an_attempt_to_pay_for_this_bag_holds_is_not_missing_to_it(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var last = await shop.AddAsync(new("good", "last") { Stock = 1 });
        var code = await shop.AddCodeAsync("ONCE", percent: 10, limitTotal: 1, limitPerPerson: 1);
        var (mine, other) = (await shop.AddBagAsync((last.Variants[0], 1, 9_99)), await shop.AddBagAsync((last.Variants[0], 1, 9_99)));
        await shop.ExecuteAsync("UPDATE bags SET code = 'once'");
        await shop.HoldAsync(mine, last.Variants[0], 1, code);
        var ada = BagRows.Somebody with { Person = "ada@example.com" };

        var (own, others) = (await shop.QuoteAsync(mine, ada), await shop.QuoteAsync(other, ada));

        Assert.Equal((true, "$1.00"), (own.CanBeBought, $"{own.Quote.Discount}"));
        Assert.Equal(new BagProblem.SoldOut(), others.Lines[0].Line.Problem);
        Assert.Equal(
            new DiscountDecision.Refused(DiscountRefusal.UsedUp, "This code has been used as often as it can be."),
            others.Code!.Decision);
    }

    [Theory, BothEngines]
    public async Task A_bag_is_the_account_s_if_somebody_is_signed_in_and_else_the_browser_s(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var account = Chance.Secure.NewId(BagRows.Now);
        await shop.ExecuteAsync(
            "INSERT INTO accounts (id, email, email_key, security_stamp, created_at) VALUES (@account, 'a@b.example', 'a@b.example', '', @Now)",
            new { account, BagRows.Now });
        var album = await shop.AddAsync(new("album", "tides"));
        var (visitor, signedIn) = (new BagOwner("visitor-visitor-visitor", null), new BagOwner("visitor-visitor-visitor", account));

        var bags = new List<Bag>();
        foreach (var owner in new[] { visitor, signedIn, visitor, signedIn, signedIn with { VisitorKey = "elsewhere" } })
        {
            bags.Add(await shop.Database.WriteAsync(transaction => Bag.OpenAsync(transaction, owner, Chance.Secure, BagRows.Now), Cancel));
        }

        var alone = await shop.Database.WriteAsync(
            transaction => Bag.OpenAloneAsync(transaction, visitor.VisitorKey!, album.Variants[0], BagRows.Guest, Chance.Secure), Cancel);

        Assert.Equal([0, 1, 0, 1, 1], bags.Select(bag => bag.Id == bags[0].Id ? 0 : bag.Id == bags[1].Id ? 1 : 2));
        Assert.Equal(bags[0], await shop.Database.ReadAsync(db => Bag.FindAsync(db, visitor), Cancel));
        Assert.Equal(bags[1], await shop.Database.ReadAsync(db => Bag.FindAsync(db, signedIn), Cancel));
        Assert.Null(await shop.Database.ReadAsync(db => Bag.FindAsync(db, new BagOwner(null, null)), Cancel));
        Assert.DoesNotContain(alone!.Id, bags.Select(bag => bag.Id));
        var line = Assert.Single((await shop.ContentsAsync(alone)).Lines);
        Assert.Equal((1, new Money(9_99, Currency.Usd)), (line.Quantity, line.Seen));
    }

    [Theory, BothEngines]
    public async Task A_buy_button_s_bag_is_one_bag_however_often_it_is_pressed(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "tides"));

        var bags = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shop.Database.WriteAsync(
            transaction => Bag.OpenAloneAsync(transaction, "visitor", album.Variants[0], BagRows.Guest, Chance.Secure), Cancel)));

        Assert.Single(bags.Distinct());
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT CAST(SUM(quantity) AS bigint) FROM bag_lines"));
        Assert.Null(await shop.Database.WriteAsync(
            transaction => Bag.OpenAloneAsync(transaction, "visitor", bags[0]!.Id, BagRows.Guest, Chance.Secure), Cancel));
    }
}
