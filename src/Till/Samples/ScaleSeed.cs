using Dapper;
using Till.Payments;
using Till.Storage;

namespace Till.Samples;

/// <summary>How large a made-up shop is.</summary>
/// <param name="Orders">Paid, sent but for the last few, spread over two years.</param>
/// <param name="Customers">Every other one with an account.</param>
internal sealed record ShopSize(int Products, int Orders, int Customers)
{
    public static ShopSize Large { get; } = new(100_000, 1_000_000, 200_000);

    /// <summary>"100000,1000000,200000"</summary>
    public static ShopSize? Read(string text) =>
        text.Split(',') is [var products, var orders, var customers]
        && int.TryParse(products, out var first) && int.TryParse(orders, out var second) && int.TryParse(customers, out var third)
        && first is > 0 and <= 1_000_000 && second is >= 0 and <= 10_000_000 && third is >= 0 and <= 2_000_000 && (third > 0 || second == 0)
            ? new ShopSize(first, second, third)
            : null;
}

/// <summary>
/// Fills an empty shop with as many made-up products, customers and paid orders as are wanted, the same ones at each run: for measuring
/// what a shop costs that has grown, and for looking round in one. Nothing of it is known to Stripe.
/// </summary>
internal sealed class ScaleSeed(Database database, TimeProvider time)
{
    /// <summary>A word that everything has, and one that five things have.</summary>
    public const string CommonWord = "everyday";
    public const string RareWord = "quillon";

    private const int AtOnce = 2_000;
    private const int Accounts = 4;
    private const int Orders = 5;
    private const int Attempts = 6;
    private const int Payments = 7;
    private const int Moves = 8;
    private const int Parcels = 10;

    /// <summary>So many of the last orders wait to be prepared.</summary>
    private const int ToPrepare = 40;

    private static readonly TimeSpan Years = TimeSpan.FromDays(730);

    private static readonly string[] Countries = ["US", "DE", "GB", "FR", "SE", "JP"];

    private readonly JsonRows json = new(database.Engine);

    /// <exception cref="InvalidOperationException">The shop has products or orders of its own.</exception>
    public async Task RunAsync(ShopSize size, Action<string> say, CancellationToken cancel)
    {
        if (await database.ReadAsync(db => db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM products) OR EXISTS (SELECT 1 FROM orders)"), cancel))
        {
            throw new InvalidOperationException("This shop has products or orders already. A made-up one of this size goes into an empty data folder or database.");
        }

        var now = time.Now();
        var things = new ScaleThings(json, now);
        await database.WriteAsync(transaction => things.AddCategoriesAsync(transaction.Db), cancel);
        await EachAsync(size.Products, "products", (transaction, from, to) => things.AddAsync(transaction.Db, from, to, size.Products), say, cancel);
        await EachAsync(size.Customers, "customers", (transaction, from, to) => AddAccountsAsync(transaction, from, to, now), say, cancel);
        await EachAsync(size.Orders, "orders", (transaction, from, to) => AddOrdersAsync(transaction, from, to, size, now), say, cancel);
    }

    /// <summary>In transactions of some thousand, so that none is long; what was cut short is begun anew in an empty shop.</summary>
    private async Task EachAsync(int count, string what, Func<Transaction, int, int, Task> write, Action<string> say, CancellationToken cancel)
    {
        for (var from = 0; from < count; from += AtOnce)
        {
            var (first, last) = (from, Math.Min(count, from + AtOnce));
            await database.WriteAsync(transaction => write(transaction, first, last), cancel);
            if (last == count || last % (AtOnce * 25) == 0)
            {
                say($"{last:N0} of {count:N0} {what}");
            }
        }
    }

    private Task AddAccountsAsync(Transaction transaction, int from, int to, DateTimeOffset now) => RunAsync(
        transaction,
        $"""
        INSERT INTO accounts (id, email, email_key, email_confirmed, name, role, security_stamp, created_at)
        SELECT {json.Id(0)}, {json.Text(1)}, {json.Text(1)}, @yes, {json.Text(2)}, 'buyer', {json.Text(0)}, @began FROM {json.Rows}
        """,
        Enumerable.Range(from, to - from).Where(HasAccount).Select(at => new object?[] { ScaleThings.Id(Accounts, at), Email(at), Name(at) }),
        new { yes = true, began = now - Years });

    private async Task AddOrdersAsync(Transaction transaction, int from, int to, ShopSize size, DateTimeOffset now)
    {
        var bought = new List<ScaleOrder>(to - from);
        var number = await transaction.Db.QuerySingleAsync<long>("UPDATE counters SET value = value + @count WHERE name = 'order' RETURNING value", new { count = to - from });
        for (var at = from; at < to; at++)
        {
            bought.Add(ScaleOrder.Make(at, size, number - (to - at) + 1, now - (Years * (1 - ((at + 1.0) / size.Orders)))));
        }

        await AddOrdersAsync(transaction, bought, size);
        await AddPaymentsAsync(transaction, bought);
        await AddParcelsAsync(transaction, bought, size);
    }

    private async Task AddOrdersAsync(Transaction transaction, IReadOnlyList<ScaleOrder> bought, ShopSize size)
    {
        await RunAsync(
            transaction,
            $"""
            INSERT INTO orders (id, number, bag_id, bag_version, state, link_key, account_id, email, email_key, name, description, currency, subtotal_minor,
                delivery_minor, total_minor, created_at, paid_at, street1, town, postcode, country, preparing_at, awaits_post, shipped_at)
            SELECT {json.Id(0)}, {json.Number(1)}, {json.Id(0)}, 1, 'paid', {json.Text(0)}, {json.Id(2)}, {json.Text(3)}, {json.Text(3)}, {json.Text(4)}, 'Order', 'usd',
                {json.Number(5)}, {json.Number(6)}, {json.Number(7)}, {json.Time(8)}, {json.Time(8)}, '12 Analytical Way', 'Springfield', '62701', {json.Text(9)},
                {json.Time(10)}, {json.Flag(11)}, {json.Time(10)}
            FROM {json.Rows}
            """,
            bought.Select(order => new object?[]
            {
                ScaleThings.Id(Orders, order.At), order.Number, HasAccount(order.Customer) ? ScaleThings.Id(Accounts, order.Customer) : null, Email(order.Customer),
                Name(order.Customer), order.Subtotal, order.Delivery, order.Total, TypeHandlers.Stamp(order.PaidAt), Countries[order.Customer % Countries.Length],
                order.At < size.Orders - ToPrepare ? TypeHandlers.Stamp(order.PaidAt.AddHours(20)) : null, order.At >= size.Orders - ToPrepare,
            }));
        await RunAsync(
            transaction,
            $"""
            INSERT INTO order_lines (order_id, position, product_id, variant_id, kind, sku, title, maker, size, quantity, unit_minor, line_minor, slug, delivered)
            SELECT {json.Id(0)}, {json.Number(1)}, {json.Id(2)}, {json.Id(3)}, 'good', {json.Text(4)}, {json.Text(5)}, 'Made up', '', {json.Number(6)}, {json.Number(7)},
                {json.Number(8)}, {json.Text(9)}, @yes
            FROM {json.Rows}
            """,
            bought.SelectMany(order => order.Lines.Select((line, position) => new object?[]
            {
                ScaleThings.Id(Orders, order.At), position, ScaleThings.Id(ScaleThings.Products, line.Product), ScaleThings.Id(ScaleThings.Variants, line.Product * 5),
                ScaleThings.Sku(line.Product * 5), $"Thing {line.Product}", line.Quantity, line.Unit, line.Unit * line.Quantity, ScaleThings.Slug(line.Product),
            })),
            new { yes = true });
    }

    private async Task AddPaymentsAsync(Transaction transaction, IReadOnlyList<ScaleOrder> bought)
    {
        await RunAsync(
            transaction,
            $"""
            INSERT INTO payment_attempts (id, order_id, number, kind, state, idempotency_key, request, stripe_payment_intent_id, expires_at, created_at, settled_at)
            SELECT {json.Id(0)}, {json.Id(1)}, 1, 'intent', 'succeeded', {json.Text(0)}, '{"{}"}', {json.Text(2)}, {json.Time(3)}, {json.Time(3)}, {json.Time(3)} FROM {json.Rows}
            """,
            bought.Select(order => new object?[] { ScaleThings.Id(Attempts, order.At), ScaleThings.Id(Orders, order.At), Intent(order.At), TypeHandlers.Stamp(order.PaidAt) }));
        await RunAsync(
            transaction,
            $"""
            INSERT INTO payments (id, order_id, attempt_id, role, stripe_payment_intent_id, currency, amount_minor, fee_minor, method, card_brand, card_last4, paid_at)
            SELECT {json.Id(0)}, {json.Id(1)}, {json.Id(2)}, 'order', {json.Text(3)}, 'usd', {json.Number(4)}, {json.Number(5)}, 'card', 'visa', '4242', {json.Time(6)}
            FROM {json.Rows}
            """,
            bought.Select(order => new object?[]
            {
                ScaleThings.Id(Payments, order.At), ScaleThings.Id(Orders, order.At), ScaleThings.Id(Attempts, order.At), Intent(order.At), order.Total, order.Fee, TypeHandlers.Stamp(order.PaidAt),
            }));
        await RunAsync(
            transaction,
            $"""
            INSERT INTO ledger (id, source, debit, credit, currency, amount_minor, order_id, at)
            SELECT {json.Id(0)}, {json.Text(1)}, {json.Text(2)}, {json.Text(3)}, 'usd', {json.Number(4)}, {json.Id(5)}, {json.Time(6)} FROM {json.Rows}
            """,
            bought.SelectMany(order => Booked(order)));
    }

    private async Task AddParcelsAsync(Transaction transaction, IReadOnlyList<ScaleOrder> bought, ShopSize size)
    {
        await RunAsync(
            transaction,
            $"INSERT INTO stock_holds (attempt_id, variant_id, quantity, state) SELECT {json.Id(0)}, {json.Id(1)}, {json.Number(2)}, 'sold' FROM {json.Rows}",
            bought.SelectMany(order => order.Lines.Select(line => new object?[]
            {
                ScaleThings.Id(Attempts, order.At), ScaleThings.Id(ScaleThings.Variants, line.Product * 5), line.Quantity,
            })));
        var sent = bought.Where(order => order.At < size.Orders - ToPrepare).ToList();
        await RunAsync(
            transaction,
            $"INSERT INTO shipments (id, order_id, carrier, tracking, shipped_at) SELECT {json.Id(0)}, {json.Id(1)}, 'DHL', {json.Text(2)}, {json.Time(3)} FROM {json.Rows}",
            sent.Select(order => new object?[] { ScaleThings.Id(Parcels, order.At), ScaleThings.Id(Orders, order.At), $"T{order.At}", TypeHandlers.Stamp(order.PaidAt.AddHours(20)) }));
        await RunAsync(
            transaction,
            $"INSERT INTO shipment_lines (shipment_id, order_id, position, quantity) SELECT {json.Id(0)}, {json.Id(1)}, {json.Number(2)}, {json.Number(3)} FROM {json.Rows}",
            sent.SelectMany(order => order.Lines.Select((line, position) => new object?[]
            {
                ScaleThings.Id(Parcels, order.At), ScaleThings.Id(Orders, order.At), position, line.Quantity,
            })));
    }

    private static IEnumerable<object?[]> Booked(ScaleOrder order)
    {
        var (of, at) = (ScaleThings.Id(Orders, order.At), TypeHandlers.Stamp(order.PaidAt));
        yield return [ScaleThings.Id(Moves, order.At * 3), $"payment:{Intent(order.At)}", Ledger.StripeBalance, Ledger.Sales, order.Subtotal, of, at];
        yield return [ScaleThings.Id(Moves, (order.At * 3) + 1), $"payment:{Intent(order.At)}", Ledger.StripeBalance, Ledger.Delivery, order.Delivery, of, at];
        yield return [ScaleThings.Id(Moves, (order.At * 3) + 2), $"fee:{Intent(order.At)}", Ledger.Fees, Ledger.StripeBalance, order.Fee, of, at];
    }

    private static Task RunAsync(Transaction transaction, string sql, IEnumerable<object?[]> rows, object? more = null)
    {
        var values = new DynamicParameters(more);
        values.Add("rows", JsonRows.Of(rows));
        return transaction.Db.ExecuteAsync(sql, values);
    }

    private static bool HasAccount(int customer) => customer % 2 == 0;

    private static string Email(int customer) => $"buyer-{customer}@example.com";

    private static string Name(int customer) => ScaleThings.PersonName(customer);

    private static string Intent(int order) => $"pi_made_up_{order}";
}
