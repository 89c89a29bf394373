using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>/v1/customers/{}/balance_transactions: what a customer has in credit (below zero) or owes on the next invoice (above).</summary>
internal static class BalanceTransactions
{
    private const string Path = "/v1/customers/{}/balance_transactions";

    public static void Map(Router router)
    {
        router.Map("POST", Path, Create);
        router.Map("GET", Path, List);
        router.Map("GET", Path + "/{}", Retrieve);
        router.Map("POST", Path + "/{}", Update);
    }

    /// <summary>Changes the balance of a customer, writes down why, and tells of it.</summary>
    public static Doc Move(Unit unit, Doc customer, long amount, string currency, string type, string? invoice, string? description)
    {
        var before = customer["balance"];
        var transaction = Enter(unit, customer, amount, currency, type, invoice, description);
        unit.Emit("customer.updated", customer, new Doc(1) { ["balance"] = before });
        return transaction;
    }

    /// <summary>The same for a customer of whose change is told anyway.</summary>
    public static Doc Enter(Unit unit, Doc customer, long amount, string currency, string type, string? invoice, string? description)
    {
        customer["balance"] = customer.Number("balance") + amount;
        customer["currency"] ??= currency;
        unit.Changed(customer);
        var transaction = new Doc(20)
        {
            ["id"] = unit.Chance.LongId("cbtxn"),
            ["object"] = "customer_balance_transaction",
            ["amount"] = amount,
            ["checkout_session"] = null,
            ["created"] = unit.Now,
            ["credit_note"] = null,
            ["currency"] = currency,
            ["customer"] = customer.Id,
            ["customer_account"] = null,
            ["description"] = description,
            ["ending_balance"] = customer["balance"],
            ["invoice"] = invoice,
            ["livemode"] = false,
            ["metadata"] = new Doc(),
            ["type"] = type,
        };
        unit.Add(transaction);
        return transaction;
    }

    private static Answer Create(Call call)
    {
        var (customer, given) = (Customer(call), call.Parameters);
        var currency = Currencies.Check(given.Text("currency")!);
        if (customer.Text("currency") is { } own && own != currency)
        {
            throw StripeError.Invalid($"The customer's currency is {own}; its balance cannot hold {currency}.", "currency");
        }
        TestClocks.Enter(call.Unit, customer);
        var transaction = Move(call.Unit, customer, Currencies.OfLine((Int128)customer.Number("balance") + given.Number("amount"), "amount") - customer.Number("balance"), currency, "adjustment", null, given.Text("description"));
        Patch.Metadata(transaction, given);
        return transaction;
    }

    private static Answer List(Call call)
    {
        var customer = Customer(call);
        return Lists.Page(call, $"/v1/customers/{customer.Id}/balance_transactions", new Selection("customer_balance_transaction", 0) { Customer = customer.Id });
    }

    private static Answer Retrieve(Call call) => Found(call);

    private static Answer Update(Call call)
    {
        var transaction = Found(call);
        Patch.Fields(transaction, call.Parameters, "description");
        Patch.Metadata(transaction, call.Parameters);
        call.Unit.Changed(transaction);
        return transaction;
    }

    private static Doc Found(Call call) =>
        call.Unit.Find("customer_balance_transaction", call.Ids[1]) is { } found && found.Text("customer") == Customer(call).Id
            ? found
            : throw StripeError.Missing("customer_balance_transaction", call.Ids[1]);

    private static Doc Customer(Call call) =>
        call.Subject("customer") is var customer && !customer.Flag("deleted") ? customer : throw StripeError.Missing("customer", call.Id);
}
