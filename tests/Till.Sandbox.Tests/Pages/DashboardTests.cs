using System.Net;
using Till.Sandbox.Pages.Dashboard;
using Till.Sandbox.Payments;

namespace Till.Sandbox.Tests.Pages;

public sealed class DashboardTests
{
    [Theory]
    [InlineData("/dashboard", "Payments")]
    [InlineData("/dashboard/payments", "Payments")]
    [InlineData("/dashboard/sessions", "Checkout sessions")]
    [InlineData("/dashboard/events", "Events")]
    [InlineData("/dashboard/webhooks", "Webhooks")]
    [InlineData("/dashboard/balance", "Balance")]
    [InlineData("/dashboard/test-cards", "Test cards")]
    [InlineData("/dashboard/faults", "Faults")]
    public async Task Every_room_opens_before_anything_has_happened(string path, string heading)
    {
        await using var shop = await Shopkeeper.OpenAsync();

        var page = await shop.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(heading, page.Text("h1"));
        Assert.Equal("/dashboard", (await shop.GetAsync("/")).Location);
    }

    [Fact]
    public async Task A_payment_is_listed_and_opens_with_its_charge_its_books_and_its_events()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(("payment_intent_data[description]", "Purchase album: Low Tide"), ("payment_intent_data[metadata][draft]", "d-1"));
        await shop.PayAsync("4000000000009995");
        await shop.PayAsync();

        var row = (await shop.GetAsync("/dashboard")).Page.QuerySelector("tbody tr")!;
        var page = await shop.GetAsync(row.QuerySelector("a")!.GetAttribute("href")!);

        Assert.Equal(
            ["$9.99 USD", "Succeeded", "Purchase album: Low Tide", "jenny.rosen@example.com"], row.Children.Take(4).Select(cell => cell.TextContent.Trim()));
        var facts = page.Page.QuerySelectorAll(".facts div").ToDictionary(
            fact => fact.QuerySelector("dt")!.TextContent, fact => fact.QuerySelector("dd")!.TextContent.Trim());
        Assert.Equal("$9.99 USD", facts["Payment"]);
        Assert.Equal("−$0.59 USD", facts["Stripe fee"]);
        Assert.Equal("$9.40 USD", facts["Net"]);
        Assert.Equal("d-1", facts["Metadata: draft"]);
        Assert.Equal(
            ["Succeeded", "Failed"],
            page.Page.QuerySelectorAll("[aria-label=Charges] tbody tr").Select(charge => charge.QuerySelector(".mark")!.TextContent));
        var events = page.Page.QuerySelectorAll("[aria-label='Events of this payment'] tbody a").Select(link => link.TextContent).ToList();
        Assert.Superset(
            new HashSet<string>(["payment_intent.created", "charge.failed", "payment_intent.payment_failed", "charge.succeeded",
                "payment_intent.succeeded", "checkout.session.completed"]),
            new HashSet<string>(events));
    }

    [Fact]
    public async Task A_fault_is_put_in_the_way_used_up_and_taken_away()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var token = (await shop.GetAsync("/dashboard/faults")).Page.QuerySelector("form input[type=hidden]")!;
        Task<Reply> Put(params (string Name, string Value)[] fields) => shop.PostAsync(
            "/dashboard/faults", fields.Append((token.GetAttribute("name")!, token.GetAttribute("value")!)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));

        await Put(("fault", "refuse"), ("status", "503"), ("path", "/v1/customers"), ("method", "POST"), ("times", "1"));
        await Put(("fault", "reorder"), ("times", "3"));
        var page = await shop.GetAsync("/dashboard/faults");
        Assert.Equal("Refused with 503POST /v1/customers1", page.Text("[aria-label='Faults of requests'] tbody tr"));
        Assert.Equal("Sent in reverse The next 3 deliveries", page.Text(".facts"));

        await Assert.ThrowsAnyAsync<Exception>(() => shop.ApiAsync(HttpMethod.Post, "/v1/customers", new(StringComparer.Ordinal)));
        await shop.ApiAsync(HttpMethod.Post, "/v1/customers", new(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Put(("fault", "refuse"), ("path", "refunds"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Put(("fault", "drop"), ("times", "many"))).Status);
        await Put(("fault", "clear"));
        Assert.Equal("None. Everything works.", (await shop.GetAsync("/dashboard/faults")).Text(".empty"));
    }

    [Fact]
    public async Task The_time_line_names_the_request_and_how_the_shop_was_told()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CheckoutTests.HookAsync(shop);
        await shop.SellAsync();
        await shop.PayAsync();

        var page = await shop.GetAsync("/dashboard/payments/" + (await shop.SessionAsync()).GetProperty("payment_intent").GetString());
        var rows = page.Page.QuerySelectorAll("[aria-label='Events of this payment'] tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains(rows, row => row.Contains("payment_intent.succeeded", StringComparison.Ordinal) && row.Contains("succeeded", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("checkout.session.completed", StringComparison.Ordinal) && row.Contains("1 attempt, last: 200", StringComparison.Ordinal));
        Assert.Contains(page.Page.QuerySelectorAll(".facts div"), fact => fact.TextContent.Contains("Risk", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_go_on_in_pages()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        for (var i = 0; i < 30; i++)
        {
            await shop.SellAsync();
        }

        var first = await shop.GetAsync("/dashboard/sessions");
        var second = await shop.GetAsync(first.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);

        Assert.Equal(25, first.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(5, second.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Null(second.Page.QuerySelector("a[rel=next]"));
        Assert.Equal("/dashboard/sessions", second.Page.QuerySelector(".pager a")!.GetAttribute("href"));
        Assert.EndsWith(shop.Checkout, first.Page.QuerySelector("tbody a")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_is_refunded_in_part_and_then_the_rest()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var page = await PaidAsync(shop);

        var part = await RefundAsync(shop, page, ("amount", "4.50"), ("reason", "requested_by_customer"));
        var after = await shop.GetAsync(part.Location!);
        var rest = await RefundAsync(shop, after, ("amount", "5.49"));
        var end = await shop.GetAsync(rest.Location!);

        Assert.Equal("$4.50 USD was refunded.", after.Text("[role=status]"));
        Assert.Equal("Partial refund", after.Text("h1 .mark"));
        Assert.Equal("$4.90 USD", Fact(after, "Net"));
        Assert.Equal("Refunded", end.Text("h1 .mark"));
        Assert.Null(end.Page.QuerySelector("#refund"));
        var refunds = (await shop.ApiAsync(HttpMethod.Get, "/v1/refunds")).GetProperty("data");
        Assert.Equal([549, 450], refunds.EnumerateArray().Select(refund => refund.GetProperty("amount").GetInt32()));
        Assert.Equal("requested_by_customer", refunds[1].GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("", "Enter an amount such as 9.99.")]
    [InlineData("four", "Enter an amount such as 9.99.")]
    [InlineData("1,50", "Enter an amount such as 9.99.")]
    [InlineData("1.999", "Enter an amount such as 9.99.")]
    [InlineData("0", "Enter an amount from 0.01 to 9.99.")]
    [InlineData("10", "Enter an amount from 0.01 to 9.99.")]
    [InlineData("-1", "Enter an amount such as 9.99.")]
    [InlineData("999999999999999", "Enter an amount from 0.01 to 9.99.")]
    public async Task A_refund_that_cannot_be_is_explained_at_its_field(string amount, string words)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var page = await PaidAsync(shop);

        var reply = await RefundAsync(shop, page, ("amount", amount));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Equal(words, reply.Text("#amount-error"));
        Assert.Equal(amount, reply.Page.QuerySelector("#amount")!.GetAttribute("value") ?? "");
        Assert.Equal(0, (await shop.ApiAsync(HttpMethod.Get, "/v1/refunds")).GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("jpy", "500", "200", 200)]
    [InlineData("kwd", "5120", "1.25", 1250)]
    public async Task Refunds_are_typed_as_their_currency_counts(string currency, string price, string typed, int refunded)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var page = await PaidAsync(shop, ("line_items[0][price_data][currency]", currency), ("line_items[0][price_data][unit_amount]", price));

        await RefundAsync(shop, page, ("amount", typed));

        Assert.Equal(refunded, (await shop.ApiAsync(HttpMethod.Get, "/v1/refunds")).GetProperty("data")[0].GetProperty("amount").GetInt32());
    }

    [Fact]
    public async Task Pressing_refund_many_times_at_once_refunds_once()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var page = await PaidAsync(shop);

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefundAsync(shop, page, ("amount", "1.00"))));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.SeeOther);
        Assert.Contains("has changed since the page was opened", replies.First(reply => reply.Location is null).Text("#amount-error"), StringComparison.Ordinal);
        Assert.Equal(1, (await shop.ApiAsync(HttpMethod.Get, "/v1/refunds")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_form_from_elsewhere_changes_nothing()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CheckoutTests.HookAsync(shop);
        var page = await PaidAsync(shop);
        var address = page.Page.QuerySelector("#refund form")!.GetAttribute("action")!;
        var happened = (await shop.ApiAsync(HttpMethod.Get, "/v1/events")).GetProperty("data")[0].GetProperty("id").GetString();
        var endpoint = (await shop.ApiAsync(HttpMethod.Get, "/v1/webhook_endpoints")).GetProperty("data")[0].GetProperty("id").GetString()!;
        var received = shop.Received.Events.Count;

        var bare = await shop.PostAsync(address, [new("amount", "9.99"), new("left", "999")]);
        var guessed = await shop.PostAsync(address, [new("amount", "9.99"), new("left", "999"), new("form_token", new string('0', 64))]);
        var resend = await shop.PostAsync($"/dashboard/events/{happened}/resend", [new("endpoint", endpoint)]);
        var empty = await shop.SendAsync(new HttpRequestMessage(HttpMethod.Post, shop.Server.Address + address));

        Assert.All([bare, guessed, resend, empty], reply => Assert.Equal((HttpStatusCode.BadRequest, "Nothing was changed"), (reply.Status, reply.Text("h1"))));
        Assert.Equal(0, (await shop.ApiAsync(HttpMethod.Get, "/v1/refunds")).GetProperty("data").GetArrayLength());
        Assert.Equal(received, shop.Received.Events.Count);
    }

    [Fact]
    public async Task An_event_shows_each_attempt_and_can_be_sent_again()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CheckoutTests.HookAsync(shop);
        (shop.Received.Answer, shop.Received.Words) = (HttpStatusCode.ServiceUnavailable, "<b>The database\r\n\t is locked.</b>\n");
        await PaidAsync(shop);
        var list = await shop.GetAsync("/dashboard/events?type=checkout.session.completed");
        var address = list.Page.QuerySelector("tbody a")!.GetAttribute("href")!;
        var failed = await shop.GetAsync(address);

        shop.Received.Answer = HttpStatusCode.OK;
        var form = failed.Page.QuerySelector("form[action$=resend]")!;
        var reply = await shop.PostAsync(form.GetAttribute("action")!,
        [
            new("form_token", form.QuerySelector("[name=form_token]")!.GetAttribute("value")!),
            new("endpoint", form.QuerySelector("button")!.GetAttribute("value")!),
        ]);
        var sent = await shop.GetAsync(reply.Location!);
        var after = await shop.GetAsync(address);
        // The answer is written down just after the shop has given it.
        for (var looks = 0; looks < 1_000 && after.Text(".delivery h3 .mark") != "Delivered"; looks++)
        {
            after = await shop.GetAsync(address);
        }

        Assert.Single(list.Page.QuerySelectorAll("tbody tr"));
        Assert.Equal("Retrying", failed.Text(".delivery h3 .mark"));
        Assert.StartsWith("Next attempt: ", failed.Text(".delivery .quiet-words"), StringComparison.Ordinal);
        Assert.Equal(["503", "refused: <b>The database is locked.</b>"], failed.Page.QuerySelectorAll(".delivery tbody td").Take(2).Select(cell => cell.TextContent));
        Assert.Contains("\"type\": \"checkout.session.completed\"", failed.Text("pre"), StringComparison.Ordinal);
        Assert.StartsWith("On its way again to https://shop.example/hook.", sent.Text("[role=status]"), StringComparison.Ordinal);
        Assert.Equal(["200", "503"], after.Page.QuerySelectorAll(".delivery tbody tr").Select(row => row.QuerySelector(".mark")!.TextContent));
        var hooks = await shop.GetAsync("/dashboard/webhooks");
        Assert.Equal("https://shop.example/hook Enabled", hooks.Text("h2"));
        Assert.Equal("checkout.session.completed", hooks.Text("tbody a"));
    }

    [Fact]
    public async Task The_balance_ties_to_what_was_paid_and_given_back()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var page = await PaidAsync(shop);
        await RefundAsync(shop, page, ("amount", "4.00"));

        var balance = await shop.GetAsync("/dashboard/balance");
        shop.Clock.Forward(TimeSpan.FromDays(4));
        var later = await shop.GetAsync("/dashboard/balance");

        Assert.Equal(["−$4.00", "$9.40"], balance.Page.QuerySelectorAll(".sums dd").Select(sum => sum.TextContent));
        Assert.Equal(["$5.40", "$0.00"], later.Page.QuerySelectorAll(".sums dd").Select(sum => sum.TextContent));
        Assert.Equal(["Refund", "Charge"], balance.Page.QuerySelectorAll("tbody tr").Select(row => row.Children[0].TextContent.Trim()));
    }

    [Fact]
    public void Every_card_on_the_list_is_one_that_the_sandbox_knows() => Assert.All(
        TestCardsModel.All.Groups.SelectMany(group => group.Cards),
        card => Assert.NotNull(TestCards.OfNumber(card.Number.Replace(" ", "", StringComparison.Ordinal))));

    [Theory]
    [InlineData("/dashboard/payments/pi_none")]
    [InlineData("/dashboard/events/evt_none")]
    [InlineData("/dashboard/payments/<script>")]
    [InlineData("/dashboard/nothing")]
    public async Task What_is_not_there_has_a_page_that_says_so(string path)
    {
        await using var shop = await Shopkeeper.OpenAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Strange_filters_and_names_are_harmless()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        const string script = "<script>alert(1)</script>";
        await PaidAsync(shop, ("payment_intent_data[description]", script + "💿"), ("payment_intent_data[metadata][<b>]", script));

        var events = await shop.GetAsync("/dashboard/events?type=" + Uri.EscapeDataString(script) + "&after=evt_none");
        var list = await shop.GetAsync("/dashboard/payments?after=%00%F0%9F%92%BF");
        var payment = await shop.GetAsync(list.Page.QuerySelector("tbody a")!.GetAttribute("href")! + "?refunded=" + Uri.EscapeDataString(script));

        Assert.All([events, list, payment], page => Assert.Equal(HttpStatusCode.OK, page.Status));
        Assert.All([events, list, payment], page => Assert.Empty(page.Page.QuerySelectorAll("script")));
        Assert.Equal(script + "💿", list.Text("tbody a"));
        Assert.Null(payment.Page.QuerySelector("[role=status]"));
    }

    private static async Task<Reply> PaidAsync(Shopkeeper shop, params (string Name, string Value)[] other)
    {
        await shop.SellAsync(other);
        await shop.PayAsync();
        return await shop.GetAsync((await shop.GetAsync("/dashboard")).Page.QuerySelector("tbody a")!.GetAttribute("href")!);
    }

    private static Task<Reply> RefundAsync(Shopkeeper shop, Reply page, params (string Name, string Value)[] typed)
    {
        var form = page.Page.QuerySelector("#refund form")!;
        var hidden = form.QuerySelectorAll("input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value")!));
        return shop.PostAsync(form.GetAttribute("action")!, hidden.Concat(typed.Select(field => KeyValuePair.Create(field.Name, field.Value))));
    }

    private static string Fact(Reply page, string name) => page.Page.QuerySelectorAll(".facts div")
        .Single(fact => fact.QuerySelector("dt")!.TextContent == name).QuerySelector("dd")!.TextContent.Trim();
}
