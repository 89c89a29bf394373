using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Balance;

/// <summary>/v1/balance and /v1/balance_transactions</summary>
internal static class BalanceOperations
{
    public static void Map(Router router)
    {
        router.Map("GET", "/v1/balance", Retrieve);
        router.Map("GET", "/v1/balance_transactions", List);
        router.Map("GET", "/v1/balance_transactions/{}", RetrieveTransaction);
        router.Map("GET", "/v1/balance/history", List);
        router.Map("GET", "/v1/balance/history/{}", RetrieveTransaction);
    }

    private static Answer Retrieve(Call call)
    {
        var rows = call.Unit.Database.Query(
            """
            SELECT json_extract(body, '$.currency'), json_extract(body, '$.available_on') <= @1, sum(json_extract(body, '$.net'))
            FROM objects WHERE kind = 'balance_transaction' GROUP BY 1, 2 ORDER BY 1
            """,
            row => (Currency: row.GetString(0), Available: row.GetInt64(1) != 0, Sum: row.GetInt64(2)),
            call.Now);
        var currencies = rows.Select(row => row.Currency).Append(Account.Currency).Distinct(StringComparer.Ordinal).ToList();
        return new Doc
        {
            ["object"] = "balance",
            ["available"] = Sums(available: true),
            ["livemode"] = false,
            ["pending"] = Sums(available: false),
            ["refund_and_dispute_prefunding"] = new Doc { ["available"] = Zero(), ["pending"] = Zero() },
        };

        List<object?> Sums(bool available) => currencies.ConvertAll(currency =>
        {
            var sum = rows.Where(row => row.Currency == currency && row.Available == available).Sum(row => row.Sum);
            return (object?)new Doc(3) { ["amount"] = sum, ["currency"] = currency, ["source_types"] = new Doc(1) { ["card"] = sum } };
        });

        static List<object?> Zero() => [new Doc(2) { ["amount"] = 0, ["currency"] = Account.Currency }];
    }

    /// <summary>What can be paid out in a currency.</summary>
    public static long Available(Unit unit, string currency) => unit.Database.Query(
        """
        SELECT coalesce(sum(json_extract(body, '$.net')), 0) FROM objects
        WHERE kind = 'balance_transaction' AND json_extract(body, '$.currency') = @1 AND json_extract(body, '$.available_on') <= @2
        """,
        row => row.GetInt64(0),
        currency, unit.Now)[0];

    private static Answer RetrieveTransaction(Call call) => Book.AsOfNow(call.Subject("balance_transaction"), call.Now);

    private static Answer List(Call call)
    {
        var (type, currency) = (call.Parameters.Text("type"), call.Parameters.Text("currency"));
        return Lists.Page(call, "/v1/balance_transactions", new Selection("balance_transaction", 0)
        {
            Owner = call.Parameters.Text("source"),
            Payment = call.Parameters.Text("payout"),
            Where = transaction =>
            {
                Book.AsOfNow(transaction, call.Now);
                return (type is null || transaction.Text("type") == type)
                    && (currency is null || transaction.Text("currency") == currency);
            },
        });
    }
}
