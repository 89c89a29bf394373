using System.Globalization;
using System.Text.Json;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Payments;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Memberships;

/// <summary>
/// A year of a club's life by test clocks, with everything in it that happens to members and to the news of it, by one seeded source of chance:
/// the shop's record is what Stripe holds, at every step. <c>TILL_YEAR_MEMBERS</c> sets how many members there are, <c>TILL_YEAR_SEED</c> which year.
/// </summary>
public sealed class YearOfMembershipTests(ITestOutputHelper output)
{
    private static readonly string[] CardsOfStripe = ["pm_card_visa", "pm_card_mastercard", "pm_card_chargeCustomerFail", "pm_card_authenticationRequired"];

    [Theory, BothEngines]
    public async Task Through_a_year_of_joins_declines_switches_refunds_and_lost_news_the_record_is_what_Stripe_holds(string engine)
    {
        var (members, seed) = (Setting("TILL_YEAR_MEMBERS", 3), Setting("TILL_YEAR_SEED", 20270110));
        output.WriteLine($"{members} members, seed {seed}");
        var chance = new Random(seed);
        await using var shop = await MemberShop.OpenAsync(engine, webhooks: true);
        var plan = await shop.AddPlanAsync(trialDays: chance.Next(2) * 14);
        var club = new List<Member>();
        for (var i = 0; i < members; i++)
        {
            club.Add(await shop.JoinAsync(plan, chance.Next(4) == 0 ? "year" : "month", email: $"member{i}@example.com"));
        }

        await club[0].KnowPriceAsync(plan, "month");
        await club[0].KnowPriceAsync(plan, "year");
        var news = new News(shop, chance);
        for (var fortnight = 0; fortnight < 26; fortnight++)
        {
            await shop.AdvanceDaysAsync(14);
            foreach (var member in club)
            {
                await ActAsync(shop, chance, member, plan);
            }

            await news.DeliverAsync();
            await shop.WorkAsync();
            // Whatever news was lost, the reconciler finds out.
            var report = await shop.Get<Reconcile>().RunAsync(null, _ => { }, MemberShop.Cancel);
            await shop.WorkAsync();
            Assert.Equal(0, report.Imbalance);
            await shop.AssertAgreesAsync();
            foreach (var member in club)
            {
                await NobodyIsInForNothingAsync(shop, member);
            }
        }

        output.WriteLine($"{await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM membership_changes")} changes, {await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM payments")} payments, {await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM refunds")} refunds, {await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM inbox")} events");
    }

    /// <summary>What a member, their bank or the owner does in a fortnight, if anything.</summary>
    private static async Task ActAsync(MemberShop shop, Random chance, Member member, Guid plan)
    {
        var row = await member.RowAsync();
        var stripe = shop.Sale;
        var living = (await stripe.StripeAsync($"/v1/subscriptions/{row.StripeSubscriptionId}")).GetProperty("status").GetString() is not ("canceled" or "incomplete_expired");
        switch (chance.Next(14))
        {
            case 0 or 1 when living:
                await member.UseCardAsync(CardsOfStripe[chance.Next(CardsOfStripe.Length)]);
                break;
            case 2 when living:
                await stripe.StripePostAsync($"/v1/subscriptions/{row.StripeSubscriptionId}", ("cancel_at_period_end", chance.Next(2) == 0 ? "true" : "false"));
                break;
            case 3 or 4 when living:
                await member.UseCardAsync("pm_card_visa");
                await member.SwitchAsync(chance.Next(2) == 0 ? "year" : "month");
                break;
            case 5 when living:
                await PayWhatIsOwedAsync(shop, member, row);
                break;
            case 6 when living:
                await stripe.StripeDeleteAsync($"/v1/subscriptions/{row.StripeSubscriptionId}");
                break;
            case 7:
                await RefundAsync(shop, chance, row);
                break;
            case >= 8 when !living:
                if (await member.AskToJoinAsync(plan, chance.Next(3) == 0 ? "year" : "month") is Join.Outcome.Pay pay)
                {
                    await member.PayAsync(pay.Url, chance.Next(4) == 0 ? Cards.Declined : Cards.Good);
                }

                break;
        }
    }

    private static async Task PayWhatIsOwedAsync(MemberShop shop, Member member, MembershipRow row)
    {
        await member.UseCardAsync("pm_card_visa");
        foreach (var owed in await shop.ListAsync($"/v1/invoices?subscription={row.StripeSubscriptionId}&status=open"))
        {
            await shop.Sale.StripePostAsync($"/v1/invoices/{owed.GetProperty("id").GetString()}/pay");
        }
    }

    private static async Task RefundAsync(MemberShop shop, Random chance, MembershipRow row)
    {
        var unrefunded = await shop.Sale.QueryAsync<string>(
            """
            SELECT p.stripe_payment_intent_id FROM payments p JOIN membership_invoices i ON i.id = p.invoice_id
            WHERE i.membership_id = @Id AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id) ORDER BY i.created_at DESC
            """,
            row);
        if (unrefunded is [var intent, ..] && !(await shop.ListAsync($"/v1/refunds?payment_intent={intent}")).Any())
        {
            (string, string)[] part = chance.Next(2) == 0 ? [] : [("amount", "300")];
            await shop.Sale.StripePostAsync("/v1/refunds", [("payment_intent", intent), .. part]);
        }
    }

    private static async Task NobodyIsInForNothingAsync(MemberShop shop, Member member)
    {
        var access = await member.AccessAsync();
        var row = await member.RowAsync();
        var until = row.At == SubscriptionStatus.Trialing ? row.TrialEndsAt : row.PaidThrough;
        Assert.True(!access.IsIn || shop.Now < until + AccessPolicy.Default.Leeway + AccessPolicy.Default.Grace, $"{access}, {row}");
        Assert.False(row.At == SubscriptionStatus.Active && shop.Now < row.PaidThrough && !access.IsIn, $"{access}, {row}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>Events on their way to the shop: some are lost, some come twice, and all of them in any order.</summary>
    private sealed class News(MemberShop shop, Random chance)
    {
        private string? last;

        public async Task DeliverAsync()
        {
            var fresh = await FreshAsync();
            last = fresh.Count > 0 ? fresh[^1].GetProperty("id").GetString() : last;
            var carried = fresh.Where(_ => chance.Next(4) > 0).SelectMany(one => chance.Next(4) == 0 ? new[] { one, one } : [one]).Select(one => one.GetRawText()).ToArray();
            chance.Shuffle(carried);
            foreach (var payload in carried)
            {
                await shop.DeliverAsync(payload);
                if (chance.Next(20) == 0)
                {
                    await shop.WorkAsync();
                }
            }
        }

        /// <summary>Oldest first. Read onwards from the last one seen: Stripe does not read both ways at once.</summary>
        private async Task<List<JsonElement>> FreshAsync()
        {
            if (last is null)
            {
                return [.. (await shop.ListAsync("/v1/events")).Reverse()];
            }

            var (fresh, from, more) = (new List<JsonElement>(), last, true);
            while (more)
            {
                var page = await shop.Sale.StripeAsync($"/v1/events?limit=100&ending_before={from}");
                fresh.AddRange(page.GetProperty("data").EnumerateArray().Reverse());
                (from, more) = (fresh.Count > 0 ? fresh[^1].GetProperty("id").GetString()! : from, page.GetProperty("has_more").GetBoolean());
            }

            return fresh;
        }
    }
}
