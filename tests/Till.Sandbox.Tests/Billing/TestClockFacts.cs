namespace Till.Sandbox.Tests.Billing;

public sealed class TestClockFacts
{
    [Fact]
    public async Task A_customer_on_a_clock_lives_by_it_from_the_first_moment()
    {
        await using var club = await Club.Open("");
        var customer = await club.Sandbox.Get("/v1/customers/" + club.Customer);
        Assert.Equal((club.Clock, Club.Start), (customer["test_clock"].GetString(), customer["created"].GetInt64()));
        Assert.Equal(1, (await club.Sandbox.Get("/v1/customers?test_clock=" + club.Clock))["data"].GetArrayLength());
    }

    [Fact]
    public async Task It_only_goes_forward_and_not_further_than_two_renewals()
    {
        await using var club = await Club.Open();
        await Refused("advance", Club.Start, "frozen_time");
        await Refused("advance", Club.Start + (800 * Club.Day), "frozen_time");
        await club.Subscribe();
        await Refused("advance", Club.Start + (70 * Club.Day), "frozen_time");
        await club.Advance(Club.Start + (60 * Club.Day));

        async Task Refused(string what, long to, string param)
        {
            var refused = await club.Sandbox.Post($"/v1/test_helpers/test_clocks/{club.Clock}/{what}", FormattableString.Invariant($"frozen_time={to}"));
            Assert.Equal((400, param), (refused.Status, refused.Error.GetProperty("param").GetString()));
        }
    }

    [Fact]
    public async Task It_has_room_for_three_customers_with_three_subscriptions_each()
    {
        await using var club = await Club.Open();
        for (var i = 0; i < 2; i++)
        {
            await club.Post("/v1/customers", "test_clock=" + club.Clock);
        }
        Assert.Equal(400, (await club.Sandbox.Post("/v1/customers", "test_clock=" + club.Clock)).Status);
        for (var i = 0; i < 3; i++)
        {
            await club.Subscribe();
        }
        Assert.Equal("customer_max_subscriptions", (await club.Sandbox.Post("/v1/subscriptions", $"customer={club.Customer}&items[0][price]={club.Price}")).Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Deleted_it_takes_its_customers_with_it()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        Assert.True((await club.Sandbox.Delete("/v1/test_helpers/test_clocks/" + club.Clock))["deleted"].GetBoolean());
        Assert.True((await club.Sandbox.Get("/v1/customers/" + club.Customer))["deleted"].GetBoolean());
        Assert.Equal("canceled", (await club.Subscription(made))["status"].GetString());
        Assert.Equal(404, (await club.Sandbox.Get("/v1/test_helpers/test_clocks/" + club.Clock)).Status);
        Assert.Equal(0, (await club.Sandbox.Get("/v1/test_helpers/test_clocks"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task A_customer_who_was_there_before_can_be_given_to_a_new_clock_once()
    {
        await using var club = await Club.Open("");
        var customer = await club.Post("/v1/customers", "email=eve@example.org");
        var clock = await club.Post("/v1/test_helpers/test_clocks", $"frozen_time={Club.Start}&name=Eve&customer={customer.Id}");
        Assert.Equal(clock.Id, (await club.Sandbox.Get("/v1/customers/" + customer.Id))["test_clock"].GetString());
        Assert.Equal(400, (await club.Sandbox.Post("/v1/test_helpers/test_clocks", $"frozen_time={Club.Start}&customer={customer.Id}")).Status);
    }

    [Fact]
    public async Task A_restart_forgets_neither_the_clock_nor_what_is_due_by_it()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.Sandbox.Restart();
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Equal(2, (await club.Invoices()).Count);
        Assert.Equal("active", (await club.Subscription(made))["status"].GetString());
    }

    [Fact]
    public async Task Events_of_a_clock_are_delivered_as_all_others_are()
    {
        await using var club = await Club.Open();
        await club.Subscribe();
        await club.Sandbox.Endpoint("invoice.paid", "&enabled_events[]=test_helpers.test_clock.ready");
        await club.Advance(Club.FirstRenewal + Club.Day);
        var received = await club.Sandbox.Mailbox.Await(2);
        Assert.Contains(received, delivery => delivery.Body.Contains("\"invoice.paid\"", StringComparison.Ordinal));
    }
}
