using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Customers;

/// <summary>
/// /v1/customers/{}/sources: cards as they were kept before there were payment methods. Each is a payment method whose id begins with
/// card_, so that it pays wherever one does.
/// </summary>
internal static class Sources
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/customers/{}/sources", Create);
        router.Map("GET", "/v1/customers/{}/sources", List);
        router.Map("GET", "/v1/customers/{}/sources/{}", static call => View(Subject(call)));
        router.Map("POST", "/v1/customers/{}/sources/{}", Update);
        router.Map("DELETE", "/v1/customers/{}/sources/{}", Delete);
    }

    /// <summary>Keeps a token's card with a customer; the first one is what they pay with.</summary>
    public static Doc Attach(Call call, Doc customer, string token, string param)
    {
        var method = TestCards.OfAlias(token) is { } card
            ? PaymentMethodObject.OfAlias(call.Chance, call.Unit.Instant, card)
            : call.Unit.Find("token", token) is not null ? Tokens.Spend(call, token, param)
            : throw StripeError.Missing("token", token, param);
        if (PaymentMethodObject.CardOf(method) is { Decline: { } decline, Attaches: false })
        {
            throw CardErrors.Refusal(decline);
        }
        method["id"] = call.Chance.LongId("card");
        method["customer"] = customer.Id;
        call.Unit.Add(method);
        customer["default_source"] = customer.Text("default_source") ?? method.Id;
        call.Unit.Changed(customer);
        call.Unit.Emit("customer.source.created", View(method));
        return method;
    }

    /// <summary>As an expanded customer shows them.</summary>
    public static List<Doc> Of(Unit unit, string customer) =>
        unit.Select(new Selection("payment_method", 10) { Customer = customer, Where = IsSource }).ConvertAll(View);

    /// <summary>The same card in the words of before.</summary>
    public static Doc View(Doc method)
    {
        var (card, billed) = (method.Part("card")!, method.Part("billing_details")!);
        var (address, checks) = (billed.Part("address")!, card.Part("checks")!);
        return new Doc(28)
        {
            ["id"] = method.Id,
            ["object"] = "card",
            ["address_city"] = address["city"],
            ["address_country"] = address["country"],
            ["address_line1"] = address["line1"],
            ["address_line1_check"] = checks["address_line1_check"],
            ["address_line2"] = address["line2"],
            ["address_state"] = address["state"],
            ["address_zip"] = address["postal_code"],
            ["address_zip_check"] = checks["address_postal_code_check"],
            ["allow_redisplay"] = method["allow_redisplay"],
            ["brand"] = Tokens.Brand(card.Text("brand")!),
            ["country"] = card["country"],
            ["customer"] = method["customer"],
            ["cvc_check"] = checks["cvc_check"],
            ["dynamic_last4"] = null,
            ["exp_month"] = card["exp_month"],
            ["exp_year"] = card["exp_year"],
            ["fingerprint"] = card["fingerprint"],
            ["funding"] = card["funding"],
            ["last4"] = card["last4"],
            ["metadata"] = method["metadata"],
            ["name"] = billed["name"],
            ["regulated_status"] = card["regulated_status"],
            ["tokenization_method"] = null,
            ["wallet"] = null,
        };
    }

    private static Answer Create(Call call)
    {
        var customer = CustomerOperations.Living(call);
        var token = call.Parameters.Text("source") ?? throw new StripeError(400, "Missing required param: source.", "parameter_missing", "source")
        {
            BeforeExecution = true,
        };
        var method = Attach(call, customer, token, "source");
        Patch.Metadata(method, call.Parameters);
        return View(method);
    }

    private static Answer Update(Call call)
    {
        var method = Subject(call);
        var before = View(method).Clone();
        var given = call.Parameters;
        Patch.Fields(method.Part("card")!, given, "exp_month", "exp_year");
        PaymentMethodOperations.ApplyBilling(method, new Doc(2)
        {
            ["address"] = Renamed(given, ("address_city", "city"), ("address_country", "country"), ("address_line1", "line1"),
                ("address_line2", "line2"), ("address_state", "state"), ("address_zip", "postal_code")),
        });
        Patch.Fields(method.Part("billing_details")!, given, "name");
        Patch.Metadata(method, given);
        call.Unit.Changed(method);
        var after = View(method);
        call.Unit.Emit("customer.source.updated", after, Patch.Previous(before, after));
        return after;
    }

    private static Answer Delete(Call call)
    {
        var method = Subject(call);
        var customer = CustomerOperations.Living(call);
        call.Unit.Emit("customer.source.deleted", View(method));
        method["customer"] = null;
        method["_detached"] = true;
        call.Unit.Changed(method);
        if (customer.Text("default_source") == method.Id)
        {
            var left = call.Unit.Select(new Selection("payment_method", 1) { Customer = customer.Id, Where = IsSource });
            customer["default_source"] = left.Count > 0 ? left[0].Id : null;
            call.Unit.Changed(customer);
        }
        return new Doc(3) { ["id"] = method.Id, ["object"] = "card", ["deleted"] = true };
    }

    private static Answer List(Call call)
    {
        var customer = CustomerOperations.Living(call);
        var page = Lists.Page(call, $"/v1/customers/{customer.Id}/sources", new Selection("payment_method", 0) { Customer = customer.Id, Where = IsSource });
        page["data"] = page.Items("data")!.ConvertAll(method => (object?)View((Doc)method!));
        return page;
    }

    private static Doc Subject(Call call)
    {
        var customer = CustomerOperations.Living(call);
        return call.Unit.Find("payment_method", call.Ids[1]) is { } method && IsSource(method) && method.Text("customer") == customer.Id
            ? method
            : throw new StripeError(404, $"No such source: '{call.Ids[1]}'", "resource_missing", "id");
    }

    private static bool IsSource(Doc method) => method.Id.StartsWith("card_", StringComparison.Ordinal);

    private static Doc Renamed(Doc given, params ReadOnlySpan<(string From, string To)> names)
    {
        var renamed = new Doc(names.Length);
        foreach (var (from, to) in names)
        {
            if (given.Has(from))
            {
                renamed[to] = given[from];
            }
        }
        return renamed;
    }
}
