using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Accounts;
using Till.Commands;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using Till.Storage;
using Till.Tests.Orders;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Admin;

/// <summary>Getting in: the first owner, those whom they invite, and a second factor.</summary>
public sealed class PeopleTests(SaleShop shop) : IClassFixture<SaleShop>
{
    private const string Password = "correct horse battery";
    private const int Phone = 360;

    [Fact]
    public async Task From_the_first_link_to_staff_who_send_an_order_and_a_bookkeeper_who_only_reads()
    {
        await using var inside = shop.LookInside();
        var order = await new Bought { At = TimeProvider.System.GetUtcNow(), Delivery = 4_95 }.KeepAsync(inside.Services.GetRequiredService<Database>());
        var owner = await BecomeOwnerAsync(inside.Services);

        await owner.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "People" }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "people-alone");
        var staff = await InviteAsync(owner, "sam@till.example", "Staff", width: Phone);
        var bookkeeper = await InviteAsync(owner, "bo@till.example", "Bookkeeper", width: 1440);

        await Expect(staff.Locator("main")).Not.ToContainTextAsync("$");
        await PageChecks.AssertSoundAsync(staff, "staff-today");
        await staff.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Orders" }).ClickAsync();
        await staff.GetByRole(AriaRole.Link, new() { Name = $"{order.Number}", Exact = true }).ClickAsync();
        await Expect(staff.GetByText("Give an amount back")).ToHaveCountAsync(0);
        await staff.GetByRole(AriaRole.Button, new() { Name = "It has left" }).ClickAsync();
        await Expect(staff.GetByRole(AriaRole.Status)).ToContainTextAsync("The order has left.");
        await PageChecks.AssertSoundAsync(staff, "staff-order");
        Assert.Equal(403, (await staff.GotoAsync("/admin/people"))!.Status);

        await bookkeeper.GotoAsync($"/admin/orders/{order.Id}");
        await Expect(bookkeeper.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await PageChecks.AssertSoundAsync(bookkeeper, "bookkeeper-order");
        Assert.Equal(403, (await bookkeeper.GotoAsync("/admin/webhooks"))!.Status);

        await owner.GotoAsync("/admin/people");
        await PageChecks.AssertSoundAsync(owner, "people");
        await owner.GetByRole(AriaRole.Link, new() { Name = "sam@till.example" }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "person");
        await owner.Locator("summary", new() { HasText = "They no longer work here" }).ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Remove sam@till.example" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("They are out");
        await staff.GotoAsync("/admin");
        await Expect(staff.Locator("h1")).ToHaveTextAsync("Sign in");
        await owner.GotoAsync("/admin/changes");
        await PageChecks.AssertSoundAsync(owner, "people-changes");
    }

    [Fact]
    public async Task A_second_factor_is_set_up_by_what_the_page_shows_and_asked_for_from_then_on()
    {
        await using var inside = shop.LookInside();
        var made = await OwnerAccount.CreateAsync(inside.Services, "second@till.example", CancellationToken.None);
        var page = await shop.Process.NewPageAsync(width: Phone, script: false);
        await SignInAsync(page, made.Email, made.Password);
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "and the second factor" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up a second factor" }).ClickAsync();
        var secret = Read(await page.Locator(".secret").TextContentAsync());
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(Totp.Code(secret, Step()));
        await page.GetByLabel("Your password").FillAsync(made.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
        var code = await page.Locator(".codes code").First.TextContentAsync();

        var again = await shop.Process.NewPageAsync();
        await SignInAsync(again, made.Email, made.Password);
        await Expect(again.Locator("h1")).ToHaveTextAsync("Your code");
        await PageChecks.AssertSoundAsync(again, "sign-in-code");
        await again.GetByLabel("Code", new() { Exact = true }).FillAsync("000000");
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(again.GetByLabel("Code", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await PageChecks.AssertSoundAsync(again, "sign-in-code-wrong", status: 400);
        await again.GetByLabel("Code", new() { Exact = true }).FillAsync(code!);
        await again.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(again.Locator("h1")).ToHaveTextAsync("Today");
        await again.GotoAsync("/account/security");
        await Expect(again.Locator(".addresses li")).ToHaveCountAsync(2);
        await PageChecks.AssertSoundAsync(again, "security");
        await again.GotoAsync("/account/second-factor");
        await PageChecks.AssertSoundAsync(again, "second-factor");
    }

    [Fact]
    public async Task The_pages_around_it_are_sound()
    {
        await using var inside = shop.LookInside();
        var made = await OwnerAccount.CreateAsync(inside.Services, "third@till.example", CancellationToken.None);
        await inside.Services.GetRequiredService<Database>().WriteAsync(
            transaction => Dapper.SqlMapper.ExecuteAsync(
                transaction.Db,
                """
                INSERT INTO inbox (event_id, type, object_id, livemode, came_by, payload, state, tries, due_at, created_at, received_at, last_error)
                VALUES ('evt_3Q9zT1AbCdEfGhIj', 'charge.refunded', 'ch_3Q9zT1AbCdEfGhIj', 0, 'webhook', '{}', 'dead', 16, @at, @at, @at, 'Stripe could not be asked: the connection was refused (127.0.0.1:4001).')
                ON CONFLICT DO NOTHING
                """,
                new { at = TimeProvider.System.GetUtcNow().AddDays(-1) }),
            CancellationToken.None);
        var page = await shop.Process.NewPageAsync();
        await page.GotoAsync("/account/first-owner?key=used");
        await PageChecks.AssertSoundAsync(page, "first-owner-over", status: 410);
        await SignInAsync(page, made.Email, made.Password);
        await page.GotoAsync("/admin/webhooks");
        await PageChecks.AssertSoundAsync(page, "health");
        await page.GotoAsync("/account/second-factor");
        await PageChecks.AssertSoundAsync(page, "second-factor-new");
        var secret = Read(await page.Locator(".secret").TextContentAsync());
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(Totp.Code(secret, Step()));
        await page.GetByLabel("Your password").FillAsync(made.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await PageChecks.AssertSoundAsync(page, "recovery-codes");
    }

    private async Task<IPage> BecomeOwnerAsync(IServiceProvider inside)
    {
        var line = await FirstStart.OwnerAsync(inside, CancellationToken.None);
        var page = await shop.Process.NewPageAsync();
        if (!line.Contains("/account/first-owner", StringComparison.Ordinal))
        {
            // Another journey of this class has made an owner already.
            var made = await OwnerAccount.CreateAsync(inside, "mara@till.example", CancellationToken.None);
            await SignInAsync(page, made.Email, made.Password);
            return page;
        }

        await page.GotoAsync(new Uri(line.Split(' ')[^1]).PathAndQuery);
        await PageChecks.AssertSoundAsync(page, "first-owner");
        await page.GetByLabel("E-mail address").FillAsync("mara@till.example");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("Password again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the back office" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Today");
        return page;
    }

    /// <summary>The mail's link, the password, and in: the browser of who is invited.</summary>
    private async Task<IPage> InviteAsync(IPage owner, string email, string role, int width)
    {
        await owner.GotoAsync("/admin/people");
        await owner.GetByLabel("E-mail address").FillAsync(email);
        await owner.GetByLabel(role).CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Send the invitation" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("on its way");
        var mail = await shop.Mails.ReceiveAsync(email, "invites you");
        var page = await shop.Process.NewPageAsync(width: width);
        await page.GotoAsync(mail.ReplaceLineEndings("\n").Split('\n').First(line => line.StartsWith("http", StringComparison.Ordinal)));
        if (width == Phone)
        {
            await PageChecks.AssertSoundAsync(page, "invitation");
        }

        await page.GetByLabel("Choose a password").FillAsync(Password);
        await page.GetByLabel("Password again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Today");
        return page;
    }

    private static async Task SignInAsync(IPage page, string email, string password)
    {
        await page.GotoAsync("/admin");
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static long Step() => Totp.StepAt(TimeProvider.System.GetUtcNow());

    /// <summary>As somebody who cannot scan types it in.</summary>
    private static byte[] Read(string? shown)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(shown!.Replace(" ", "", StringComparison.Ordinal).Select(letter => Convert.ToString(alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))];
    }
}
