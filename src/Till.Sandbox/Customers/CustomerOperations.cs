using Till.Sandbox.Api;
using Till.Sandbox.Billing;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Customers;

/// <summary>/v1/customers</summary>
internal static class CustomerOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/customers", Create);
        router.Map("GET", "/v1/customers", List);
        router.Map("GET", "/v1/customers/search", static call => Search.Page(call, "/v1/customers/search", "customer"));
        router.Map("GET", "/v1/customers/{}", Retrieve);
        router.Map("POST", "/v1/customers/{}", Update);
        router.Map("DELETE", "/v1/customers/{}", Delete);
        router.Map("GET", "/v1/customers/{}/payment_methods", ListPaymentMethods);
        router.Map("GET", "/v1/customers/{}/payment_methods/{}", RetrievePaymentMethod);
        CustomerDiscounts.Map(router);
        TaxIds.Map(router);
        Sources.Map(router);
    }

    private static Answer Create(Call call)
    {
        var clock = TestClocks.OfNewCustomer(call);
        var customer = CustomerObject.New(call.Chance, call.Now);
        customer["test_clock"] = clock?.Id;
        call.Unit.Add(customer);
        if (call.Parameters.Text("payment_method") is { Length: > 0 } given)
        {
            var method = PaymentMethodOperations.Attach(call, given, customer, "payment_method");
            // A test name makes a card of its own each time; said twice in one request it is the same card.
            if (call.Parameters.Part("invoice_settings") is { } settings && settings.Text("default_payment_method") == given)
            {
                settings["default_payment_method"] = method.Id;
            }
        }
        Apply(call, customer);
        foreach (var (taxId, index) in (call.Parameters.Items("tax_id_data") ?? []).Select((item, index) => ((Doc)item!, index)))
        {
            TaxIds.Add(call.Unit, customer, taxId, $"tax_id_data[{index}]");
        }
        call.Unit.Changed(customer);
        call.Unit.Emit("customer.created", customer);
        return customer;
    }

    private static Answer Retrieve(Call call)
    {
        var customer = call.Subject("customer");
        return customer.Flag("deleted") ? CustomerObject.Deleted(customer.Id) : customer;
    }

    private static Answer Update(Call call)
    {
        var customer = Living(call);
        var before = customer.Clone();
        Apply(call, customer);
        var previous = Patch.Previous(before, customer);
        if (previous.Count > 0)
        {
            call.Unit.Changed(customer);
            call.Unit.Emit("customer.updated", customer, previous);
        }
        return customer;
    }

    private static Answer Delete(Call call)
    {
        var customer = Living(call);
        TestClocks.Enter(call.Unit, customer);
        Remove(call.Unit, customer);
        return CustomerObject.Deleted(customer.Id);
    }

    /// <summary>Their subscriptions end with them, and nobody can charge their payment methods any more.</summary>
    public static void Remove(Unit unit, Doc customer)
    {
        foreach (var subscription in SubscriptionOperations.Of(unit, customer.Id, 500))
        {
            Subscriptions.Cancel(unit, subscription, "cancellation_requested");
        }
        unit.Emit("customer.deleted", customer);
        foreach (var method in unit.Select(new Selection("payment_method", 1000) { Customer = customer.Id }))
        {
            method["customer"] = null;
            method["_detached"] = true;
            unit.Changed(method);
        }
        customer["deleted"] = true;
        customer["email"] = null;
        unit.Changed(customer);
    }

    private static Answer List(Call call) => Lists.Page(call, "/v1/customers", new Selection("customer", 0)
    {
        Owner = call.Parameters.Text("email"),
        Where = customer => !customer.Flag("deleted") && (call.Parameters.Text("test_clock") is not { } clock || customer.Text("test_clock") == clock),
    });

    private static Answer ListPaymentMethods(Call call)
    {
        var customer = Living(call);
        var type = call.Parameters.Text("type");
        return Lists.Page(call, $"/v1/customers/{customer.Id}/payment_methods", new Selection("payment_method", 0)
        {
            Customer = customer.Id,
            Where = type is null ? null : method => method.Text("type") == type,
        });
    }

    private static Answer RetrievePaymentMethod(Call call)
    {
        var customer = Living(call);
        var method = call.Unit.Find("payment_method", call.Ids[1]);
        return method is not null && method.Text("customer") == customer.Id
            ? method
            : throw new StripeError(404, $"No such PaymentMethod: '{call.Ids[1]}'", "resource_missing", "payment_method");
    }

    /// <summary>The customer of the path; 404 when there is none, or none any more.</summary>
    public static Doc Living(Call call)
    {
        var customer = call.Subject("customer");
        return customer.Flag("deleted") ? throw StripeError.Missing("customer", customer.Id) : customer;
    }

    private static void Apply(Call call, Doc customer)
    {
        var given = call.Parameters;
        Currencies.OfLine(given.Number("balance"), "balance");
        if (given.Number("next_invoice_sequence") is < 0 or > 999_999_999)
        {
            throw StripeError.Invalid("This value must be between 1 and 999999999.", "next_invoice_sequence", "parameter_invalid_integer");
        }
        if (given.Text("default_source") is { Length: > 0 } kept)
        {
            customer["default_source"] = OwnMethod(call, customer, kept, "default_source");
        }
        Patch.Fields(customer, given, "description", "email", "invoice_prefix", "name", "next_invoice_sequence", "phone",
            "preferred_locales", "business_name", "individual_name");
        if (given["balance"] is long balance && balance != customer.Number("balance"))
        {
            BalanceTransactions.Enter(
                call.Unit, customer, balance - customer.Number("balance"), customer.Text("currency") ?? Account.Currency, "adjustment", null, null);
        }
        if (given.Has("tax_exempt"))
        {
            customer["tax_exempt"] = given["tax_exempt"] is "" ? "none" : given["tax_exempt"];
        }
        if (given.Has("preferred_locales") && given["preferred_locales"] is "")
        {
            customer["preferred_locales"] = new List<object?>();
        }
        if (given.Has("address"))
        {
            customer["address"] = Patch.Address(given["address"]);
        }
        if (given.Has("shipping"))
        {
            customer["shipping"] = Shipping(given.Part("shipping"));
        }
        if (given.Part("invoice_settings") is { } settings)
        {
            ApplyInvoiceSettings(call, customer, settings);
        }
        if (given.Text("source") is { Length: > 0 } source)
        {
            // What is given now is what they pay with from now on.
            customer["default_source"] = Sources.Attach(call, customer, source, "source").Id;
        }
        CustomerDiscounts.Apply(call, customer);
        Patch.Metadata(customer, given);
    }

    private static void ApplyInvoiceSettings(Call call, Doc customer, Doc settings)
    {
        var method = settings.Text("default_payment_method");
        if (!string.IsNullOrEmpty(method))
        {
            OwnMethod(call, customer, method, "invoice_settings[default_payment_method]");
        }
        Patch.Fields(customer.Part("invoice_settings")!, settings, "custom_fields", "default_payment_method", "footer", "rendering_options");
    }

    private static string OwnMethod(Call call, Doc customer, string id, string param)
    {
        var method = call.Unit.Find("payment_method", id) ?? throw StripeError.Missing("PaymentMethod", id, param);
        return method.Text("customer") == customer.Id ? id : throw StripeError.Invalid(
            $"The customer does not have a payment method with the ID {id}. The payment method must be attached to the customer.", param, "resource_missing");
    }

    private static Doc? Shipping(Doc? given) => given is null
        ? null
        : new Doc(3)
        {
            ["address"] = Patch.Address(given["address"]),
            ["name"] = given["name"],
            ["phone"] = given["phone"] is "" ? null : given["phone"],
        };
}
