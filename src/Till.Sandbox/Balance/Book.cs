using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Balance;

/// <summary>
/// The account's books. Every charge, refund and failed refund is one balance transaction in the payment's currency; nothing is
/// converted, and nothing is paid out.
/// </summary>
internal static class Book
{
    /// <summary>Charges become available after two days, at midnight UTC.</summary>
    private const long Day = 86_400;

    /// <param name="unit">The unit of work.</param>
    /// <param name="charge">A captured charge.</param>
    /// <param name="announce">Whether the booking comes after the charge was announced, and is announced by itself.</param>
    public static void Charge(Unit unit, Doc charge, bool announce)
    {
        var amount = charge.Number("amount_captured");
        var currency = charge.Text("currency")!;
        var fee = Currencies.Fee(amount, currency);
        var atOnce = PaymentMethodObject.CardOf(unit.Get(charge.Text("payment_method")!)).BypassesPending;
        var transaction = New(unit, charge, "charge", amount, fee, atOnce);
        charge["balance_transaction"] = transaction.Id;
        unit.Changed(charge);
        if (announce)
        {
            unit.Emit("charge.updated", charge, new Doc(1) { ["balance_transaction"] = null });
        }
    }

    /// <summary>Takes a refund from the balance. Fees are not given back.</summary>
    public static string Refund(Unit unit, Doc refund) =>
        New(unit, refund, "refund", -refund.Number("amount"), 0, atOnce: true).Id;

    /// <summary>Puts a failed refund back.</summary>
    public static string RefundFailure(Unit unit, Doc refund) =>
        New(unit, refund, "refund_failure", refund.Number("amount"), 0, atOnce: true).Id;

    private static Doc New(Unit unit, Doc source, string type, long amount, long fee, bool atOnce)
    {
        var currency = source.Text("currency");
        var available = atOnce ? unit.Now : ((unit.Now / Day) + 3) * Day;
        var transaction = new Doc(20)
        {
            ["id"] = unit.Chance.PaymentId("txn"),
            ["object"] = "balance_transaction",
            ["amount"] = amount,
            ["available_on"] = available,
            ["balance_type"] = "payments",
            ["created"] = unit.Now,
            ["currency"] = currency,
            ["description"] = type == "refund" ? "REFUND FOR CHARGE" + Described(source["description"]) : source["description"],
            ["exchange_rate"] = null,
            ["fee"] = fee,
            ["fee_details"] = fee == 0
                ? []
                : new List<object?>
                {
                    new Doc(5)
                    {
                        ["amount"] = fee, ["application"] = null, ["currency"] = currency, ["description"] = "Stripe processing fees",
                        ["type"] = "stripe_fee",
                    },
                },
            ["net"] = amount - fee,
            ["reporting_category"] = type,
            ["source"] = source.Id,
            ["status"] = available <= unit.Now ? "available" : "pending",
            ["type"] = type,
        };
        unit.Add(transaction);
        return transaction;
    }

    private static string Described(object? description) => description is string text ? $" ({text})" : "";

    /// <summary>The state as of now: what was pending has become available when its day has come.</summary>
    public static Doc AsOfNow(Doc transaction, long now)
    {
        if (transaction.Text("status") == "pending" && transaction.Number("available_on") <= now)
        {
            transaction["status"] = "available";
        }
        return transaction;
    }
}
