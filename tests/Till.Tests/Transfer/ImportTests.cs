using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Till.Catalogue;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;
using Till.Transfer;

namespace Till.Tests.Transfer;

/// <summary>A file against a shop: all of it is written, or nothing.</summary>
public sealed class ImportTests
{
    private const string Two =
        """
        address,kind,title,maker,description,categories,published,size,code,price,stock,low_stock
        harbour-shirt,good,Harbour shirt,Loom & Co,"Linen, *washed*.",Shirts; New,yes,S,HS-S,49.50,4,2
        harbour-shirt,,,,,,,M,HS-M,49.50,0,
        night-trains,album,Night Trains,The Harbour Lamps,,,yes,,,12.00,,
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task What_is_new_stands_on_the_shelf_and_the_same_file_again_changes_nothing(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var visitor = shop.NewBrowser();

        var done = await WriteAsync(shop, Two);

        Assert.Equal((2, 0, 0), (done.Added, done.Changed, done.Unchanged));
        var page = await visitor.GetAsync("/goods/harbour-shirt");
        Assert.Contains("$49.50", page.Text);
        Assert.Contains("Linen, washed.", page.Text);
        Assert.Contains("Night Trains", (await visitor.GetAsync("/albums")).Text);
        Assert.Equal(["New", "Shirts"], (await visitor.GetAsync("/goods")).Page.QuerySelectorAll("[name=category]").Select(one => one.ParentElement!.TextContent.Trim().Split(' ')[0]).Order());
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT COUNT(*) FROM stock_movements WHERE reason = 'opening'"));
        Assert.Equal("ALB-NIGHT-TRAINS", await shop.QueryAsync<string>("SELECT sku FROM variants WHERE size = '' AND stock IS NULL"));

        var again = await WriteAsync(shop, Two);

        Assert.Equal((0, 0, 2), (again.Added, again.Changed, again.Unchanged));
        Assert.Equal(3, await shop.QueryAsync<int>("SELECT COUNT(*) FROM prices"));
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit WHERE action = 'product.added'"));
    }

    [Theory, BothEngines]
    public async Task What_differs_is_changed_with_its_history_and_the_rest_stays(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        await WriteAsync(shop, Two);
        shop.Clock.Advance(TimeSpan.FromHours(1));

        var done = await WriteAsync(
            shop,
            """
            address,title,size,code,price,stock
            harbour-shirt,Harbour linen shirt,L,HS-M,55.00,
            harbour-shirt,,S,,,unlimited
            harbour-shirt,,XL,,60.00,3
            """);

        Assert.Equal((0, 1, 0), (done.Added, done.Changed, done.Unchanged));
        Assert.Equal("Harbour linen shirt", await shop.QueryAsync<string>("SELECT title FROM products WHERE slug = 'harbour-shirt'"));
        Assert.Equal("L", await shop.QueryAsync<string>("SELECT size FROM variants WHERE sku = 'HS-M'"));
        Assert.Equal("GDS-HARBOUR-SHIRT-XL", await shop.QueryAsync<string>("SELECT sku FROM variants WHERE size = 'XL'"));
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT COUNT(*) FROM prices p JOIN variants v ON v.id = p.variant_id WHERE v.sku = 'HS-M'"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT stock FROM variants WHERE sku = 'HS-M'"));
        Assert.Equal("uncounted", await shop.QueryAsync<string>("SELECT reason FROM stock_movements ORDER BY at DESC, reason DESC LIMIT 1"));
        var detail = await shop.QueryAsync<string>("SELECT detail FROM audit WHERE action = 'product.changed'");
        Assert.All(["Title: “Harbour shirt” → “Harbour linen shirt”", "Size: “M” → “L”", "Price of L: “$49.50” → “$55.00”", "Stock of S: “4” → “not counted”", "Size “XL”, code GDS-HARBOUR-SHIRT-XL: new"], line => Assert.Contains(line, detail));
        Assert.Equal("Loom & Co", await shop.QueryAsync<string>("SELECT maker FROM products WHERE slug = 'harbour-shirt'"));
    }

    [Theory]
    [BothEngines]
    public async Task What_does_not_fit_the_shop_is_told_and_nothing_is_written(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        await WriteAsync(shop, Two);
        using var owner = await Office.SignInAsync(shop);
        var removed = Editor.IdOf(await owner.AddAsync("book", "Gone"));
        await owner.SubmitFormAsync(await owner.SheetAsync(removed), Office.Form("Remove"));
        var moved = await owner.SheetAsync(Editor.IdOf(await owner.AddAsync("book", "Moved")));
        await owner.SaveAsync(moved, ("Slug", "moved-on"));
        var before = await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit");

        var plan = await PlanAsync(
            shop,
            """
            address,kind,title,size,code,price,price_month,stock
            fresh,good,Fresh,,NEW-1,5.00,,
            untold,,,,,5.00,,
            night-trains,book,,,,,,
            gone,,,,,,,
            moved,book,Another,,,,,
            other,good,Other,,HS-S,5.00,,
            other-two,good,Other two,,NEW-1,5.00,,
            night-song,album,Night Song,L,,5.00,,7
            harbour-shirt,,,,,50.00,,
            club,membership,Club,,,5.00,,
            book-two,book,Book two,,,,5.00,
            """);

        var faults = plan.Faults.Select(fault => fault.ToString()).ToList();
        Assert.Equal(
            [
                "Line 3, title: Nothing has the address untold yet, and a new product needs a title.",
                "Line 4, kind: “Night Trains” is of the kind album, and stays that.",
                "Line 5: “Gone” has this address and was removed. Put it back first, or choose another address.",
                "Line 6: The address moved led to “Moved” before, and still does. Choose another.",
                "Line 7, code: Something else has the code HS-S.",
                "Line 8, code: Line 2 has the code NEW-1 already.",
                "Line 9, size: Only goods come in sizes.",
                "Line 9, stock: Albums and memberships are not counted.",
                "Line 10, size: Where there are several sizes, each has a name, and those that there are have to be told by code or size.",
                "Line 11, price: A membership is paid by the month or by the year.",
                "Line 12, price: This is paid once.",
            ],
            faults);
        var import = shop.Services.GetRequiredService<ImportProducts>();
        Assert.IsType<ImportProducts.Outcome.Stale>(await import.RunAsync(
            Read(shop, "address,title,code\nfresh,Fresh,HS-S"), "x.csv", null, Actor.CommandLine, (_, _) => { }, null, Cancel));
        Assert.Equal(before, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products WHERE slug = 'fresh'"));
    }

    [Theory, BothEngines]
    public async Task A_code_that_nobody_gave_is_one_that_nothing_has_whatever_kind_the_file_is_read_as(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        await WriteAsync(shop, "address,kind,title,size,code\none,good,One,S,GDS-TWO-L\none,,,M,GDS-TWO-L-2\ntwo,good,Two,S,TWO-S\n");

        await WriteAsync(shop, "address,size\ntwo,L\n", Till.Catalogue.Shelf.Books);

        Assert.Equal("GDS-TWO-L-3", await shop.QueryAsync<string>("SELECT sku FROM variants WHERE size = 'L'"));
    }

    [Theory, BothEngines]
    public async Task A_sale_after_the_owner_looked_is_not_written_over(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        await WriteAsync(shop, Two);
        var file = Read(shop, "address,code,stock\nharbour-shirt,HS-S,10");
        var import = shop.Services.GetRequiredService<ImportProducts>();
        var agreed = await import.PlanAsync(file, Cancel);
        await shop.ExecuteAsync("UPDATE variants SET stock = 3 WHERE sku = 'HS-S'");

        var outcome = await import.RunAsync(file, "stock.csv", agreed.Fingerprint, Actor.CommandLine, (_, _) => { }, null, Cancel);

        var stale = Assert.IsType<ImportProducts.Outcome.Stale>(outcome);
        Assert.Contains("“3” → “10”", Assert.Single(stale.Plan.Products).What.ToString());
        Assert.Equal(3, await shop.QueryAsync<int>("SELECT stock FROM variants WHERE sku = 'HS-S'"));
    }

    [Theory, BothEngines]
    public async Task Thousands_of_products_take_a_few_queries_for_each_five_hundred_and_tell_how_far_they_are(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        var lines = new StringBuilder("address,kind,title,code,price,stock,categories\n");
        for (var at = 0; at < 1_200; at++)
        {
            lines.Append($"thing-{at},good,Thing {at},T-{at},5.00,{at},Things\n");
        }

        var steps = new List<(int, int)>();
        await shop.Services.GetRequiredService<ImportProducts>().RunAsync(
            Read(shop, lines.ToString()), "many.csv", null, Actor.CommandLine, (done, total) => steps.Add((done, total)), null, Cancel);

        Assert.Equal([(500, 1_200), (1_000, 1_200), (1_200, 1_200)], steps);
        Assert.Equal(1_200, await shop.QueryAsync<int>("SELECT COUNT(*) FROM variants WHERE stock IS NOT NULL"));
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM categories"));
        Assert.Contains("1,200 new", (await shop.QueryAsync<string>("SELECT detail FROM audit WHERE action = 'products.imported'")).Replace("1200", "1,200"));
    }

    internal static ImportFile Read(AccountsShop shop, string text, Till.Catalogue.Shelf? shelf = null)
    {
        var (file, faults) = shop.Services.GetRequiredService<Imports>().Read(Encoding.UTF8.GetBytes(text), shelf ?? Till.Catalogue.Shelf.Goods);
        Assert.Empty(faults);
        return file!;
    }

    private static Task<ImportPlan> PlanAsync(AccountsShop shop, string text) =>
        shop.Services.GetRequiredService<ImportProducts>().PlanAsync(Read(shop, text), Cancel);

    internal static async Task<ImportProducts.Outcome.Done> WriteAsync(AccountsShop shop, string text, Till.Catalogue.Shelf? shelf = null)
    {
        var outcome = await shop.Services.GetRequiredService<ImportProducts>().RunAsync(
            Read(shop, text, shelf), "test.csv", null, Actor.CommandLine, (_, _) => { }, null, Cancel);
        Assert.Empty(outcome is ImportProducts.Outcome.Stale stale ? stale.Plan.Faults : []);
        return Assert.IsType<ImportProducts.Outcome.Done>(outcome);
    }
}
