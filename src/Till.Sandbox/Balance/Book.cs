using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Balance;

/// <summary>
/// The account's books. Every charge, refund, failed refund, payout and move of a dispute is one balance transaction in the payment's currency;
/// nothing is converted.
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
        var transaction = New(unit, charge, new Entry("charge", amount) { Fee = fee, Description = charge["description"] as string }, atOnce);
        charge["balance_transaction"] = transaction.Id;
        unit.Changed(charge);
        if (announce)
        {
            unit.Emit("charge.updated", charge, new Doc(1) { ["balance_transaction"] = null });
        }
    }

    /// <summary>Takes a refund from the balance. Fees are not given back.</summary>
    public static string Refund(Unit unit, Doc refund) =>
        New(unit, refund, new Entry("refund", -refund.Number("amount")) { Description = "REFUND FOR CHARGE" + Described(refund["description"]) }, atOnce: true).Id;

    /// <summary>Puts a failed refund back.</summary>
    public static string RefundFailure(Unit unit, Doc refund) =>
        New(unit, refund, new Entry("refund_failure", refund.Number("amount")) { Description = refund["description"] as string }, atOnce: true).Id;

    /// <summary>The bank takes back what is disputed, and Stripe its fee.</summary>
    public static Doc DisputeWithdrawal(Unit unit, Doc dispute) => New(
        unit, dispute,
        new Entry("adjustment", -dispute.Number("amount"))
        {
            Category = "dispute", Fee = Currencies.DisputeFee(dispute.Text("currency")!), FeeIs = "Dispute fee", Description = "Chargeback withdrawal for " + dispute.Text("charge"),
        },
        atOnce: true);

    /// <summary>A dispute that was won gives the amount back, and not the fee.</summary>
    public static Doc DisputeReversal(Unit unit, Doc dispute) => New(
        unit, dispute,
        new Entry("adjustment", dispute.Number("amount")) { Category = "dispute_reversal", Description = "Chargeback reversal for " + dispute.Text("charge") },
        atOnce: true);

    /// <summary>Leaves for the bank account.</summary>
    public static Doc Payout(Unit unit, Doc payout) =>
        New(unit, payout, new Entry("payout", -payout.Number("amount")) { Description = payout.Text("description") }, atOnce: true);

    /// <summary>Is in the balance again.</summary>
    public static Doc PayoutReturn(Unit unit, Doc payout, string type) => New(
        unit, payout,
        new Entry(type, payout.Number("amount")) { Category = "payout_reversal", Description = payout.Text("description") },
        atOnce: true);

    private static Doc New(Unit unit, Doc source, Entry entry, bool atOnce)
    {
        var (amount, fee) = (entry.Amount, entry.Fee);
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
            ["description"] = entry.Description,
            ["exchange_rate"] = null,
            ["fee"] = fee,
            ["fee_details"] = fee == 0
                ? []
                : new List<object?>
                {
                    new Doc(5)
                    {
                        ["amount"] = fee, ["application"] = null, ["currency"] = currency, ["description"] = entry.FeeIs,
                        ["type"] = "stripe_fee",
                    },
                },
            ["net"] = amount - fee,
            ["reporting_category"] = entry.Category ?? entry.Type,
            ["source"] = source.Id,
            ["status"] = available <= unit.Now ? "available" : "pending",
            ["type"] = entry.Type,
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

    /// <summary>What is entered, in minor units.</summary>
    private sealed record Entry(string Type, long Amount)
    {
        /// <summary>In reports; the type where nothing else is said.</summary>
        public string? Category { get; init; }

        public long Fee { get; init; }

        public string FeeIs { get; init; } = "Stripe processing fees";

        public string? Description { get; init; }
    }
}
