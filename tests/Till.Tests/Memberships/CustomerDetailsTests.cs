using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>What Stripe's customer is called: as the account is, whatever was away or late when it changed.</summary>
public sealed class CustomerDetailsTests
{
    [Theory, BothEngines]
    public async Task A_new_address_reaches_the_customer_once_and_when_Stripe_is_back(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        await shop.Sale.FaultAsync(new { requests = new[] { new { @do = "refuse", status = 500, times = 1000 } } });

        await MoveAsync(shop, member, "countess@example.com");
        await shop.WorkAsync();

        await shop.Sale.NoFaultsAsync();
        Assert.Equal("ada@example.com", await EmailAsync(shop, member));
        await shop.AdvanceAsync(TimeSpan.FromMinutes(5));
        await shop.WorkAsync();
        Assert.Equal("countess@example.com", await EmailAsync(shop, member));
        await shop.CatchUpAsync();
        Assert.Single(await shop.ListAsync("/v1/customers"));
        Assert.Single(
            await shop.ListAsync("/v1/events?type=customer.updated"),
            one => one.GetProperty("data").GetProperty("previous_attributes").TryGetProperty("email", out var old) && old.GetString() == "ada@example.com");
    }

    [Theory, BothEngines]
    public async Task Of_two_changes_the_later_one_stays_however_they_are_told(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());

        await MoveAsync(shop, member, "countess@example.com");
        await shop.Sale.ExecuteAsync("UPDATE accounts SET name = '' WHERE id = @Id", new { member.Id });
        await MoveAsync(shop, member, "lovelace@example.com");
        await shop.WorkAsync();

        Assert.Equal("lovelace@example.com", await EmailAsync(shop, member));
        Assert.Equal("", (await CustomerAsync(shop, member)).GetProperty("name").GetString() ?? "");
    }

    [Theory, BothEngines]
    public async Task An_address_that_changes_while_the_customer_is_being_made_is_told_afterwards(string engine)
    {
        using var network = new Between("/v1/customers/cus_");
        await using var shop = await MemberShop.OpenAsync(engine, network: network);
        await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();
        network.Then = () => MoveAsync(shop, member, "countess@example.com");

        await shop.WorkAsync();
        await shop.WorkAsync();

        Assert.Equal("countess@example.com", await EmailAsync(shop, member));
    }

    [Theory, BothEngines]
    public async Task A_customer_that_was_deleted_at_Stripe_is_told_of_nothing_and_the_next_one_has_the_new_address(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();
        await shop.WorkAsync();
        var lost = await member.CustomerIdAsync();
        await shop.Sale.StripeDeleteAsync($"/v1/customers/{lost}");

        await MoveAsync(shop, member, "countess@example.com");
        await shop.WorkAsync();
        Assert.Equal(0, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'stripe:customer-details' AND state <> 'done'"));
        await member.JoinAsync(plan);

        Assert.NotEqual(lost, await member.CustomerIdAsync());
        Assert.Equal("countess@example.com", await EmailAsync(shop, member));
    }

    /// <summary>Opens the link that was sent to the new address, and presses the button.</summary>
    private static async Task MoveAsync(MemberShop shop, Member member, string email)
    {
        using var browser = new Browser(shop.Sale.Address);
        using var scope = shop.Sale.App.Services.CreateScope();
        var account = (await scope.ServiceProvider.GetRequiredService<AccountManager>().FindByIdAsync(member.Id.ToString("D")))!;
        var done = await browser.SubmitAsync(await browser.GetAsync($"/account/email/confirm?token={shop.Get<LinkTokens>().ChangeEmail(account, email)}"));
        Assert.Equal("/account/sign-in?after=email", done.Path);
    }

    private static async Task<string?> EmailAsync(MemberShop shop, Member member) => (await CustomerAsync(shop, member)).GetProperty("email").GetString();

    private static async Task<System.Text.Json.JsonElement> CustomerAsync(MemberShop shop, Member member) =>
        await shop.Sale.StripeAsync($"/v1/customers/{await member.CustomerIdAsync()}");

    /// <summary>Lets something happen once, between a call's reply and who waits for it.</summary>
    private sealed class Between(string path) : DelegatingHandler(new SocketsHttpHandler())
    {
        public Func<Task>? Then { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (Then is { } then && request.RequestUri!.AbsolutePath.StartsWith(path, StringComparison.Ordinal))
            {
                Then = null;
                await then();
            }

            return response;
        }
    }
}
