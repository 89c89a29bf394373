using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Bags;
using Till.Storage;
using Till.Tests.Catalogue;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Bags;

/// <summary>The bag over HTTP, as a browser without script fills and changes it.</summary>
public sealed class BagPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_thing_goes_into_the_bag_after_one_question_and_is_there_with_what_it_costs(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var shirt = await shop.AddAsync(new("good", "shirt") { Title = "Linen shirt", Price = 9_99, Sizes = ["M", "L"] });
        using var buyer = new Buyer(shop.Address);

        var question = await buyer.PostAsync("/bag/add", ("variant", shirt.Variants[1].ToString()), ("quantity", "5"));
        Assert.Equal(HttpStatusCode.OK, question.Status);
        Assert.Contains("Linen shirt The Harbour Lamps · size L $9.99", question.Words);
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM bags"));

        var done = await buyer.SubmitAsync(question, "/bag/add");
        Assert.Equal((HttpStatusCode.SeeOther, $"/bag?said=added&line={shirt.Variants[1]}"), (done.Status, new Uri(done.Location!).PathAndQuery));
        var bag = await buyer.GetAsync(done.Location!);
        Assert.Contains("Linen shirt, L, is in your bag.", bag.Words);
        Assert.Contains("Spend $0.05 more for free delivery.", bag.Words);
        Assert.Contains("Subtotal $49.95 Delivery estimate $5.00 Total $54.95 USD", bag.Words);
        Assert.Equal("/checkout", bag.Document.QuerySelector(".sum .button.large")!.GetAttribute("href"));
        Assert.Contains("\"count\":5,\"total\":\"$54.95\"", (await buyer.GetAsync("/bag/badge")).Text);
    }

    [Theory, BothEngines]
    public async Task Each_size_is_its_own_line_and_more_of_one_is_added_to_it(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var shirt = await shop.AddAsync(new("good", "shirt") { Sizes = ["M", "L"] });
        using var buyer = new Buyer(shop.Address);

        await AddAsync(buyer, shirt.Variants[0], "2");
        await AddAsync(buyer, shirt.Variants[1], "1");
        await AddAsync(buyer, shirt.Variants[0], "3");

        Assert.Equal([("M", 5), ("L", 1)], await LinesAsync(shop));
        Assert.Equal(4, await shop.SingleAsync<int>("SELECT version FROM bags"));
    }

    [Theory, BothEngines]
    public async Task A_bag_holds_ninety_nine_of_a_thing_and_no_more_than_are_left_and_says_so(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var many = await shop.AddAsync(new("good", "many") { Title = "Many" });
        var few = await shop.AddAsync(new("good", "few") { Title = "Few", Stock = 3 });
        using var buyer = new Buyer(shop.Address);

        await AddAsync(buyer, many.Variants[0], "98");
        var most = await AddAsync(buyer, many.Variants[0], "2");
        var left = await AddAsync(buyer, few.Variants[0], "4");
        var again = await AddAsync(buyer, few.Variants[0], "1");

        Assert.Contains("A bag holds 99 of one thing at most, so that is what yours has of Many.", most.Words);
        Assert.Contains("Your bag has all that is left of Few: 3.", left.Words);
        Assert.Contains("Your bag has all that is left of Few: 3.", again.Words);
        Assert.Equal(102, await shop.SingleAsync<long>("SELECT CAST(SUM(quantity) AS bigint) FROM bag_lines"));
    }

    /// <summary>Negative and huge quantities accepted.</summary>
    [Theory, BothEngines]
    public async Task A_quantity_that_is_none_is_refused_with_a_word_at_the_field_and_changes_nothing(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug"));
        using var buyer = new Buyer(shop.Address);
        var bag = await AddAsync(buyer, mug.Variants[0], "2");

        foreach (var bad in new[] { "0", "-1", "100", "2147483648", "99999999999999999999", "1.5", "two", "", " ", "1e1", "０" })
        {
            var changed = await ChangeAsync(buyer, bag, mug.Variants[0], "quantity", bad);
            var question = await buyer.PostAsync("/bag/add", ("variant", mug.Variants[0].ToString()), ("quantity", bad));

            Assert.Equal((bad, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (bad, changed.Status, question.Status));
            Assert.Contains("Type a whole number from 1 to 99. To take it out, press Remove.", changed.Words);
            Assert.Contains("Type a whole number from 1 to 99.", question.Words);
        }

        Assert.Equal((2, 2), (await shop.SingleAsync<int>("SELECT quantity FROM bag_lines"), await shop.SingleAsync<int>("SELECT version FROM bags")));
    }

    [Theory, BothEngines]
    public async Task A_form_that_is_not_ours_changes_nothing_and_is_answered_with_what_is_wrong(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug"));
        var (hidden, club) = (await shop.AddAsync(new("good", "hidden") { Published = false }), await shop.AddAsync(new("membership", "club") { Interval = "month" }));
        var sold = await shop.AddAsync(new("good", "sold") { Stock = 0 });
        using var buyer = new Buyer(shop.Address);
        var bag = await AddAsync(buyer, mug.Variants[0], "1");
        var token = bag.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var ours = ("__RequestVerificationToken", token);

        Assert.Equal(HttpStatusCode.NotFound, (await buyer.PostAsync("/bag/add", ("variant", "nonsense"), ours)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await buyer.PostAsync("/bag/add", ours)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await buyer.PostAsync("/bag/add", ("variant", hidden.Variants[0].ToString()), ours)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await buyer.PostAsync("/bag/add", ("variant", club.Variants[0].ToString()), ours)).Status);
        var late = await buyer.PostAsync("/bag/add", ("variant", sold.Variants[0].ToString()), ours);
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("Sold out: there are none left.", late.Words);
        Assert.Equal(HttpStatusCode.BadRequest, (await buyer.PostAsync("/bag", ("set", "price"), ours)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await buyer.PostAsync("/bag", ours)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await buyer.PostAsync("/bag", ("set", "remove"), ("line", "nonsense"), ours)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await buyer.PostAsync("/bag", ("set", "empty"))).Status);
        Assert.Equal(("/bag", HttpStatusCode.Found), (new Uri((await buyer.GetAsync("/bag/add")).Location!).PathAndQuery, (await buyer.GetAsync("/bag/add")).Status));

        Assert.Equal([("", 1)], await LinesAsync(shop));
        Assert.Equal(HttpStatusCode.OK, (await buyer.GetAsync("/bag?said=%3Cscript%3E&line=nonsense")).Status);
    }

    [Theory, BothEngines]
    public async Task Lines_are_changed_and_removed_and_every_change_raises_the_version(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var (mug, cup) = (await shop.AddAsync(new("good", "mug")), await shop.AddAsync(new("good", "cup")));
        using var buyer = new Buyer(shop.Address);
        await AddAsync(buyer, mug.Variants[0], "1");
        var bag = await AddAsync(buyer, cup.Variants[0], "1");
        var versions = new List<int> { await shop.SingleAsync<int>("SELECT version FROM bags") };

        foreach (var (line, set, quantity) in new[] { (mug, "quantity", "7"), (mug, "remove", ""), (cup, "empty", ""), (cup, "remove", "") })
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await ChangeAsync(buyer, bag, line.Variants[0], set, quantity)).Status);
            versions.Add(await shop.SingleAsync<int>("SELECT version FROM bags"));
        }

        Assert.Equal([3, 4, 5, 6, 6], versions);
        Assert.Empty(await LinesAsync(shop));
        Assert.Contains("There is nothing in it yet.", (await buyer.GetAsync("/bag")).Words);
        Assert.Contains("\"count\":0", (await buyer.GetAsync("/bag/badge")).Text);
    }

    [Theory, BothEngines]
    public async Task Things_put_in_from_many_tabs_at_once_are_all_there(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var things = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            things.AddRange((await shop.AddAsync(new("good", $"thing-{i}"))).Variants);
        }

        var (change, owner) = (shop.Services.GetRequiredService<ChangeBag>(), new BagOwner("a-browser-with-many-tab", null));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => change.AddAsync(owner, things[i % 4], 2, Cancel)));

        Assert.All(outcomes, outcome => Assert.Equal(new ChangeBag.Outcome.Done(BagNews.Added), outcome));
        Assert.Equal([20, 20, 20, 20], await shop.Database.ReadAsync(db => db.QueryAsync<int>("SELECT quantity FROM bag_lines"), Cancel));
        Assert.Equal(41, await shop.SingleAsync<int>("SELECT version FROM bags"));
    }

    [Fact]
    public async Task A_bag_is_full_with_a_hundred_different_things()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        var sizes = await shop.AddAsync(new("good", "sizes") { Sizes = [.. Enumerable.Range(0, ChangeBag.MaxLines + 1).Select(size => $"{size}")] });
        var (change, owner) = (shop.Services.GetRequiredService<ChangeBag>(), new BagOwner("visitor", null));
        foreach (var variant in sizes.Variants.Take(ChangeBag.MaxLines))
        {
            Assert.IsType<ChangeBag.Outcome.Done>(await change.AddAsync(owner, variant, 1, Cancel));
        }

        var full = Assert.IsType<ChangeBag.Outcome.Refused>(await change.AddAsync(owner, sizes.Variants[^1], 1, Cancel));

        Assert.Contains("100 different things", full.Reason);
        Assert.IsType<ChangeBag.Outcome.Done>(await change.AddAsync(owner, sizes.Variants[0], 1, Cancel));
    }

    /// <summary>One deleted product made every page a 404 for whoever had it in the bag.</summary>
    [Theory, BothEngines]
    public async Task A_product_that_is_removed_is_said_in_the_bag_and_breaks_no_page(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var (mug, cup) = (await shop.AddAsync(new("good", "mug") { Title = "Mug" }), await shop.AddAsync(new("good", "cup") { Title = "Cup", Price = 10_00 }));
        using var buyer = new Buyer(shop.Address);
        await AddAsync(buyer, mug.Variants[0], "1");
        await AddAsync(buyer, cup.Variants[0], "1");
        await shop.ExecuteAsync("DELETE FROM products WHERE id = @Product", mug);
        await shop.PriceAsync(cup.Variants[0], 12_00, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));

        var bag = await buyer.GetAsync("/bag");

        Assert.Equal(HttpStatusCode.OK, bag.Status);
        Assert.Contains("Mug This is no longer for sale. not counted", bag.Words);
        Assert.Contains("The price has changed: it was $10.00, now it is $12.00.", bag.Words);
        Assert.Contains("Subtotal $12.00", bag.Words);
        Assert.Contains("Some lines need a change before you can check out", bag.Words);
        Assert.Null(bag.Document.QuerySelector("a[href='/checkout']"));
        Assert.Contains("Mug", (await buyer.GetAsync("/bag/drawer")).Words);
        Assert.Equal(HttpStatusCode.OK, (await buyer.GetAsync("/goods")).Status);

        var after = await buyer.GetAsync((await ChangeAsync(buyer, bag, mug.Variants[0], "remove", "")).Location!);
        Assert.Contains("It is out of your bag.", after.Words);
        Assert.DoesNotContain("The price has changed", after.Words);
        Assert.NotNull(after.Document.QuerySelector("a[href='/checkout']"));
    }

    [Theory, BothEngines]
    public async Task A_code_is_shown_with_its_discount_or_with_why_it_does_not_count(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Price = 20_00 });
        await shop.AddCodeAsync("WELCOME10", percent: 10);
        await shop.AddCodeAsync("LARGE", percent: 50);
        await shop.ExecuteAsync("UPDATE discount_codes SET minimum_minor = 3000 WHERE code = 'LARGE'");
        using var buyer = new Buyer(shop.Address);
        await AddAsync(buyer, mug.Variants[0], "1");

        Assert.Contains("Code WELCOME10 counts.", (await CodeAsync(" welcome10 ")).Words);
        Assert.Contains("Subtotal $20.00 Discount WELCOME10 -$2.00 Delivery estimate $1.80 Total $19.80", (await buyer.GetAsync("/bag")).Words);
        Assert.Contains("LARGE: Spend $10.00 more to use this code.", (await CodeAsync("large")).Words);
        Assert.Contains("nonsense: We don't know this code. Check how it is spelled.", (await CodeAsync("nonsense")).Words);
        Assert.Contains("Type a code first.", (await CodeAsync("  ")).Words);
        Assert.Contains("A code has at most 40 characters.", (await CodeAsync(new string('x', 41))).Words);
        var without = await buyer.SubmitAsync(await buyer.GetAsync("/bag"), "/bag", ("set", "no-code"));
        Assert.DoesNotContain("nonsense", (await buyer.GetAsync(without.Location!)).Words);

        async Task<Answer> CodeAsync(string code)
        {
            var answer = await buyer.SubmitAsync(await buyer.GetAsync("/bag"), "/bag", ("set", "code"), ("code", code));
            return answer.Location is { } next ? await buyer.GetAsync(next) : answer;
        }
    }

    [Theory, BothEngines]
    public async Task Nobody_sees_or_changes_another_s_bag(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Title = "Mug" });
        using var ada = new Buyer(shop.Address);
        using var eve = new Buyer(shop.Address);
        var bag = await AddAsync(ada, mug.Variants[0], "1");
        await AddAsync(eve, mug.Variants[0], "1");

        await ChangeAsync(eve, await eve.GetAsync("/bag"), mug.Variants[0], "quantity", "9");
        await ChangeAsync(eve, await eve.GetAsync("/bag"), mug.Variants[0], "empty", "");

        Assert.DoesNotContain("Mug", (await eve.GetAsync("/bag")).Words.Replace("Remove", ""));
        Assert.Contains("value=\"1\"", (await ada.GetAsync("/bag")).Text);
        Assert.NotEqual(HttpStatusCode.SeeOther, (await ChangeAsync(eve, bag, mug.Variants[0], "empty", "")).Status);
    }

    [Theory, BothEngines]
    public async Task Bags_that_nobody_touched_for_ninety_days_are_swept_with_their_lines(string engine)
    {
        var clock = new VirtualClock();
        await using var shop = await TestShop.StartAsync(engine, time: clock);
        var mug = await shop.AddAsync(new("good", "mug"));
        var change = shop.Services.GetRequiredService<ChangeBag>();
        await change.AddAsync(new BagOwner("old", null), mug.Variants[0], 1, Cancel);
        clock.Advance(TimeSpan.FromDays(1));
        await change.AddAsync(new BagOwner("new", null), mug.Variants[0], 1, Cancel);
        clock.Advance(SweepBags.KeptFor - TimeSpan.FromHours(1));

        Assert.Equal(1, await shop.Services.GetRequiredService<SweepBags>().RunAsync(Cancel));

        Assert.Equal("new", await shop.SingleAsync<string>("SELECT visitor_key FROM bags"));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM bag_lines"));
    }

    [Fact]
    public async Task The_bag_s_page_asks_the_database_as_often_however_much_is_in_it()
    {
        await using var shop = await TestShop.StartAsync(nameof(Engine.Postgres));
        using var buyer = new Buyer(shop.Address);
        using var counter = await QueryCounter.StartAsync(shop.Database);
        var counts = new List<int>();
        for (var i = 0; i < 30; i++)
        {
            var bag = await AddAsync(buyer, (await shop.AddAsync(new("good", $"thing-{i}"))).Variants[0], "1");
            Assert.Equal(i + 1, bag.Document.QuerySelectorAll(".bag-lines li").Length);
            counter.Take();
            await buyer.GetAsync("/bag");
            counts.Add(counter.Take());
        }

        Assert.Equal(2, Assert.Single(counts.Distinct()));
    }

    /// <summary>Puts it in, answers the question, and gives the bag's page.</summary>
    private static async Task<Answer> AddAsync(Buyer buyer, Guid variant, string quantity)
    {
        var question = await buyer.PostAsync("/bag/add", ("variant", variant.ToString()), ("quantity", quantity));
        var done = await buyer.SubmitAsync(question, "/bag/add");
        Assert.Equal(HttpStatusCode.SeeOther, done.Status);
        return await buyer.GetAsync(done.Location!);
    }

    private static Task<Answer> ChangeAsync(Buyer buyer, Answer bag, Guid variant, string set, string quantity) => buyer.PostAsync(
        "/bag",
        ("line", variant.ToString()),
        ("set", set),
        ("quantity", quantity),
        ("__RequestVerificationToken", bag.Document.QuerySelector("[name=__RequestVerificationToken]")?.GetAttribute("value") ?? ""));

    private static Task<IEnumerable<(string Size, int Quantity)>> LinesAsync(TestShop shop) => shop.Database.ReadAsync(
        db => db.QueryAsync<(string, int)>(
            "SELECT v.size, l.quantity FROM bag_lines l JOIN variants v ON v.id = l.variant_id ORDER BY l.added_at"),
        Cancel);
}
