using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

internal static class RefundObject
{
    public static Doc New(Unit unit, Doc charge, long amount, string? reason) => new(24)
    {
        ["id"] = unit.Chance.PaymentId("re"),
        ["object"] = "refund",
        ["amount"] = amount,
        ["balance_transaction"] = null,
        ["charge"] = charge.Id,
        ["created"] = unit.Now,
        ["currency"] = charge["currency"],
        ["customer"] = charge["customer"],
        ["customer_account"] = null,
        ["destination_details"] = new Doc(2)
        {
            ["card"] = new Doc(3)
            {
                ["reference_status"] = "pending", ["reference_type"] = "acquirer_reference_number", ["type"] = "refund",
            },
            ["type"] = "card",
        },
        ["metadata"] = new Doc(),
        ["payment_intent"] = charge["payment_intent"],
        ["payment_method"] = charge["payment_method"],
        ["reason"] = reason,
        ["receipt_number"] = null,
        ["source_transfer_reversal"] = null,
        ["status"] = "succeeded",
        ["transfer_reversal"] = null,
    };
}
