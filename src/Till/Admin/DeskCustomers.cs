using System.Data.Common;
using System.Globalization;
using Dapper;
using Till.Accounts;
using Till.Core;
using Till.Storage;

namespace Till.Admin;

/// <summary>A customer in the list.</summary>
/// <param name="Name">Empty where nobody has said it.</param>
internal sealed record CustomerRow(Guid Id, Guid? AccountId, string Email, string EmailKey, string Name, DateTimeOffset SeenAt)
{
    public Purchaser Purchaser => new(AccountId, EmailKey);

    public bool IsGuest => AccountId is null;
}

/// <summary>Whoever has ordered or joined, as those who work in the shop look for them.</summary>
internal static class DeskCustomers
{
    public const int PerPage = 50;

    private const string Columns = "c.id, c.account_id, c.email, c.email_key, c.name, c.seen_at";

    /// <summary>
    /// One page of them in one query that reads no more rows than it shows; one more than a page says that there is another. The last
    /// who ordered come first, and who is looked for comes by the alphabet.
    /// </summary>
    /// <param name="perPage">How many make a page.</param>
    public static async Task<IReadOnlyList<CustomerRow>> FindAsync(DbConnection db, Engine engine, CustomerSearch search, int perPage = PerPage)
    {
        var rows = await db.QueryAsync<CustomerRow>(
            $"SELECT {Columns} FROM customers c WHERE {search.Condition(engine)} LIMIT @most",
            new { search.Text, search.Number, search.From, search.To, search.After?.At, search.After?.Id, most = perPage + 1 });
        return rows.AsList();
    }

    public static Task<CustomerRow?> FindAsync(DbConnection db, Guid id) =>
        db.QuerySingleOrDefaultAsync<CustomerRow?>($"SELECT {Columns} FROM customers c WHERE c.id = @id", new { id });

    /// <summary>How often each has ordered, and what came of it, in one query.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Worth>> WorthAsync(DbConnection db, IReadOnlyCollection<CustomerRow> customers)
    {
        var values = new DynamicParameters();
        var list = values.AddList("id", customers.Select(one => one.Id));
        var sums = await db.QueryAsync<SumRow>(
            $"""
            WITH theirs AS (
                SELECT c.id AS customer_id, o.id AS order_id, NULL AS invoice_id FROM customers c JOIN orders o ON o.account_id = c.account_id
                WHERE c.id IN {list} AND o.state = 'paid'
                UNION ALL
                SELECT c.id, o.id, NULL FROM customers c JOIN orders o ON o.email_key = c.email_key AND o.account_id IS NULL
                WHERE c.id IN {list} AND c.account_id IS NULL AND o.state = 'paid'
            ), payings AS (
                SELECT t.customer_id, p.id, p.currency, p.amount_minor FROM theirs t JOIN payments p ON p.order_id = t.order_id AND p.role = 'order'
                UNION ALL
                SELECT c.id, p.id, p.currency, p.amount_minor
                FROM customers c
                JOIN memberships m ON m.account_id = c.account_id
                JOIN membership_invoices i ON i.membership_id = m.id
                JOIN payments p ON p.invoice_id = i.id AND p.role = 'invoice'
                WHERE c.id IN {list}
            )
            SELECT customer_id, NULL AS currency, COUNT(*) AS orders, CAST(0 AS bigint) AS minor FROM theirs GROUP BY customer_id
            UNION ALL
            SELECT y.customer_id, y.currency, 0,
                   CAST(SUM(y.amount_minor - COALESCE((SELECT SUM(r.amount_minor) FROM refunds r
                                                       WHERE r.payment_id = y.id AND r.state NOT IN ('failed', 'canceled')), 0)) AS bigint)
            FROM payings y GROUP BY y.customer_id, y.currency
            ORDER BY 2
            """,
            values);
        return sums.GroupBy(row => row.CustomerId).ToDictionary(
            rows => rows.Key,
            rows => new Worth(
                rows.Sum(row => row.Orders), [.. rows.Where(row => row.Currency is not null).Select(row => new Money(row.Minor, Currency.Parse(row.Currency!)))]));
    }

    private sealed record SumRow
    {
        public Guid CustomerId { get; init; }

        public string? Currency { get; init; }

        public long Orders { get; init; }

        public long Minor { get; init; }
    }
}

/// <summary>What a customer has meant to the shop.</summary>
/// <param name="Paid">By currency, what was given back taken off.</param>
internal sealed record Worth(long Orders, IReadOnlyList<Money> Paid)
{
    public static Worth Nothing { get; } = new(0, []);

    public string PaidText => Paid.Count == 0 ? "nothing" : string.Join(", ", Paid);
}

/// <summary>What was typed into the search, read by its shape: an order's number, an address, the beginning of a name.</summary>
/// <param name="After">The last of the page before; null: from the first.</param>
internal sealed record CustomerSearch(string Typed, CustomerPlace? After)
{
    public const int MaxLength = 200;

    public string Text { get; } = Email.Key(Typed);

    public string From => Text;

    public string To => Beginning.End(Text);

    public long? Number => long.TryParse(Typed.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>With the order in which they come.</summary>
    public string Condition(Engine engine) => this switch
    {
        { Typed: "" } => $"{(After is null ? "1 = 1" : "(c.seen_at, c.id) < (@At, @Id)")} ORDER BY c.seen_at DESC, c.id DESC",
        { Number: not null } =>
            """
            c.id = (SELECT COALESCE((SELECT g.id FROM customers g WHERE g.account_id = o.account_id),
                                    (SELECT g.id FROM customers g WHERE o.account_id IS NULL AND g.account_id IS NULL AND g.email_key = o.email_key))
                    FROM orders o WHERE o.number = @Number AND o.state = 'paid')
            """,
        _ when Typed.Contains('@') => By("c.email_key", "email_key", engine),
        _ => By("lower(c.name)", "lower(name)", engine),
    };

    private string By(string column, string same, Engine engine)
    {
        var collation = engine == Engine.Postgres ? " COLLATE \"C\"" : "";
        var after = After is null ? "" : $" AND ({column}{collation}, c.id) > ((SELECT {same}{collation} FROM customers WHERE id = @Id), @Id)";
        return $"{Beginning.Of(column, engine, "@From", "@To")}{after} ORDER BY {column}{collation}, c.id";
    }
}

/// <summary>Where in the list one is: behind this customer. As text it goes into an address, and names nobody.</summary>
internal sealed record CustomerPlace(DateTimeOffset At, Guid Id)
{
    public static CustomerPlace Of(CustomerRow row) => new(row.SeenAt, row.Id);

    public static CustomerPlace? Read(string? text)
    {
        var parts = (text ?? "").Split('.');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.Ticks && Guid.TryParseExact(parts[1], "N", out var id)
            ? new CustomerPlace(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : null;
    }

    public override string ToString() => $"{At.UtcTicks}.{Id:N}";
}
