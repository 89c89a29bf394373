using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Memberships;

/// <summary>Somebody at a browser who joins, and lives as a member.</summary>
internal sealed class Person(ClubShop shop, IPage page, string email)
{
    public const string Password = "three small boats";
    public const string GoodCard = "4242424242424242";

    /// <summary>It can be kept, and every charge of it is declined.</summary>
    public const string FailingCard = "4000000000000341";

    public const string BankAsks = "4000002760003184";

    /// <summary>Looks at a page until what a webhook brings is there; each look is a request of its own.</summary>
    private const int MostLooks = 200;

    private string? clock;
    private long clockTime;

    public IPage Page => page;

    public string Email => email;

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Main => page.Locator("main");

    public ILocator Button(string name) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>From the comparison to the form.</summary>
    public async Task ChooseAsync(string plan, string interval = "month")
    {
        await page.GotoAsync("/membership");
        await page.Locator($"main a[href='/join?plan={plan}&interval={interval}']").ClickAsync();
        await page.ReachAsync("**/join?plan=**");
    }

    public async Task FillAsync()
    {
        await page.Locator("input[name=EmailAddress]").FillAsync(email);
        await page.Locator("input[name=Password]").FillAsync(Password);
        await page.Locator("input[name=PasswordAgain]").FillAsync(Password);
        await Button("Open the account and pay").ClickAsync();
    }

    /// <summary>Chooses, opens the account, and stands before Stripe's page.</summary>
    public async Task SignUpAsync(string plan, string interval = "month")
    {
        await ChooseAsync(plan, interval);
        await FillAsync();
        await page.ReachAsync("**/c/pay/**");
    }

    public async Task PayAsync(string card = GoodCard)
    {
        await FillCardAsync(card);
        await page.GetByTestId("hosted-payment-submit-button").ClickAsync();
    }

    public async Task ReachMembershipAsync()
    {
        await page.ReachAsync("**/account/membership?welcome=true");
        await Expect(Main).ToContainTextAsync("You are in");
    }

    public async Task JoinAsync(string plan, string interval = "month")
    {
        await SignUpAsync(plan, interval);
        await PayAsync();
        await ReachMembershipAsync();
    }

    public async Task FillCardAsync(string card)
    {
        await page.Locator("input[name=cardNumber]").FillAsync(card);
        await page.Locator("input[name=cardExpiry]").FillAsync("12 / 40");
        await page.Locator("input[name=cardCvc]").FillAsync("123");
        await page.Locator("input[name=billingName]").FillAsync("Jenny Rosen");
        await page.Locator("select[name=billingCountry]").SelectOptionAsync("US");
        await page.Locator("input[name=billingPostalCode]").FillAsync("94110");
    }

    public async Task AnswerBankAsync(bool itIsMe)
    {
        await page.ReachAsync("**/3d_secure_2/**");
        await page.Locator(itIsMe ? "#test-source-authorize-3ds" : "#test-source-fail-3ds").ClickAsync();
    }

    /// <summary>Presses a button of the member page and stands in Stripe's portal.</summary>
    public async Task OpenPortalAsync(string button)
    {
        await page.GotoAsync("/account/membership");
        await Button(button).ClickAsync();
        await page.ReachAsync($"{shop.Process.StripeUrl}/**");
    }

    /// <summary>Another card for all that comes.</summary>
    public async Task ChangeCardAsync(string card, string button = "Change the card")
    {
        await OpenPortalAsync(button);
        await FillCardAsync(card);
        await Button("Add card").ClickAsync();
        await page.ReachAsync("**/account/membership");
    }

    /// <summary>The member page, once it says so.</summary>
    public async Task SeeAsync(string words)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            await page.GotoAsync("/account/membership");
            if ((await Main.InnerTextAsync()).Contains(words, StringComparison.Ordinal))
            {
                return;
            }
        }

        await Expect(Main).ToContainTextAsync(words);
    }

    /// <summary>From now on Stripe takes the time of this member from a test clock.</summary>
    public async Task LiveByClockAsync(DateTimeOffset? from = null)
    {
        var customer = Assert.Single(await CustomersAsync());
        clockTime = (from ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        var made = await shop.PostAsync(
            "/v1/test_helpers/test_clocks", ("frozen_time", clockTime.ToString(CultureInfo.InvariantCulture)), ("customer", customer));
        clock = made.GetProperty("id").GetString();
    }

    public async Task AdvanceAsync(TimeSpan span)
    {
        clockTime += (long)span.TotalSeconds;
        await shop.PostAsync($"/v1/test_helpers/test_clocks/{clock}/advance", ("frozen_time", clockTime.ToString(CultureInfo.InvariantCulture)));
    }

    public async Task<JsonElement> SubscriptionAsync()
    {
        var all = await shop.ReadAsync($"/v1/subscriptions?status=all&customer={Assert.Single(await CustomersAsync())}");
        return Assert.Single(all.GetProperty("data").EnumerateArray());
    }

    /// <summary>The shop makes it a moment after the account.</summary>
    public async Task<IReadOnlyList<string>> CustomersAsync()
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (await shop.CustomersAsync(email) is { Count: > 0 } found)
            {
                return found;
            }
        }

        return [];
    }
}
