using Till.Sandbox.Api;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Customers;

/// <summary>/v1/ephemeral_keys: what a mobile app is given to see one customer for an hour.</summary>
internal static class EphemeralKeys
{
    private const long LivesFor = 3_600;

    public static void Map(Router router)
    {
        router.Map("POST", "/v1/ephemeral_keys", Create);
        router.Map("DELETE", "/v1/ephemeral_keys/{}", Delete);
    }

    private static Answer Create(Call call)
    {
        var customer = call.Referred("customer", "customer")
            ?? throw StripeError.Invalid("You must pass a customer to create an ephemeral key.", "customer");
        var key = new Doc(8)
        {
            ["id"] = call.Chance.LongId("ephkey"),
            ["object"] = "ephemeral_key",
            ["associated_objects"] = new List<object?> { new Doc(2) { ["id"] = customer.Id, ["type"] = "customer" } },
            ["created"] = call.Now,
            ["expires"] = call.Now + LivesFor,
            ["livemode"] = false,
        };
        call.Unit.Add(key);
        var shown = key.Clone();
        shown["secret"] = "ek_test_" + call.Chance.Letters(64);
        return shown;
    }

    private static Answer Delete(Call call)
    {
        var key = call.Subject("ephemeral_key");
        key["expires"] = call.Now;
        call.Unit.Changed(key);
        return key;
    }
}
