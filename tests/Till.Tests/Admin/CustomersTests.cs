using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Admin;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

/// <summary>Whoever has ordered: found, looked at, given their data, erased.</summary>
public sealed class CustomersTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Accounts_and_guests_are_found_by_address_name_and_order_and_one_alone_is_shown_at_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        using var eve = await shop.SignUpAsync("eve@till.example", Password); // has bought nothing
        await KeepAsync(shop, new Bought { Email = "Ada@till.example", Name = "Ada Lovelace", At = shop.Clock.GetUtcNow().AddDays(-3) });
        await KeepAsync(shop, new Bought { Email = "adam@till.example", Name = "ADAM Smith", At = shop.Clock.GetUtcNow().AddDays(-2) });
        var grace = await KeepAsync(shop, new Bought { Email = "grace@till.example", Name = "Grace Hopper", At = shop.Clock.GetUtcNow().AddDays(-1) });
        using var owner = await Office.SignInAsync(shop);

        var rows = (await owner.GetAsync("/admin/customers")).Rows();
        Assert.Equal(["grace@till.example", "adam@till.example", "ada@till.example"], rows.Select(row => row.Split(' ')[0])); // the last who came first
        Assert.Contains("ADAM Smith guest 1 $20.00", rows[1]);
        Assert.Contains("Ada Lovelace account 1 $20.00", rows[2]);
        Assert.Equal(2, (await owner.GetAsync("/admin/customers?q=ADA")).Rows().Count);
        foreach (var typed in (string[])["grace@", "GRACE@TILL.EXAMPLE", "grace h", $"{grace.Number}", $"%23{grace.Number}"])
        {
            Assert.Contains("Grace Hopper", (await owner.GetAsync($"/admin/customers?q={typed}")).Page.QuerySelector("h1")!.TextContent);
        }

        Assert.Contains("Nobody is like that", (await owner.GetAsync("/admin/customers?q=eve@till")).Text);
        Assert.Contains("Nobody is like that", (await owner.GetAsync("/admin/customers?q=%25")).Text);
        foreach (var query in (string[])["q=" + new string('x', 201), "q=%00"])
        {
            Assert.Equal(400, (await owner.GetAsync("/admin/customers?" + query)).Status);
        }

        foreach (var query in (string[])["after=x", "after=99999999999999999999.1", "after=1." + Guid.Empty.ToString("N")])
        {
            Assert.Equal(200, (await owner.GetAsync("/admin/customers?" + query)).Status);
        }

        Assert.Equal(404, (await owner.GetAsync($"/admin/customers/{Guid.Empty}")).Status);
    }

    [Theory, BothEngines]
    public async Task Their_sheet_tells_of_orders_by_currency_addresses_and_mails_with_refunds_taken_off(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        await KeepAsync(shop, new Bought { Currency = "eur" });
        var refunded = await KeepAsync(shop, new Bought());
        await OrderPageTests.RefundAsync(shop, refunded, 5_00);
        await shop.MailsAsync();
        using var owner = await Office.SignInAsync(shop);

        var sheet = await owner.GetAsync("/admin/customers?q=ada");

        Assert.Contains("Paid, less refunds €20.00, $15.00", sheet.Text);
        Assert.Contains("12 Analytical Way", sheet.Text);
        Assert.Single(sheet.Page.QuerySelectorAll("address")); // both orders went there
        Assert.Equal(2, sheet.Page.QuerySelectorAll("section[aria-labelledby=orders] tbody tr").Length);
        Assert.Contains("Confirm the address", sheet.Page.QuerySelector("section[aria-labelledby=mails]")!.TextContent);
    }

    [Theory, BothEngines]
    public async Task Staff_see_no_amounts_and_only_owners_export_and_erase(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await KeepAsync(shop, new Bought());
        using var staff = await Office.SignInAsync(shop, Roles.Staff);
        using var bookkeeper = await Office.SignInAsync(shop, Roles.Bookkeeper);

        foreach (var path in (string[])["/admin/customers", "/admin/customers?q=ada"])
        {
            Assert.DoesNotContain("$", (await staff.GetAsync(path)).Text);
            Assert.Contains("$20.00", (await bookkeeper.GetAsync(path)).Text);
        }

        Assert.Empty((await bookkeeper.GetAsync("/admin/customers?q=ada")).Page.QuerySelectorAll("main form"));
        Assert.Empty((await staff.GetAsync("/admin/customers?q=ada")).Page.QuerySelectorAll("main form"));
    }

    [Theory, BothEngines]
    public async Task A_customers_data_is_given_as_a_file_and_that_is_on_record(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        var order = await KeepAsync(shop, new Bought());
        await KeepAsync(shop, new Bought { Email = "guest@till.example" });
        using var owner = await Office.SignInAsync(shop);

        var account = JsonDocument.Parse((await owner.SubmitFormAsync(await owner.GetAsync("/admin/customers?q=ada@"), Office.Form("Export"))).Html).RootElement;
        var guest = JsonDocument.Parse((await owner.SubmitFormAsync(await owner.GetAsync("/admin/customers?q=guest@"), Office.Form("Export"))).Html).RootElement;

        Assert.Equal("ada@till.example", account.GetProperty("account").GetProperty("email").GetString());
        Assert.Equal(order.Number, Assert.Single(account.GetProperty("orders").EnumerateArray()).GetProperty("number").GetInt64());
        Assert.Single(guest.GetProperty("orders").EnumerateArray());
        Assert.False(guest.TryGetProperty("account", out _));
        var log = await owner.ChangesAsync();
        Assert.Equal(2, log.Count(line => line.Contains("Exported a customer’s data")));
        Assert.DoesNotContain(log, line => line.Contains("ada@") || line.Contains("guest@"));
    }

    [Theory, BothEngines]
    public async Task A_customer_is_erased_when_the_address_is_typed_and_the_books_stay(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        await KeepAsync(shop, new Bought());
        await KeepAsync(shop, new Bought { Email = "guest@till.example" });
        using var owner = await Office.SignInAsync(shop);

        foreach (var email in (string[])["ada@till.example", "guest@till.example"])
        {
            var sheet = await owner.GetAsync($"/admin/customers?q={email}");
            foreach (var wrong in (string[])["", "ada", "<script>", "ada@till.example "[..^1] + ".evil"])
            {
                var refused = await owner.SubmitFormAsync(sheet, Office.Form("Erase"), ("Confirmation", wrong));
                Assert.Equal(400, refused.Status);
                Assert.NotNull(refused.ErrorAt("Confirmation"));
            }

            var erased = await owner.SubmitFormAsync(sheet, Office.Form("Erase"), ("Confirmation", email.ToUpperInvariant()));
            Assert.Contains("The customer is erased.", erased.Text);
            Assert.Equal(404, (await owner.SubmitFormAsync(sheet, Office.Form("Erase"), ("Confirmation", email))).Status);
        }

        Assert.Contains("Nobody has bought anything yet", (await owner.GetAsync("/admin/customers")).Text);
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT COUNT(*) FROM orders WHERE state = 'paid' AND email IS NULL AND name IS NULL AND street1 IS NULL AND total_minor = 2000"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM accounts WHERE email_key = 'ada@till.example'"));
        Assert.StartsWith("/account/sign-in", (await ada.GetAsync("/account")).Path);
        var log = await owner.ChangesAsync();
        Assert.Equal(2, log.Count(line => line.Contains("Erased a customer A customer with 1 order")));
        Assert.DoesNotContain(log, line => line.Contains("ada@") || line.Contains("guest@"));
    }

    [Theory, BothEngines]
    public async Task Who_works_in_the_shop_is_not_erased_as_a_customer(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var staff = await Office.SignInAsync(shop, Roles.Staff);
        await KeepAsync(shop, new Bought { Email = "staff@till.example" });
        using var owner = await Office.SignInAsync(shop);

        var refused = await owner.SubmitFormAsync(
            await owner.GetAsync("/admin/customers?q=staff@"), Office.Form("Erase"), ("Confirmation", "staff@till.example"));

        Assert.Equal(400, refused.Status);
        Assert.Contains("They work in the shop.", refused.Text);
        Assert.Equal(200, (await staff.GetAsync("/admin")).Status);
    }

    [Theory, BothEngines]
    public async Task A_guest_who_confirms_their_address_is_one_customer_with_all_that_they_bought(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await KeepAsync(shop, new Bought { Email = "ada@till.example" });
        await KeepAsync(shop, new Bought { Email = "ada@till.example" });
        using var owner = await Office.SignInAsync(shop);
        Assert.Contains("guest 2 $40.00", Assert.Single((await owner.GetAsync("/admin/customers")).Rows()));

        using var ada = await shop.SignUpAsync("ada@till.example", Password);

        Assert.Contains("account 2 $40.00", Assert.Single((await owner.GetAsync("/admin/customers")).Rows()));
        await shop.ExecuteAsync("UPDATE accounts SET email = 'Countess@till.example', email_key = 'countess@till.example', name = 'The Countess' WHERE email_key = 'ada@till.example'");
        Assert.Contains("Countess@till.example The Countess", Assert.Single((await owner.GetAsync("/admin/customers")).Rows()));
    }

    [Theory, BothEngines]
    public async Task A_guest_whose_first_order_goes_elsewhere_stays_a_customer_by_the_others(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var first = await KeepAsync(shop, new Bought { Email = "ada@till.example", Name = "Ada" });
        await KeepAsync(shop, new Bought { Email = "ada@till.example", Name = "Ada" });

        await shop.ExecuteAsync("UPDATE orders SET email = 'bob@till.example', email_key = 'bob@till.example', name = 'Bob' WHERE id = @Id", first);

        using var owner = await Office.SignInAsync(shop);
        Assert.Equal(["ada@till.example Ada", "bob@till.example Bob"], (await owner.GetAsync("/admin/customers")).Rows().Select(row => row.Split(" guest")[0]).Order());
    }

    [Fact]
    public async Task List_and_sheet_ask_the_database_as_often_for_many_as_for_one()
    {
        await using var shop = await AccountsShop.OpenAsync("Postgres");
        await KeepAsync(shop, new Bought());
        using var owner = await Office.SignInAsync(shop);
        var sheet = (await owner.GetAsync("/admin/customers?q=ada")).Path;
        await owner.GetAsync("/admin/customers");
        using var counter = await QueryCounter.StartAsync(OrderPageTests.Store(shop));
        await owner.GetAsync("/admin/customers");
        var list = counter.Take();
        await owner.GetAsync(sheet);
        var one = counter.Take();

        for (var at = 0; at < 50; at++)
        {
            await KeepAsync(shop, new Bought { Email = $"buyer{at}@till.example", Name = $"Buyer {at:00}", At = shop.Clock.GetUtcNow().AddMinutes(-at) });
            await KeepAsync(shop, new Bought());
        }

        counter.Take();
        var page = await owner.GetAsync("/admin/customers");
        Assert.Equal(50, page.Rows().Count);
        Assert.Equal(list, counter.Take());
        Assert.Equal(25, (await owner.GetAsync(sheet)).Page.QuerySelectorAll("section[aria-labelledby=orders] tbody tr").Length);
        Assert.Equal(one, counter.Take());
        var second = await owner.GetAsync(page.Page.QuerySelector(".pager a[rel=next]")!.GetAttribute("href")!);
        Assert.Single(second.Rows());
        Assert.Empty(second.Rows().Intersect(page.Rows()));
        Assert.Equal(50, (await owner.GetAsync("/admin/customers?q=buyer")).Rows().Count);
    }

    [Theory, BothEngines]
    public async Task Every_way_to_look_reads_an_index_and_not_the_customers(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await shop.Services.GetRequiredService<Database>().WriteAsync(
            async transaction =>
            {
                for (var at = 0; at < 2_000; at++)
                {
                    await transaction.Db.ExecuteAsync(
                        "INSERT INTO customers (id, email, email_key, name, seen_at) VALUES (@id, @email, @email, @name, @seen)",
                        new { id = Chance.Secure.NewId(shop.Clock.Now()), email = $"b{at:0000}@till.example", name = $"Buyer {at:0000}", seen = shop.Clock.Now().AddMinutes(at) });
                }

                await transaction.Db.ExecuteAsync("ANALYZE customers");
            },
            Cancel);
        var middle = new CustomerPlace(shop.Clock.Now().AddMinutes(1_000), Guid.Empty);

        foreach (var (search, index) in ((CustomerSearch, string)[])
            [(new("", null), "customers_seen"), (new("", middle), "customers_seen"), (new("b1234@", null), "customers_email"), (new("buyer 12", null), "customers_name"), (new("1234", null), "customers_guests")])
        {
            var explain = engine == "Postgres" ? "EXPLAIN" : "EXPLAIN QUERY PLAN";
            var plan = string.Join('\n', await shop.Services.GetRequiredService<Database>().ReadAsync(
                async db => (await db.QueryAsync(
                    $"{explain} SELECT c.id FROM customers c WHERE {search.Condition(EngineOf(shop))} LIMIT 51",
                    new { search.From, search.To, search.Number, search.After?.At, search.After?.Id })).Select(row => string.Join(' ', ((IDictionary<string, object>)row).Values)).ToList(),
                Cancel));
            Assert.Contains(index, plan);
            Assert.DoesNotContain("SCAN c\n", plan + "\n");
            Assert.DoesNotContain("SCAN g", plan);
            Assert.DoesNotContain("Seq Scan", plan);
            Assert.DoesNotContain("TEMP B-TREE", plan);
        }

        static Engine EngineOf(AccountsShop shop) => shop.Services.GetRequiredService<Database>().Engine;
    }

    private static Task<Bought.Kept> KeepAsync(AccountsShop shop, Bought bought) => bought.KeepAsync(OrderPageTests.Store(shop));
}
