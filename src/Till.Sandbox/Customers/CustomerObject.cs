using Till.Sandbox.Wire;

namespace Till.Sandbox.Customers;

internal static class CustomerObject
{
    public static Doc New(Chance chance, long now) => new(32)
    {
        ["id"] = chance.ShortId("cus"),
        ["object"] = "customer",
        ["address"] = null,
        ["balance"] = 0,
        ["created"] = now,
        ["currency"] = null,
        ["customer_account"] = null,
        ["default_source"] = null,
        ["delinquent"] = false,
        ["description"] = null,
        ["discount"] = null,
        ["email"] = null,
        ["invoice_prefix"] = chance.Letters(8).ToUpperInvariant(),
        ["invoice_settings"] = new Doc(4)
        {
            ["custom_fields"] = null, ["default_payment_method"] = null, ["footer"] = null, ["rendering_options"] = null,
        },
        ["livemode"] = false,
        ["metadata"] = new Doc(),
        ["name"] = null,
        ["next_invoice_sequence"] = 1,
        ["phone"] = null,
        ["preferred_locales"] = new List<object?>(),
        ["shipping"] = null,
        ["tax_exempt"] = "none",
        ["test_clock"] = null,
    };

    public static Doc Deleted(string id) => new(3) { ["id"] = id, ["object"] = "customer", ["deleted"] = true };
}
