using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

/// <summary>What the books say when they are summed up.</summary>
public sealed class ReportsTests
{
    private const string November = "from=2026-11-01&to=2026-11-30";

    private static readonly DateTimeOffset Day = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Theory, BothEngines]
    public async Task Sales_are_summed_by_the_day_they_were_paid_and_refunds_by_the_day_they_went(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var first = await KeepAsync(shop, new Bought { At = Day, Delivery = 2_00 });                                   // $22.00, at the day's first moment
        await KeepAsync(shop, new Bought { At = Day.AddDays(1).AddTicks(-10), Discount = 5_00, Code = "SPRING" });      // $15.00, at its last
        await KeepAsync(shop, new Bought { At = Day.AddDays(1), Items = [Bought.Item.Book] });                          // $23.00, the day after
        await KeepAsync(shop, new Bought { At = Day, Currency = "eur" });                                               // the books of another currency
        shop.Clock.Advance(new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero) - shop.Clock.GetUtcNow());
        await OrderPageTests.RefundAsync(shop, first, 7_00);
        await shop.ExecuteAsync("UPDATE refunds SET created_at = @now", new { now = shop.Clock.GetUtcNow() });
        using var owner = await Office.SignInAsync(shop);

        var page = await owner.GetAsync("/admin/reports?from=2026-11-20&to=2026-11-22");

        Assert.Equal(
            [
                "2026-11-20 2 $40.00 -$5.00 $2.00 $0.00 $37.00 $0.00 $37.00",
                "2026-11-21 1 $23.00 $0.00 $0.00 $0.00 $23.00 $0.00 $23.00",
                "2026-11-22 0 $0.00 $0.00 $0.00 $0.00 $0.00 -$7.00 -$7.00",
            ],
            page.Rows());
        Assert.Equal("Together 3 $63.00 -$5.00 $2.00 $0.00 $60.00 -$7.00 $53.00", Foot(page));
        var months = (await owner.GetAsync("/admin/reports?from=2026-08-01&to=2026-11-30")).Rows();
        Assert.Equal(["2026-08", "2026-09", "2026-10", "2026-11"], months.Select(row => row.Split(' ')[0]));
        Assert.Equal("2026-11 3 $63.00 -$5.00 $2.00 $0.00 $60.00 -$7.00 $53.00", months[3]);
    }

    [Theory, BothEngines]
    public async Task Products_kinds_countries_codes_and_taxes_are_told_apart(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await KeepAsync(shop, new Bought { Discount = 4_00, Code = "SPRING", Items = [Bought.Item.Shirt with { Discount = 4_00 }], Taxes = [new("VAT", 2000, Included: true, 13_33, 2_67)] });
        await KeepAsync(shop, new Bought { Items = [Bought.Item.Book, Bought.Item.Shirt with { Quantity = 1 }], Taxes = [new("Sales tax", 875, Included: false, 33_00, 2_89)] });
        await KeepAsync(shop, new Bought { Items = [new("Night Trains", "", 1, 9_99, Delivered: false, Kind: "album", Maker: "The Signals")] });
        using var owner = await Office.SignInAsync(shop);
        async Task<IReadOnlyList<string>> RowsAsync(string report) => (await owner.GetAsync($"/admin/reports?report={report}&{November}")).Rows();

        var products = await RowsAsync("products");
        Assert.Equal(4, products.Count); // each kept order's things are products of its own
        Assert.Equal("The Tide Table Mara Voss Books 1 1 $23.00 $0.00 $23.00 0 $0.00", products[0]);
        Assert.Equal("Linen shirt Goods 1 2 $20.00 -$4.00 $16.00 0 $0.00", products[1]);
        Assert.Equal(["Goods 2 3 $30.00 -$4.00 $26.00", "Books 1 1 $23.00 $0.00 $23.00", "Albums 1 1 $9.99 $0.00 $9.99"], await RowsAsync("kinds"));
        Assert.Equal(["United States 2 $0.00 $5.56 $51.89", "Nothing was delivered 1 $0.00 $0.00 $9.99"], await RowsAsync("countries"));
        Assert.Equal(["SPRING 1 -$4.00 $16.00"], await RowsAsync("discounts"));
        Assert.Equal(["United States VAT 20 % yes 1 $13.33 $2.67", "United States Sales tax 8.75 % no 1 $33.00 $2.89"], await RowsAsync("tax"));
    }

    [Theory, BothEngines]
    public async Task What_Stripe_kept_is_taken_off_and_what_it_has_not_told_yet_is_counted(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var told = await KeepAsync(shop, new Bought());
        await KeepAsync(shop, new Bought());
        await shop.ExecuteAsync("UPDATE payments SET fee_minor = 88 WHERE order_id = @Id", new { told.Id });
        using var owner = await Office.SignInAsync(shop);

        var page = await owner.GetAsync("/admin/reports?report=fees&from=2026-11-20&to=2026-11-20");

        Assert.Equal(["2026-11-20 2 $40.00 -$0.88 1 $0.00 $39.12"], page.Rows());
    }

    [Theory, BothEngines]
    public async Task Memberships_are_told_by_the_month_and_what_they_bring_in(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await JoinAsync(shop, "2026-09-10", null, "month", 5_00);
        await JoinAsync(shop, "2026-10-02", "2026-11-03", "month", 5_00);
        await JoinAsync(shop, "2026-11-04", null, "year", 48_00);
        await JoinAsync(shop, "2026-11-05", null, "month", 5_00, status: "trialing");
        using var owner = await Office.SignInAsync(shop);
        shop.Clock.Advance(new DateTimeOffset(2026, 11, 27, 9, 0, 0, TimeSpan.Zero) - shop.Clock.GetUtcNow());

        var rows = (await owner.GetAsync("/admin/reports?report=members&from=2026-10-15&to=2026-11-27")).Rows();

        Assert.Equal(["2026-10 1 1 0 2 0 % $0.00 –", "2026-11 2 2 1 3 50 % $0.00 $9.00"], rows);
        Assert.Equal(["0001-01 0 0 0 0 – $0.00 –"], (await owner.GetAsync("/admin/reports?report=members&from=0001-01-01&to=0001-01-02")).Rows());
    }

    [Theory, BothEngines]
    public async Task Stock_is_told_with_what_it_would_bring(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await shop.ExecuteAsync(
            """
            INSERT INTO products (id, kind, slug, title, maker, published, created_at, updated_at) VALUES (@product, 'good', 'lamp', 'Lamp', 'Forge', @yes, @now, @now);
            INSERT INTO variants (id, product_id, sku, size, position, stock) VALUES (@variant, @product, 'LAMP-1', '', 1, 3);
            INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) VALUES (@variant, @variant, 'usd', 1200, @now);
            INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) VALUES (@product, @variant, 'usd', 9900, @later);
            """,
            new { product = Chance.Secure.NewId(Day), variant = Chance.Secure.NewId(Day), yes = true, now = shop.Clock.GetUtcNow(), later = shop.Clock.GetUtcNow().AddDays(1) });
        using var owner = await Office.SignInAsync(shop);

        Assert.Contains("Lamp LAMP-1 yes 3 $12.00 $36.00", (await owner.GetAsync("/admin/reports?report=stock")).Rows());
    }

    [Theory, BothEngines]
    public async Task A_file_has_what_the_page_has_and_no_name_becomes_a_formula(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await KeepAsync(shop, new Bought { Items = [new("=HYPERLINK(\"http://evil\")", "", 1, 1_999_00, Kind: "book", Maker: "Voss, Mara")] });
        using var owner = await Office.SignInAsync(shop);

        using var file = await owner.FetchAsync($"/admin/reports?report=products&{November}&as=csv");

        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal("products-2026-11-01-to-2026-11-30.csv", file.Content.Headers.ContentDisposition!.FileName);
        var bytes = await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        Assert.Equal(
            "Product,By,Kind,Orders,Sold,Items (USD),Discounts (USD),Taken (USD),Pieces given back,Given back (USD)\r\n\"'=HYPERLINK(\"\"http://evil\"\")\",\"Voss, Mara\",Books,1,1,1999.00,0.00,1999.00,0,0.00\r\n",
            Encoding.UTF8.GetString(bytes[3..]));
    }

    [Theory]
    [InlineData("report=nothing", "There is no such report")]
    [InlineData("from=yesterday", "The first day is no date")]
    [InlineData("to=2026-02-30", "The last day is no date")]
    [InlineData("from=2026-11-02&to=2026-11-01", "The first day comes after the last one")]
    [InlineData("from=0001-01-01&to=9999-12-31", "up to ten years")]
    [InlineData("from=1000-01-01", "up to ten years")]
    [InlineData("as=exe", "as a page or as a file")]
    [InlineData("report=products&from=%3Cscript%3E", "The first day is no date")]
    public async Task What_cannot_be_reported_is_said_and_the_usual_days_are_shown(string query, string problem)
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Engine.Sqlite));
        using var owner = await Office.SignInAsync(shop);

        var page = await owner.GetAsync("/admin/reports?" + query);

        Assert.Equal(400, page.Status);
        Assert.Contains(problem, page.Page.QuerySelector("[role=alert]")!.TextContent);
    }

    private static Task<Bought.Kept> KeepAsync(AccountsShop shop, Bought order) => order.KeepAsync(OrderPageTests.Store(shop));

    private static string Foot(Answer page) =>
        string.Join(' ', page.Page.QuerySelector(".sheet tfoot")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Task JoinAsync(AccountsShop shop, string joined, string? ended, string interval, long minor, string status = "active") => shop.ExecuteAsync(
        """
        INSERT INTO memberships (id, stripe_subscription_id, stripe_customer_id, role, status, product_id, plan, interval, currency, amount_minor,
                                 ended_at, joined_at, checked_at, created_at)
        VALUES (@id, @subscription, 'cus_1', 'member', @status, @id, 'The Back Room', @interval, 'usd', @minor, @left, @since, @since, @since)
        """,
        new
        {
            id = Chance.Secure.NewId(Day),
            subscription = $"sub_{joined}",
            status = ended is null ? status : "canceled",
            interval,
            minor,
            left = ended is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(ended + "Z"),
            since = DateTimeOffset.Parse(joined + "Z"),
        });
}
