using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Till.Memberships;
using Till.Payments;
using Till.Storage;

namespace Till.Rehearsal;

/// <summary>Looks at both stores when all is at rest, and says what is not as it must be.</summary>
internal sealed class Judge(World world)
{
    private const string CountSql =
        """
        SELECT (SELECT COUNT(*) FROM orders) AS "checkouts", (SELECT COUNT(*) FROM orders WHERE state = 'paid') AS "paid orders",
               (SELECT COUNT(*) FROM payments WHERE role = 'held') AS "payments that no order could take",
               (SELECT COUNT(*) FROM refunds) AS "refunds", (SELECT COUNT(*) FROM disputes) AS "disputes",
               (SELECT COUNT(*) FROM shipments) AS "parcels", (SELECT COUNT(*) FROM memberships) AS "memberships",
               (SELECT COUNT(*) FROM membership_invoices) AS "invoices of members", (SELECT COUNT(*) FROM outbox WHERE state = 'done') AS "effects carried out",
               (SELECT COUNT(*) FROM attention) AS "cases for the owner"
        """;

    private DbConnection db = null!;

    public async Task JudgeAsync()
    {
        using var signals = new Signals();
        await using var database = world.OpenForJudging(signals);
        await world.Stage.UseAsync(async () =>
        {
            await using var connection = await database.OpenAsync(CancellationToken.None);
            db = connection;
            await PaymentsAsync();
            await OrdersAsync();
            await LedgerAsync();
            await RefundsAsync();
            await StockAsync();
            await MembershipsAsync();
            await EffectsAsync();
            foreach (var (what, times) in (IDictionary<string, object>)await db.QuerySingleAsync(CountSql))
            {
                world.Count(what, Convert.ToInt64(times, CultureInfo.InvariantCulture));
            }

            return true;
        });
    }

    /// <summary>Every payment that Stripe took for the shop is a payment here, once, and the other way round.</summary>
    private async Task PaymentsAsync()
    {
        var taken = (await world.StripeListAsync("/v1/payment_intents"))
            .Where(intent => intent.GetProperty("status").GetString() == "succeeded" && !world.ForeignPayments.Contains(intent.GetProperty("id").GetString()!))
            .ToDictionary(intent => intent.GetProperty("id").GetString()!, intent => intent.GetProperty("amount_received").GetInt64());
        var booked = (await QueryAsync<(string Id, long Minor)>("SELECT stripe_payment_intent_id, amount_minor FROM payments")).ToDictionary(one => one.Id, one => one.Minor);
        foreach (var (id, minor) in taken)
        {
            world.Must(booked.TryGetValue(id, out var known), $"Stripe took {minor} by {id}, and the shop knows nothing of it");
            world.Must(!booked.ContainsKey(id) || known == minor, $"Stripe took {minor} by {id}, and the shop booked {known}");
        }

        foreach (var id in booked.Keys.Where(id => !taken.ContainsKey(id)))
        {
            world.Must(false, $"the shop booked {id}, which Stripe did not take");
        }
    }

    private async Task OrdersAsync()
    {
        await NoneAsync(
            "a paid order has no payment of its own amount",
            """
            SELECT o.id FROM orders o WHERE o.state = 'paid' AND o.total_minor > 0
              AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.role = 'order' AND p.amount_minor = o.total_minor AND p.currency = o.currency)
            """);
        await NoneAsync("a payment pays an order that is not paid", "SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.role = 'order' AND o.state <> 'paid'");
        await NoneAsync("an attempt is still open", "SELECT id FROM payment_attempts WHERE state IN ('creating', 'open')");
        await NoneAsync("order numbers have gaps", "SELECT COUNT(*) FROM orders WHERE state = 'paid' HAVING COUNT(*) <> COALESCE(MAX(number) - MIN(number) + 1, 0)");
        await NoneAsync("an order has a number and is not paid", "SELECT id FROM orders WHERE number IS NOT NULL AND state <> 'paid'");
        await NoneAsync(
            "money that no order may take was not given back, and nobody was told",
            """
            SELECT p.id FROM payments p WHERE p.role = 'held'
              AND p.amount_minor <> (SELECT COALESCE(SUM(r.amount_minor), 0) FROM refunds r WHERE r.payment_id = p.id AND r.state IN ('succeeded', 'pending'))
              AND NOT EXISTS (SELECT 1 FROM attention a WHERE a.kind IN ('failed_refund', 'dispute', 'lost_dispute'))
            """);
        // An attempt is closed at Stripe before anything else can be paid, so that no card is charged in vain.
        await NoneAsync("somebody was charged for what they could not have", "SELECT id, order_id FROM payments WHERE role = 'held'");
        var paid = (await QueryAsync<Guid>("SELECT id FROM orders WHERE state = 'paid'")).Select(id => id.ToString()).ToHashSet();
        foreach (var told in world.Buyers.SelectMany(buyer => buyer.ToldPaid))
        {
            world.Must(paid.Contains(told), $"a buyer was told that order {told} is paid, and it is not");
        }

        await NoneAsync(
            "an album was paid and not given",
            """
            SELECT o.id FROM orders o JOIN order_lines l ON l.order_id = o.id AND l.kind = 'album'
            WHERE o.state = 'paid' AND NOT EXISTS (SELECT 1 FROM entitlements e WHERE e.order_id = o.id AND e.product_id = l.product_id)
            """);
        await NoneAsync("an album was given and not paid", "SELECT e.id FROM entitlements e JOIN orders o ON o.id = e.order_id WHERE o.state <> 'paid'");
    }

    /// <summary>What the books say of the balance at Stripe is what Stripe says.</summary>
    private async Task LedgerAsync()
    {
        var foreign = (await world.StripeListAsync("/v1/charges"))
            .Where(charge => !IsOurs(charge))
            .Select(charge => charge.GetProperty("id").GetString()!).ToHashSet();
        var balance = (await world.StripeListAsync("/v1/balance_transactions"))
            .Where(one => !foreign.Contains(one.GetProperty("source").GetString() ?? ""))
            .Sum(one => one.GetProperty("net").GetInt64());
        var booked = (await QueryAsync<long>(
            """
            SELECT CAST(COALESCE(SUM(CASE WHEN debit = 'stripe_balance' THEN amount_minor ELSE -amount_minor END), 0) AS bigint)
            FROM ledger WHERE debit = 'stripe_balance' OR credit = 'stripe_balance'
            """)).Single();
        world.Must(balance == booked, $"the balance at Stripe is {balance}, and the books say {booked}");
        var sales = (await QueryAsync<(Guid Id, long Total, long Booked)>(
            """
            SELECT o.id, o.total_minor, CAST(COALESCE((SELECT SUM(l.amount_minor) FROM ledger l
                WHERE l.order_id = o.id AND l.debit = 'stripe_balance' AND l.credit IN ('sales', 'delivery', 'tax') AND l.source LIKE 'payment:%'), 0) AS bigint)
            FROM orders o WHERE o.state = 'paid'
            """)).ToList();
        foreach (var (id, total, sold) in sales)
        {
            world.Must(total == sold, $"order {id} of {total} is booked as {sold}");
        }
    }

    /// <summary>Of a charge or a refund.</summary>
    private bool IsOurs(JsonElement one) => !world.ForeignPayments.Contains(one.GetProperty("payment_intent").GetString() ?? "");

    private async Task RefundsAsync()
    {
        var made = (await world.StripeListAsync("/v1/refunds")).Where(IsOurs)
            .ToDictionary(one => one.GetProperty("id").GetString()!, one => (one.GetProperty("amount").GetInt64(), one.GetProperty("status").GetString()!));
        var known = (await QueryAsync<(string? Id, long Minor, string State)>("SELECT stripe_refund_id, amount_minor, state FROM refunds")).ToList();
        foreach (var (id, minor, state) in known.Where(one => one.Id is not null))
        {
            world.Must(made.TryGetValue(id!, out var at) && at == (minor, state), $"refund {id} of {minor} is {state} here and {at} at Stripe");
        }

        foreach (var id in made.Keys.Where(id => known.All(one => one.Id != id)))
        {
            world.Must(false, $"Stripe made refund {id}, and the shop knows nothing of it");
        }

        var asked = (await QueryAsync<long>("SELECT COUNT(*) FROM refunds WHERE reason = 'requested_by_customer' AND NOT cancels")).Single();
        world.Must(asked <= world.RefundsAsked, $"the owner asked for {world.RefundsAsked} refunds, and there are {asked}");
        await NoneAsync("a refund was asked for and never made", "SELECT id FROM refunds WHERE state = 'requested'");
        await NoneAsync(
            "more went back than was paid",
            """
            SELECT p.id FROM payments p
            WHERE p.amount_minor < (SELECT COALESCE(SUM(r.amount_minor), 0) FROM refunds r WHERE r.payment_id = p.id AND r.state IN ('requested', 'pending', 'succeeded'))
            """);
    }

    /// <summary>Nothing on the shelf comes from nowhere, and nothing is gone that nobody has.</summary>
    private async Task StockAsync()
    {
        foreach (var thing in world.Things.Where(thing => thing.Stock is not null))
        {
            var (left, held, restocked) = (await QueryAsync<(long Left, long Held, long Restocked)>(
                """
                SELECT v.stock, COALESCE((SELECT SUM(h.quantity) FROM stock_holds h WHERE h.variant_id = v.id AND h.state IN ('held', 'sold')), 0),
                       COALESCE((SELECT SUM(f.restocked) FROM refund_lines f JOIN order_lines l ON l.order_id = f.order_id AND l.position = f.position
                           WHERE l.variant_id = v.id), 0)
                FROM variants v WHERE v.id = @Variant
                """,
                thing)).Single();
            world.Must(left >= 0, $"there are {left} of {thing.Title}");
            world.Must(
                left + held - restocked == thing.Stock, $"of {thing.Stock} × {thing.Title} there are {left} left, {held} sold or held and {restocked} back on the shelf");
        }

        var parcels = (await QueryAsync<long>("SELECT COUNT(*) FROM shipments")).Single();
        world.Must(parcels <= world.ParcelsAsked, $"the owner sent {world.ParcelsAsked} parcels, and there are {parcels}");
        await NoneAsync("something is held for nobody", "SELECT h.variant_id FROM stock_holds h JOIN payment_attempts a ON a.id = h.attempt_id WHERE h.state = 'held'");
        await NoneAsync(
            "what a paid order needs is not taken from the shelf",
            """
            SELECT o.id FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN variants v ON v.id = l.variant_id AND v.stock IS NOT NULL
            WHERE o.state = 'paid' AND NOT EXISTS (
                SELECT 1 FROM stock_holds h JOIN payment_attempts a ON a.id = h.attempt_id
                WHERE a.order_id = o.id AND h.variant_id = l.variant_id AND h.quantity = l.quantity AND h.state IN ('sold', 'short'))
            """);
        await NoneAsync(
            "a discount code was used more often than it may be, and nobody was told",
            """
            SELECT c.id FROM discount_codes c
            WHERE c.used > c.limit_total AND NOT EXISTS (SELECT 1 FROM attention a WHERE a.kind = 'discount_over_limit')
            """);
        await NoneAsync(
            "a discount code counts other uses than there were",
            "SELECT c.id FROM discount_codes c WHERE c.used <> (SELECT COUNT(*) FROM discount_uses u WHERE u.code_id = c.id AND u.state IN ('held', 'redeemed'))");
    }

    /// <summary>The record of each subscription is what Stripe holds, and each of its invoices is known as it stands.</summary>
    private async Task MembershipsAsync()
    {
        var subscriptions = (await world.StripeListAsync("/v1/subscriptions?status=all")).ToDictionary(one => one.GetProperty("id").GetString()!, Held);
        var known = (await QueryAsync<MembershipRow>($"SELECT {MembershipRow.Columns} FROM memberships m")).ToDictionary(row => row.StripeSubscriptionId, Held);
        foreach (var (id, held) in subscriptions)
        {
            world.Must(known.TryGetValue(id, out var recorded) && recorded == held, $"subscription {id} is {held} at Stripe and {recorded ?? "unknown"} here");
        }

        world.Must(known.Keys.All(subscriptions.ContainsKey), "the shop knows a subscription that Stripe does not");
        var invoices = (await world.StripeListAsync("/v1/invoices")).ToDictionary(
            one => one.GetProperty("id").GetString()!, one => $"{one.GetProperty("status").GetString()} {one.GetProperty("total").GetInt64()}");
        var booked = (await QueryAsync<(string Id, string State, long Total)>("SELECT stripe_invoice_id, state, total_minor FROM membership_invoices"))
            .ToDictionary(one => one.Id, one => $"{one.State} {one.Total}");
        foreach (var (id, stands) in invoices)
        {
            world.Must(booked.TryGetValue(id, out var recorded) && recorded == stands, $"invoice {id} is {stands} at Stripe and {recorded ?? "unknown"} here");
        }

        await NoneAsync(
            "a member has two living subscriptions",
            """
            SELECT account_id FROM memberships WHERE status NOT IN ('canceled', 'incomplete_expired') AND account_id IS NOT NULL
            GROUP BY account_id HAVING COUNT(*) > 1
            """);
        await NoneAsync("an attempt to join is still open", "SELECT id FROM join_attempts WHERE state IN ('creating', 'open')");
        await NoneAsync(
            "an invoice was paid otherwise than by its payments",
            """
            SELECT i.id FROM membership_invoices i
            WHERE i.paid_minor <> (SELECT COALESCE(SUM(p.amount_minor), 0) FROM payments p WHERE p.invoice_id = i.id)
            """);
    }

    private static string Held(JsonElement subscription)
    {
        var item = subscription.GetProperty("items").GetProperty("data")[0];
        return string.Join(
            ' ', subscription.GetProperty("status").GetString(), Time(subscription.GetProperty("cancel_at")), Time(subscription.GetProperty("ended_at")),
            Time(item.GetProperty("current_period_end")), item.GetProperty("price").GetProperty("unit_amount"),
            item.GetProperty("price").GetProperty("recurring").GetProperty("interval").GetString());

        static string Time(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "-" : value.ToString();
    }

    private static string Held(MembershipRow row)
    {
        return string.Join(' ', row.Status, Time(row.CancelAt), Time(row.EndedAt), Time(row.PeriodEndsAt), row.AmountMinor, row.Interval);

        static string Time(DateTimeOffset? value) => value?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "-";
    }

    /// <summary>Each effect once, and none that is still to come.</summary>
    private async Task EffectsAsync()
    {
        await NoneAsync("an event waits to be handled", "SELECT event_id FROM inbox WHERE state IN ('waiting', 'dead')");
        await NoneAsync(
            "an effect was not carried out, and nobody was told",
            """
            SELECT o.kind, o.state, o.tries, o.due_at, o.last_error FROM outbox o WHERE o.state = 'waiting'
              OR (o.state = 'dead' AND NOT EXISTS (SELECT 1 FROM attention a WHERE a.kind = 'outbox_dead'))
            """);
        var receipts = (await QueryAsync<(Guid Id, string Subject, string State)>(
            "SELECT id, subject, state FROM outbox WHERE kind = @kind", new { kind = OutboxKinds.Receipt })).ToList();
        var paid = (await QueryAsync<string>("SELECT 'order:' || CAST(id AS text) FROM orders WHERE state = 'paid' AND email IS NOT NULL")).ToHashSet();
        world.Must(paid.Count == receipts.Count, $"{paid.Count} paid orders and {receipts.Count} receipts");
        foreach (var (id, subject, state) in receipts)
        {
            world.Must(paid.Contains(subject), $"a receipt went out for {subject}, which is not paid");
            world.Must(state != "done" || world.Post.Letters.ContainsKey(id), $"the receipt for {subject} counts as sent, and was not");
        }
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values = null) => (await db.QueryAsync<T>(sql, values)).AsList();

    private async Task NoneAsync(string otherwise, string sql)
    {
        var found = (await db.QueryAsync(sql)).AsList();
        world.Must(found.Count == 0, $"{otherwise}: {string.Join(", ", found.Take(3))}");
    }
}
