using System.Data.Common;
using System.Globalization;
using Dapper;
using Till.Accounts;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Orders;
using Till.Storage;

namespace Till.Admin;

/// <summary>All that the shop knows of one customer, in nine queries, however much they bought.</summary>
/// <param name="Account">Null: a guest.</param>
/// <param name="Orders">One page of them, newest first.</param>
/// <param name="HasOlder">Whether there are orders before those.</param>
/// <param name="Addresses">Those kept in the account first, then where the orders shown went.</param>
/// <param name="Mails">About the orders shown, the account and its memberships, newest first.</param>
internal sealed record CustomerView(
    CustomerRow Row, CustomerView.AccountRow? Account, Worth Worth, IReadOnlyList<OrderListRow> Orders, bool HasOlder,
    IReadOnlyList<CustomerView.AddressRow> Addresses, IReadOnlyList<CustomerView.MembershipPart> Memberships, IReadOnlyList<CustomerView.MailRow> Mails)
{
    public const int OrdersPerPage = 25;

    /// <summary>Nobody reads further back here; each order's own page tells of all that was sent about it.</summary>
    private const int MostMails = 50;

    /// <param name="before">The number of the order before which the page begins; null: from the newest.</param>
    /// <returns>Null if there is no such customer.</returns>
    public static async Task<CustomerView?> FindAsync(DbConnection db, Engine engine, Guid id, long? before)
    {
        if (await DeskCustomers.FindAsync(db, id) is not { } row)
        {
            return null;
        }

        var orders = (await db.QueryAsync<OrderListRow>(
            $"""
            {OrderList.Rows} WHERE o.state = 'paid' AND {row.Purchaser.Theirs} AND o.number < @before ORDER BY o.number DESC LIMIT @most
            """,
            new { row.AccountId, row.EmailKey, before = before ?? long.MaxValue, most = OrdersPerPage + 1 })).AsList();
        var shown = orders.Take(OrdersPerPage).ToList();
        var memberships = await MembershipsAsync(db, row);
        return new CustomerView(
            row,
            row.AccountId is null ? null : await db.QuerySingleAsync<AccountRow>(
                "SELECT role, email_confirmed, created_at FROM accounts WHERE id = @AccountId", new { row.AccountId }),
            (await DeskCustomers.WorthAsync(db, [row])).GetValueOrDefault(row.Id) ?? Worth.Nothing,
            shown,
            orders.Count > OrdersPerPage,
            await AddressesAsync(db, row, shown),
            memberships,
            await MailsAsync(db, engine, row, shown, memberships));
    }

    private static async Task<IReadOnlyList<AddressRow>> AddressesAsync(DbConnection db, CustomerRow row, List<OrderListRow> orders)
    {
        var values = new DynamicParameters();
        values.Add("AccountId", row.AccountId);
        var rows = await db.QueryAsync<AddressRow>(
            $"""
            SELECT name, street1, street2, town, county, postcode, country, phone, NULL AS number FROM addresses WHERE account_id = @AccountId
            UNION ALL
            SELECT name, street1, street2, town, county, postcode, country, phone, number FROM orders
            WHERE id IN {values.AddList("id", orders.Select(order => order.Id))} AND street1 IS NOT NULL
            """,
            values);
        return [.. rows.OrderByDescending(one => one.Number ?? long.MaxValue).DistinctBy(one => one.Text)];
    }

    /// <summary>In two queries, however many memberships there were.</summary>
    private static async Task<IReadOnlyList<MembershipPart>> MembershipsAsync(DbConnection db, CustomerRow row)
    {
        if (row.AccountId is not { } accountId)
        {
            return [];
        }

        var rows = await MembershipRow.ListAsync(db, accountId);
        var changes = (await db.QueryAsync<ChangeRow>(
            """
            SELECT c.membership_id, c.at, c.cause, c.plan, c.until
            FROM membership_changes c JOIN memberships m ON m.id = c.membership_id
            WHERE m.account_id = @accountId ORDER BY c.at DESC, c.number DESC
            """,
            new { accountId })).ToLookup(change => change.MembershipId);
        return [.. rows.Reverse().Select(one => new MembershipPart(one, [.. changes[one.Id]]))];
    }

    private static async Task<IReadOnlyList<MailRow>> MailsAsync(
        DbConnection db, Engine engine, CustomerRow row, List<OrderListRow> orders, IReadOnlyList<MembershipPart> memberships)
    {
        var values = new DynamicParameters();
        values.Add("most", MostMails);
        var beginnings = orders.Select(order => $"order:{order.Id}").Concat(memberships.Select(one => $"membership:{one.Row.Id}"))
            .Concat(row.AccountId is { } id ? [$"account:{id}:"] : []).Append(AccountMails.SubjectOf(row.EmailKey) + "@");
        var ranges = beginnings.Select((beginning, at) =>
        {
            values.Add($"from{at}", beginning);
            values.Add($"to{at}", Beginning.End(beginning));
            return $"({Beginning.Of("x.subject", engine, $"@from{at}", $"@to{at}")})";
        }).ToList();
        var list = values.AddList("id", orders.Select(order => order.Id));
        var members = values.AddList("membership", memberships.Select(one => one.Row.Id));
        // Each part by an index of its own, which an OR over all of them would not use.
        var rows = await db.QueryAsync<MailRow>(
            $"""
            WITH theirs AS (
                SELECT p.id, p.stripe_payment_intent_id FROM payments p WHERE p.order_id IN {list}
                UNION ALL
                SELECT p.id, p.stripe_payment_intent_id FROM payments p JOIN membership_invoices i ON i.id = p.invoice_id WHERE i.membership_id IN {members}
            ), found AS (
                SELECT x.* FROM outbox x WHERE {string.Join(" OR ", ranges)}
                UNION ALL
                SELECT x.* FROM theirs t JOIN outbox x ON x.subject = 'payment:' || t.stripe_payment_intent_id
                UNION ALL
                SELECT x.* FROM theirs t JOIN refunds r ON r.payment_id = t.id JOIN outbox x ON x.subject = 'refund:' || r.stripe_refund_id
                UNION ALL
                SELECT x.* FROM membership_invoices i JOIN outbox x ON x.subject = 'invoice:' || i.id WHERE i.membership_id IN {members}
            )
            SELECT kind, state, created_at, done_at FROM found WHERE kind LIKE 'mail:%' ORDER BY created_at DESC, id DESC LIMIT @most
            """,
            values);
        return rows.AsList();
    }

    internal sealed record AccountRow(string Role, bool EmailConfirmed, DateTimeOffset CreatedAt)
    {
        public bool IsOfTheOffice => Roles.IsOfTheOffice(Role);
    }

    /// <summary>Not filled by its constructor: SQLite tells no types of a column that is null in the first row.</summary>
    internal sealed record AddressRow
    {
        public string? Name { get; init; }

        public string? Street1 { get; init; }

        public string? Street2 { get; init; }

        public string? Town { get; init; }

        public string? County { get; init; }

        public string? Postcode { get; init; }

        public string? Country { get; init; }

        public string? Phone { get; init; }

        /// <summary>Of the order that went there; null: kept in the account.</summary>
        public long? Number { get; init; }

        public IReadOnlyList<string> Lines =>
            [.. new PostalAddress(Name, Street1, Street2, Town, County, Postcode, Country).Lines, .. Phone is null ? Array.Empty<string>() : [Phone]];

        public string Text => string.Join('\n', Lines);
    }

    internal sealed record MembershipPart(MembershipRow Row, IReadOnlyList<ChangeRow> Changes);

    internal sealed record ChangeRow(Guid MembershipId, DateTimeOffset At, string Cause, string Plan, DateTimeOffset? Until)
    {
        public string Words => MembershipWords.Of(Storage.Words.Parse<MembershipCause>(Cause), Plan);
    }

    internal sealed record MailRow(string Kind, string State, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt)
    {
        public string What => Mail.MailWords.Of(Kind);

        public string Stands => State switch
        {
            "done" => DoneAt!.Value.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture),
            "dead" => "could not be sent",
            _ => "waits",
        };
    }
}
