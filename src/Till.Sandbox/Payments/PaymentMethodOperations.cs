using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>/v1/payment_methods</summary>
internal static class PaymentMethodOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/payment_methods", Create, forBrowsers: true);
        router.Map("GET", "/v1/payment_methods", List);
        router.Map("GET", "/v1/payment_methods/{}", Retrieve);
        router.Map("POST", "/v1/payment_methods/{}", Update);
        router.Map("POST", "/v1/payment_methods/{}/attach", AttachToCustomer);
        router.Map("POST", "/v1/payment_methods/{}/detach", Detach);
    }

    /// <summary>
    /// The payment method of an id. One of Stripe's test names makes a new payment method each time, as Stripe does.
    /// </summary>
    public static Doc Resolve(Call call, string id, string? param)
    {
        if (TestCards.OfAlias(id) is { } card)
        {
            var made = PaymentMethodObject.OfAlias(call.Chance, call.Unit.Instant, card);
            call.Unit.Add(made);
            return made;
        }
        if (call.Unit.Find("token", id) is not null)
        {
            var spent = Tokens.Spend(call, id, param ?? "source");
            call.Unit.Add(spent);
            return spent;
        }
        if (BankTest.OfAlias(id) is { } turn)
        {
            var account = PaymentMethodObject.New(call.Chance, call.Unit.Instant, "us_bank_account", OtherMethods.Details("us_bank_account", new Doc
            {
                ["account_number"] = "000123456789", ["routing_number"] = "110000000",
            }));
            account["_turn"] = turn;
            // Stripe's named accounts come with the permission to debit them.
            account["_mandate"] = Mandates.Of(call.Unit, new Doc { ["object"] = "setup_intent" }, account, []);
            call.Unit.Add(account);
            return account;
        }
        return call.Unit.Find("payment_method", id) ?? throw StripeError.Missing("PaymentMethod", id, param);
    }

    /// <summary>Keeps a payment method with a customer.</summary>
    public static Doc Attach(Call call, string id, Doc customer, string? param)
    {
        var method = Resolve(call, id, param);
        if (method.Flag("_detached") || method.Flag("_consumed"))
        {
            throw StripeError.Invalid(
                "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be "
                + "used again.");
        }
        if (method.Text("customer") is { } owner && owner != customer.Id)
        {
            throw StripeError.Invalid(
                "The payment method you provided has already been attached to a customer.", null, "payment_method_unexpected_state");
        }
        if (method.Text("type") == "card" && PaymentMethodObject.CardOf(method) is { Decline: { } decline, Attaches: false } card
            && card.Authentication == Authentication.Never)
        {
            throw CardErrors.Refusal(decline);
        }
        method["customer"] = customer.Id;
        call.Unit.Changed(method);
        call.Unit.Emit("payment_method.attached", method);
        return method;
    }

    /// <summary>Makes a payment method from <c>type</c>, its details and <c>billing_details</c>, and keeps it.</summary>
    public static Doc Make(Call call, Doc given, string within)
    {
        var method = Draw(call, given, within);
        call.Unit.Add(method);
        return method;
    }

    /// <summary>The same, not kept yet.</summary>
    public static Doc Draw(Call call, Doc given, string within)
    {
        var type = given.Text("type") ?? throw new StripeError(400, $"Missing required param: {Name(within, "type")}.", "parameter_missing",
            Name(within, "type")) { BeforeExecution = true };
        var method = type == "card"
            ? MakeCard(call, given.Part("card") ?? [], Name(within, "card"))
            : PaymentMethodObject.New(call.Chance, call.Unit.Instant, type, OtherMethods.Details(type, given.Part(type)));
        if (type != "card")
        {
            method["_turn"] = BankTest.Turn(type, given.Part(type) ?? []);
        }
        if (given.Text("allow_redisplay") is { } redisplay)
        {
            method["allow_redisplay"] = redisplay;
        }
        ApplyBilling(method, given.Part("billing_details"));
        Patch.Metadata(method, given);
        return method;
    }

    private static Doc MakeCard(Call call, Doc card, string at)
    {
        if (card.Text("token") is { } token)
        {
            return TestCards.OfAlias(token) is { } named
                ? PaymentMethodObject.OfAlias(call.Chance, call.Unit.Instant, named)
                : Tokens.Spend(call, token, at + "[token]");
        }
        foreach (var name in (ReadOnlySpan<string>)["number", "exp_month", "exp_year"])
        {
            if (!card.Has(name))
            {
                throw new StripeError(400, $"Missing required param: {at}[{name}].", "parameter_missing", $"{at}[{name}]") { BeforeExecution = true };
            }
        }
        var entry = CardEntry.Of(card);
        if (entry.Check(call.Unit.Instant) is { } wrong)
        {
            throw CardErrors.Refusal(wrong);
        }
        return PaymentMethodObject.OfCard(call.Chance, call.Unit.Instant, entry.Card, entry.ExpMonth, entry.Year, entry.Cvc is { Length: > 0 });
    }

    public static void ApplyBilling(Doc method, Doc? given)
    {
        if (given is null)
        {
            return;
        }
        var billing = method.Part("billing_details")!;
        Patch.Fields(billing, given, "email", "name", "phone", "tax_id");
        if (given["address"] is Doc lines)
        {
            Patch.Fields(billing.Part("address")!, lines, "city", "country", "line1", "line2", "postal_code", "state");
        }
    }

    private static Answer Create(Call call)
    {
        if (call.Parameters.Text("payment_method") is { Length: > 0 } source && call.Parameters.Text("customer") is { Length: > 0 })
        {
            var copied = Resolve(call, source, "payment_method").Clone();
            copied["id"] = call.Chance.LongId("pm");
            copied["customer"] = null;
            call.Unit.Add(copied);
            return copied;
        }
        return Make(call, call.Parameters, "");
    }

    private static Answer Retrieve(Call call) => Resolve(call, call.Id, null);

    private static Answer Update(Call call)
    {
        var method = call.Subject("payment_method");
        if (method.Text("customer") is null)
        {
            throw StripeError.Invalid("You must save this PaymentMethod to a customer before you can update it.");
        }
        var before = method.Clone();
        ApplyBilling(method, call.Parameters.Part("billing_details"));
        if (call.Parameters.Text("allow_redisplay") is { } redisplay)
        {
            method["allow_redisplay"] = redisplay;
        }
        if (call.Parameters.Part("card") is { } card)
        {
            Patch.Fields(method.Part("card") ?? [], card, "exp_month", "exp_year");
        }
        Patch.Metadata(method, call.Parameters);
        call.Unit.Changed(method);
        call.Unit.Emit("payment_method.updated", method, Patch.Previous(before, method));
        return method;
    }

    private static Answer AttachToCustomer(Call call)
    {
        var customer = call.Referred("customer", "customer") ?? throw new StripeError(400, "Missing required param: customer.",
            "parameter_missing", "customer") { BeforeExecution = true };
        return Attach(call, call.Id, customer, null);
    }

    private static Answer Detach(Call call)
    {
        var method = call.Subject("payment_method");
        Detach(call.Unit, method);
        return method;
    }

    /// <summary>Nobody can charge it any more.</summary>
    public static void Detach(Unit unit, Doc method)
    {
        if (method.Text("customer") is not { } owner)
        {
            throw StripeError.Invalid("The payment method you provided is not attached to a customer so detachment is impossible.");
        }
        method["customer"] = null;
        method["_detached"] = true;
        if (unit.Find("customer", owner)?.Part("invoice_settings") is { } settings && settings.Text("default_payment_method") == method.Id)
        {
            settings["default_payment_method"] = null;
            unit.Changed(unit.Get(owner));
        }
        unit.Changed(method);
        unit.Emit("payment_method.detached", method, new Doc(1) { ["customer"] = owner });
    }

    private static Answer List(Call call)
    {
        var type = call.Parameters.Text("type");
        var customer = call.Referred("customer", "customer");
        return Lists.Page(call, "/v1/payment_methods", new Selection("payment_method", 0)
        {
            Customer = customer?.Id,
            Where = method => (type is null || method.Text("type") == type) && (customer is not null || method.Text("customer") is null),
        });
    }

    private static string Name(string within, string name) => within.Length == 0 ? name : $"{within}[{name}]";
}
