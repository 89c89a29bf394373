using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Disputes;

/// <summary>/v1/radar/early_fraud_warnings: an issuer thinks that a card was stolen. A refund now is cheaper than the dispute that follows.</summary>
internal static class FraudWarnings
{
    public static void Map(Router router)
    {
        router.Map("GET", "/v1/radar/early_fraud_warnings", List);
        router.Map("GET", "/v1/radar/early_fraud_warnings/{}", static call => call.Subject("radar.early_fraud_warning"));
    }

    public static void Issue(Unit unit, Doc charge)
    {
        var warning = new Doc(8)
        {
            ["id"] = unit.Chance.LongId("issfr"),
            ["object"] = "radar.early_fraud_warning",
            ["actionable"] = true,
            ["charge"] = charge.Id,
            ["created"] = unit.Now,
            ["fraud_type"] = "unauthorized_use_of_card",
            ["livemode"] = false,
        };
        if (charge.Text("payment_intent") is { } intent)
        {
            warning["payment_intent"] = intent;
        }
        unit.Add(warning);
        unit.Emit("radar.early_fraud_warning.created", warning);
    }

    /// <summary>The charge has been given back: there is nothing left to do about its warnings.</summary>
    public static void Settle(Unit unit, Doc charge)
    {
        foreach (var warning in unit.Select(new Selection("radar.early_fraud_warning", 10) { Owner = charge.Id }))
        {
            if (warning.Flag("actionable"))
            {
                warning["actionable"] = false;
                unit.Changed(warning);
                unit.Emit("radar.early_fraud_warning.updated", warning, new Doc(1) { ["actionable"] = true });
            }
        }
    }

    private static Answer List(Call call) => Lists.Page(call, "/v1/radar/early_fraud_warnings", new Selection("radar.early_fraud_warning", 0)
    {
        Owner = call.Referred("charge", "charge")?.Id,
        Payment = call.Referred("payment_intent", "payment_intent")?.Id,
    });
}
