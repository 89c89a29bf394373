using Microsoft.AspNetCore.WebUtilities;
using Till.Stripe;

namespace Till.Tests.Stripe;

public sealed class PagingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Auto_paging_walks_from_new_to_old_in_the_largest_pages()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, Page(true, "evt_5", "evt_4")).Replies(200, Page(true, "evt_3", "evt_2")).Replies(200, Page(false, "evt_1"));

        var ids = await Ids(bench, new() { Type = "charge.refunded" });

        Assert.Equal(["evt_5", "evt_4", "evt_3", "evt_2", "evt_1"], ids);
        Assert.Equal([null, "evt_4", "evt_2"], Cursors(bench, "starting_after"));
        Assert.All(bench.Network.Requests, sent =>
        {
            Assert.Contains("limit=100", sent.PathAndQuery, StringComparison.Ordinal);
            Assert.Contains("type=charge.refunded", sent.PathAndQuery, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task From_a_cursor_backwards_events_come_in_the_order_they_happened()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, Page(true, "evt_3", "evt_2")).Replies(200, Page(true, "evt_5", "evt_4")).Replies(200, Page(false, "evt_6"));

        var ids = await Ids(bench, new() { EndingBefore = "evt_1", Limit = 2 });

        Assert.Equal(["evt_2", "evt_3", "evt_4", "evt_5", "evt_6"], ids);
        Assert.Equal(["evt_1", "evt_3", "evt_5"], Cursors(bench, "ending_before"));
        Assert.All(bench.Network.Requests, sent => Assert.Contains("limit=2", sent.PathAndQuery, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_list_is_one_call()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, Page(true));

        Assert.Empty(await Ids(bench, null));
        Assert.Single(bench.Network.Requests);
    }

    [Fact]
    public async Task Pages_are_fetched_only_as_far_as_they_are_read()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, Page(true, "evt_5", "evt_4")).Replies(200, Page(false, "evt_3"));

        await foreach (var happened in bench.Client.Events.ListAutoPagingAsync(null, Cancel))
        {
            if (happened.Id == "evt_4")
            {
                break;
            }
        }

        Assert.Single(bench.Network.Requests);
    }

    [Fact]
    public async Task A_server_that_repeats_a_page_does_not_hold_the_walk_for_ever()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, Page(true, "evt_5"));

        await Assert.ThrowsAsync<StripeApiException>(() => Ids(bench, null));
        Assert.Equal(2, bench.Network.Requests.Count);
    }

    [Fact]
    public async Task A_failure_on_a_later_page_is_told()
    {
        using var bench = new Bench(retries: 0);
        bench.Network.Replies(200, Page(true, "evt_5")).Replies(500, FakeNetwork.Error("api_error"));

        await Assert.ThrowsAsync<StripeApiException>(() => Ids(bench, null));
    }

    [Fact]
    public async Task A_sessions_lines_are_listed_under_its_own_path()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, """
            {"object":"list","has_more":false,"url":"/v1/checkout/sessions/cs_1/line_items","data":[
              {"id":"li_1","object":"item","amount_total":3998,"quantity":2,"currency":"usd","price":{"id":"price_1","unit_amount":1999}}]}
            """);

        var lines = await bench.Client.CheckoutSessions.ListLineItemsAutoPagingAsync("cs_1", null, Cancel).ToListAsync(Cancel);

        var line = Assert.Single(lines);
        Assert.Equal(("li_1", 3998L, 2L, 1999L), (line.Id, line.AmountTotal, line.Quantity!.Value, line.Price!.UnitAmount!.Value));
        Assert.Equal("/v1/checkout/sessions/cs_1/line_items?limit=100", bench.Network.Requests[0].PathAndQuery);
    }

    private static string Page(bool more, params string[] ids) =>
        $$"""{"object":"list","url":"/v1/events","has_more":{{(more ? "true" : "false")}},"data":[{{string.Join(',', ids.Select(id => $$"""{"id":"{{id}}","object":"event","type":"x"}"""))}}]}""";

    private static async Task<List<string>> Ids(Bench bench, EventListOptions? options) =>
        await bench.Client.Events.ListAutoPagingAsync(options, Cancel).Select(happened => happened.Id).ToListAsync(Cancel);

    private static IEnumerable<string?> Cursors(Bench bench, string name) => bench.Network.Requests.Select(sent =>
        QueryHelpers.ParseQuery(new Uri("http://x" + sent.PathAndQuery).Query).TryGetValue(name, out var value) ? value.Single() : null);
}
