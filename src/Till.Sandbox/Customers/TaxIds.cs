using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Customers;

/// <summary>/v1/customers/{}/tax_ids: the numbers under which a customer pays tax, as invoices print them.</summary>
internal static class TaxIds
{
    /// <summary>The most that a customer can have.</summary>
    private const int Most = 5;

    public static void Map(Router router)
    {
        router.Map("POST", "/v1/customers/{}/tax_ids", Create);
        router.Map("GET", "/v1/customers/{}/tax_ids", List);
        router.Map("GET", "/v1/customers/{}/tax_ids/{}", static call => Subject(call));
        router.Map("DELETE", "/v1/customers/{}/tax_ids/{}", Delete);
    }

    /// <summary>Keeps a number with a customer.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="customer">Whose it is.</param>
    /// <param name="given"><c>type</c> and <c>value</c>.</param>
    /// <param name="within">The parameter that holds them, for the message; empty for none.</param>
    public static Doc Add(Unit unit, Doc customer, Doc given, string within)
    {
        var (type, value) = (given.Text("type")!, given.Text("value")!.Trim());
        if (!IsPlausible(type, value))
        {
            throw StripeError.Invalid($"Invalid value for {type}.", within.Length == 0 ? "value" : within + "[value]", "tax_id_invalid");
        }
        if (unit.Select(new Selection("tax_id", Most) { Customer = customer.Id }).Count == Most)
        {
            throw StripeError.Invalid($"A customer can have up to {Most} tax IDs.", within.Length == 0 ? null : within);
        }
        var taxId = new Doc(12)
        {
            ["id"] = unit.Chance.LongId("txi"),
            ["object"] = "tax_id",
            ["country"] = type == "eu_vat" ? value[..2].ToUpperInvariant() : type[..2].ToUpperInvariant(),
            ["created"] = unit.Now,
            ["customer"] = customer.Id,
            ["customer_account"] = null,
            ["livemode"] = false,
            ["owner"] = new Doc(3) { ["customer"] = customer.Id, ["customer_account"] = null, ["type"] = "customer" },
            ["type"] = type,
            ["value"] = value,
            ["verification"] = new Doc(3)
            {
                ["status"] = type is "eu_vat" or "gb_vat" or "au_abn" ? "pending" : "unavailable", ["verified_address"] = null, ["verified_name"] = null,
            },
        };
        unit.Add(taxId);
        unit.Emit("customer.tax_id.created", taxId);
        unit.AfterAnswer(() => Verify(unit, taxId));
        return taxId;
    }

    /// <summary>As much of a list as an expanded customer shows.</summary>
    public static List<Doc> Of(Unit unit, string customer) => unit.Select(new Selection("tax_id", 10) { Customer = customer });

    /// <summary>The authorities know Stripe's two test numbers, and of others say nothing.</summary>
    private static void Verify(Unit unit, Doc taxId)
    {
        var verification = taxId.Part("verification")!;
        var status = taxId.Text("value")! switch
        {
            var known when known.EndsWith("000000000", StringComparison.Ordinal) => "verified",
            var unknown when unknown.EndsWith("111111111", StringComparison.Ordinal) => "unverified",
            _ => "pending",
        };
        if (verification.Text("status") != "pending" || status == "pending")
        {
            return;
        }
        var before = taxId.Clone();
        verification["status"] = status;
        verification["verified_name"] = status == "verified" ? "TEST" : null;
        unit.Changed(taxId);
        unit.Emit("customer.tax_id.updated", taxId, Patch.Previous(before, taxId));
    }

    private static Answer Create(Call call) => Add(call.Unit, CustomerOperations.Living(call), call.Parameters, "");

    private static Answer List(Call call)
    {
        var customer = CustomerOperations.Living(call);
        return Lists.Page(call, $"/v1/customers/{customer.Id}/tax_ids", new Selection("tax_id", 0) { Customer = customer.Id });
    }

    private static Answer Delete(Call call)
    {
        var taxId = Subject(call);
        call.Unit.Emit("customer.tax_id.deleted", taxId);
        // No list of the customer shows it any more; the event above still does.
        taxId["customer"] = null;
        call.Unit.Changed(taxId);
        return new Doc(3) { ["id"] = taxId.Id, ["object"] = "tax_id", ["deleted"] = true };
    }

    private static Doc Subject(Call call)
    {
        var customer = CustomerOperations.Living(call);
        return call.Unit.Find("tax_id", call.Ids[1]) is { } taxId && taxId.Text("customer") == customer.Id
            ? taxId
            : throw StripeError.Missing("tax_id", call.Ids[1]);
    }

    private static bool IsPlausible(string type, string value) => type switch
    {
        "eu_vat" => value.Length is >= 4 and <= 15 && value[..2].All(char.IsAsciiLetterUpper) && value.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)),
        "gb_vat" => value.Length is 11 or 14 && value[..2] is "GB" or "XI" && value[2..].All(char.IsAsciiDigit),
        "us_ein" => value.Length == 10 && value[2] == '-' && value.Remove(2, 1).All(char.IsAsciiDigit),
        _ => value.Length is > 0 and <= 50,
    };
}
