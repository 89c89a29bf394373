using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>/v1/invoices</summary>
internal static class InvoiceOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/invoices", Create);
        router.Map("GET", "/v1/invoices", List);
        router.Map("GET", "/v1/invoices/search", static call => Search.Page(call, "/v1/invoices/search", "invoice"));
        router.Map("POST", "/v1/invoices/create_preview", InvoicePreview.Create);
        router.Map("GET", "/v1/invoices/{}", static call => Living(call));
        router.Map("POST", "/v1/invoices/{}", Update);
        router.Map("DELETE", "/v1/invoices/{}", Delete);
        router.Map("POST", "/v1/invoices/{}/finalize", Finalise);
        router.Map("POST", "/v1/invoices/{}/pay", Pay);
        router.Map("POST", "/v1/invoices/{}/send", Send);
        router.Map("POST", "/v1/invoices/{}/void", Void);
        router.Map("POST", "/v1/invoices/{}/mark_uncollectible", GiveUp);
        router.Map("POST", "/v1/invoices/{}/attach_payment", AttachPayment);
    }

    private static Answer Create(Call call)
    {
        var (given, unit) = (call.Parameters, call.Unit);
        var subscription = call.Referred("subscription", "subscription");
        var customer = call.Referred("customer", "customer") ?? (subscription is null ? null : unit.Get(subscription.Text("customer")!))
            ?? throw new StripeError(400, "Missing required param: customer.", "parameter_missing", "customer") { BeforeExecution = true };
        TestClocks.EnterForChange(unit, customer);
        var currency = Currencies.Check(given.Text("currency") ?? customer.Text("currency") ?? Account.Currency);
        var invoice = InvoiceObject.New(unit, customer, currency, "manual");
        invoice["auto_advance"] = given["auto_advance"] ?? false;
        if (subscription is not null)
        {
            invoice["parent"] = InvoiceObject.ParentOf(subscription);
            invoice["default_tax_rates"] = Doc.CloneValue(subscription["default_tax_rates"]);
            invoice["collection_method"] = subscription["collection_method"];
        }
        unit.Add(invoice);
        Apply(call, invoice);
        // Items of the customer are taken in when that is asked for; those of a subscription are what its invoice is made for.
        if (given.Text("pending_invoice_items_behavior") == "include" || (subscription is not null && given.Text("pending_invoice_items_behavior") is null))
        {
            Invoices.TakePending(unit, invoice, subscription?.Id);
        }
        invoice["discounts"] = given.Has("discounts")
            ? Discounts.Give(unit, given.Items("discounts"), customer.Id, new DiscountOf(null, null, invoice.Id, null), "discounts")
            : new List<object?>();
        InvoiceTotals.Compute(unit, invoice);
        if (invoice.Flag("auto_advance"))
        {
            Invoices.FinaliseLater(unit, invoice);
        }
        invoice["webhooks_delivered_at"] = unit.Now;
        unit.Emit("invoice.created", invoice);
        return invoice;
    }

    private static void Apply(Call call, Doc invoice)
    {
        var given = call.Parameters;
        Patch.Fields(invoice, given, "collection_method", "custom_fields", "description", "due_date", "effective_at", "footer", "number", "statement_descriptor",
            "on_behalf_of", "auto_advance");
        Patch.Metadata(invoice, given);
        if (given["days_until_due"] is long days)
        {
            if (days is < 0 or > SubscriptionTerms.MostDaysUntilDue)
            {
                throw StripeError.Invalid($"This value must be between 0 and {SubscriptionTerms.MostDaysUntilDue}.", "days_until_due", "parameter_invalid_integer");
            }
            invoice["due_date"] = call.Now + (days * Periods.Day);
        }
        if (invoice.Text("collection_method") != "send_invoice" && (given.Has("days_until_due") || given.Has("due_date")))
        {
            throw StripeError.Invalid("You can only specify a due date for an invoice when `collection_method` is `send_invoice`.", "days_until_due");
        }
        if (given.Has("default_payment_method"))
        {
            invoice["default_payment_method"] = SubscriptionTerms.Method(call.Unit, invoice, given.Text("default_payment_method"))?.Id;
        }
        if (given.Has("default_tax_rates"))
        {
            invoice["default_tax_rates"] = Taxes.Shown(call.Unit, Taxes.Check(call.Unit, given, "default_tax_rates", "default_tax_rates"));
        }
        if (given.Part("payment_settings") is { } settings)
        {
            Patch.Fields(invoice.Part("payment_settings")!, settings, "default_mandate", "payment_method_types");
        }
        if (given.Has("shipping_details"))
        {
            invoice["shipping_details"] = Patch.PaymentShipping(given["shipping_details"]);
        }
    }

    private static Answer Update(Call call)
    {
        var (invoice, given) = (Living(call), call.Parameters);
        TestClocks.EnterForChange(call.Unit, invoice);
        if (invoice.Text("status") != "draft")
        {
            foreach (var (name, _) in given)
            {
                if (name is not ("metadata" or "auto_advance" or "expand" or "default_payment_method" or "default_source" or "payment_settings" or "collection_method" or "days_until_due" or "due_date"))
                {
                    throw StripeError.Invalid($"Finalized invoices can't be updated in this way: `{name}` can only be changed on a draft.", name, "invoice_not_editable");
                }
            }
        }
        var advanced = invoice.Flag("auto_advance");
        Invoices.Change(call.Unit, invoice, () =>
        {
            Apply(call, invoice);
            if (given.Has("discounts"))
            {
                invoice["discounts"] = Discounts.Give(
                    call.Unit, given.Items("discounts"), invoice.Text("customer"), new DiscountOf(null, null, invoice.Id, null), "discounts");
            }
            if (invoice.Text("status") == "draft")
            {
                InvoiceTotals.Compute(call.Unit, invoice);
                if (invoice.Flag("auto_advance") && !advanced)
                {
                    Invoices.FinaliseLater(call.Unit, invoice);
                }
                else if (!invoice.Flag("auto_advance"))
                {
                    (invoice["automatically_finalizes_at"], invoice["next_payment_attempt"]) = (null, null);
                    call.Unit.NotLater(Timetable.Finalise, invoice.Id);
                }
            }
        });
        return invoice;
    }

    private static Answer Delete(Call call)
    {
        var invoice = Living(call);
        TestClocks.EnterForChange(call.Unit, invoice);
        if (invoice.Text("status") != "draft" || InvoiceObject.SubscriptionOf(invoice) is not null)
        {
            throw StripeError.Invalid(invoice.Text("status") != "draft"
                ? "You can only delete draft invoices."
                : "You can't delete invoices created by subscriptions.", null, "invoice_not_editable");
        }
        foreach (var line in InvoiceLines.Of(call.Unit, invoice))
        {
            if (call.Unit.Find("invoiceitem", line.Text("_invoice_item") ?? "") is { } item)
            {
                item["deleted"] = true;
                call.Unit.Changed(item);
            }
        }
        call.Unit.NotLater(Timetable.Finalise, invoice.Id);
        call.Unit.Emit("invoice.deleted", invoice);
        invoice["deleted"] = true;
        call.Unit.Changed(invoice);
        return new Doc(3) { ["id"] = invoice.Id, ["object"] = "invoice", ["deleted"] = true };
    }

    private static Answer Finalise(Call call)
    {
        var invoice = Living(call);
        TestClocks.EnterForChange(call.Unit, invoice);
        if (invoice.Text("status") != "draft")
        {
            throw StripeError.Invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.", null, "invoice_not_editable");
        }
        if (call.Parameters["auto_advance"] is bool advance)
        {
            invoice["auto_advance"] = advance;
        }
        Finalisation.Finalise(call.Unit, invoice);
        if (invoice.Text("status") == "open" && invoice.Flag("auto_advance") && invoice.Text("collection_method") == "charge_automatically")
        {
            // Stripe charges it within the hour.
            Invoices.Change(call.Unit, invoice, () => invoice["next_payment_attempt"] = call.Now + Invoices.DraftFor);
            call.Unit.Later(call.Now + Invoices.DraftFor, Timetable.Retry, invoice.Id);
        }
        return invoice;
    }

    private static Answer Pay(Call call)
    {
        var (invoice, given) = (Living(call), call.Parameters);
        TestClocks.EnterForChange(call.Unit, invoice);
        if (invoice.Text("status") is "paid" or "void")
        {
            throw StripeError.Invalid(invoice.Text("status") == "paid" ? "Invoice is already paid" : "Voided invoices cannot be paid.", null,
                invoice.Text("status") == "paid" ? "invoice_already_paid" : "invoice_not_editable");
        }
        var method = given.Text("payment_method") is { Length: > 0 } id ? PaymentMethodOperations.Resolve(call, id, "payment_method") : null;
        if (method is not null && method.Text("customer") != invoice.Text("customer"))
        {
            throw StripeError.Invalid(
                $"The customer does not have a payment method with the ID {method.Id}. The payment method must be attached to the customer.", "payment_method", "resource_missing");
        }
        if (invoice.Text("status") == "draft")
        {
            Finalisation.Finalise(call.Unit, invoice);
        }
        if (invoice.Text("status") == "paid")
        {
            return invoice;
        }
        if (given.Flag("paid_out_of_band"))
        {
            return Settle(call, invoice);
        }
        if (method is null && Collection.MethodOf(call.Unit, invoice) is null)
        {
            throw StripeError.Invalid(
                "There is no `default_payment_method` set on this Customer or Invoice. Please set either a default payment method or source and try again.", null, "resource_missing");
        }
        Collection.Attempt(call.Unit, invoice, method, given["off_session"] is not false, asked: true);
        return invoice.Text("status") == "paid" || call.Unit.Get(invoice.Text("_intent")!).Text("status") == "processing" ? invoice : Refused(call, invoice);
    }

    /// <summary>Paid elsewhere: its own payment is not needed any more.</summary>
    private static Doc Settle(Call call, Doc invoice)
    {
        var intent = call.Unit.Find("payment_intent", invoice.Text("_intent") ?? "");
        Collection.Pay(call.Unit, invoice, null, elsewhere: true);
        if (intent is not null && intent.Text("status") is not ("succeeded" or "canceled" or "processing"))
        {
            Intents.Cancel(call.Unit, intent, null, bySession: true);
        }
        return invoice;
    }

    /// <summary>A declined payment keeps what it has changed, and answers 402.</summary>
    private static Answer Refused(Call call, Doc invoice)
    {
        var intent = call.Unit.Get(invoice.Text("_intent")!);
        var error = intent.Part("last_payment_error") ?? new Doc(4)
        {
            ["code"] = "invoice_payment_intent_requires_action",
            ["doc_url"] = StripeError.DocUrl("invoice_payment_intent_requires_action"),
            ["message"] = "This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice.",
            ["type"] = "card_error",
        };
        return new Answer(402, CardErrors.Answer(error, "payment_intent", intent, call.Unit.Caller!.RequestId, call.Now));
    }

    private static Answer Send(Call call)
    {
        var invoice = Living(call);
        TestClocks.EnterForChange(call.Unit, invoice);
        if (invoice.Text("collection_method") != "send_invoice")
        {
            throw StripeError.Invalid("You can only manually send an invoice if its collection method is 'send_invoice'.");
        }
        if (invoice.Text("status") is "void" or "uncollectible")
        {
            throw StripeError.Invalid($"You can't send an invoice that is {invoice.Text("status")}.", null, "invoice_not_editable");
        }
        if (invoice.Text("status") == "draft")
        {
            Finalisation.Finalise(call.Unit, invoice);
        }
        call.Unit.Emit("invoice.sent", invoice);
        return invoice;
    }

    private static Answer Void(Call call)
    {
        var invoice = Ending(call);
        Finalisation.Void(call.Unit, invoice);
        return invoice;
    }

    private static Answer GiveUp(Call call)
    {
        var invoice = Ending(call);
        Finalisation.GiveUp(call.Unit, invoice);
        return invoice;
    }

    private static Doc Ending(Call call)
    {
        var invoice = Living(call);
        TestClocks.EnterForChange(call.Unit, invoice);
        return invoice.Text("status") is "open" or "uncollectible" ? invoice : throw StripeError.Invalid(
            $"You can only pass in open invoices. This invoice isn't open: its status is {invoice.Text("status")}.", null, "invoice_not_editable");
    }

    private static Answer List(Call call)
    {
        var given = call.Parameters;
        var (status, way) = (given.Text("status"), given.Text("collection_method"));
        return Lists.Page(call, "/v1/invoices", new Selection("invoice", 0)
        {
            Customer = call.Referred("customer", "customer")?.Id,
            Owner = given.Text("subscription"),
            Where = invoice => !invoice.Flag("deleted") && (status is null || invoice.Text("status") == status)
                && (way is null || invoice.Text("collection_method") == way) && Lists.Within(given, "due_date", invoice.Number("due_date")),
        });
    }

    /// <summary>A payment that was made, or is to be made, outside the invoice pays it.</summary>
    private static Answer AttachPayment(Call call)
    {
        var invoice = Living(call);
        TestClocks.EnterForChange(call.Unit, invoice);
        var intent = call.Referred("payment_intent", "payment_intent")
            ?? throw StripeError.Invalid("The sandbox attaches payment intents only: pass `payment_intent`.", "payment_intent", "parameter_missing");
        if (invoice.Text("status") is not ("open" or "uncollectible"))
        {
            throw StripeError.Invalid($"You can only attach a payment to an open invoice. This one is {invoice.Text("status")}.", null, "invoice_not_editable");
        }
        if (intent.Text("status") == "canceled" || intent.Text("_invoice") is not null || intent.Text("currency") != invoice.Text("currency")
            || intent.Number("amount") != invoice.Number("amount_remaining"))
        {
            throw StripeError.Invalid(
                "The PaymentIntent has to be of the invoice's currency and of the amount that remains due, not canceled, and not another invoice's.", "payment_intent");
        }
        InvoicePayments.Replace(call.Unit, invoice, intent);
        if (intent.Text("status") == "succeeded")
        {
            Collection.Pay(call.Unit, invoice, intent);
        }
        return invoice;
    }

    public static Doc Living(Call call) =>
        call.Subject("invoice") is var invoice && !invoice.Flag("deleted") ? invoice : throw StripeError.Missing("invoice", call.Id);
}
