namespace Till.Tests.Stripe;

/// <summary>One sale, its refund and a decline, in the shape of the pinned version and with invented ids.</summary>
internal static class Samples
{
    private const string Address = """{"city":"Bern","country":"CH","line1":"Gasse 1","line2":null,"postal_code":"3011","state":null}""";

    private const string Charge = $$"""
        {"id":"ch_sample1","object":"charge","amount":1999,"amount_captured":1999,"amount_refunded":500,"application":null,
         "balance_transaction":"txn_sample1","billing_details":{"address":{{Address}},"email":"ada@example.org","name":"Ada","phone":null,"tax_id":null},
         "calculated_statement_descriptor":"TILL","captured":true,"created":1763640010,"currency":"usd","customer":null,"description":null,
         "disputed":false,"failure_code":null,"failure_message":null,"fraud_details":{},"livemode":false,"metadata":{},
         "outcome":{"advice_code":null,"network_decline_code":null,"network_status":"approved_by_network","reason":null,"risk_level":"normal",
           "risk_score":12,"seller_message":"Payment complete.","type":"authorized"},
         "paid":true,"payment_intent":"pi_sample1","payment_method":"pm_sample1",
         "payment_method_details":{"card":{"brand":"visa","capture_before":1764240010,"checks":{"address_line1_check":"pass",
           "address_postal_code_check":"pass","cvc_check":"pass"},"country":"US","exp_month":4,"exp_year":2030,"fingerprint":"Fp0sample",
           "funding":"credit","last4":"4242","network":"visa"},"type":"card"},
         "receipt_email":null,"receipt_url":"https://receipts.test/ch_sample1","refunded":false,
         "refunds":{"object":"list","data":[{{Refund}}],"has_more":false,"url":"/v1/charges/ch_sample1/refunds"},
         "shipping":{"address":{{Address}},"carrier":null,"name":"Ada","phone":"+41","tracking_number":null},"status":"succeeded"}
        """;

    private const string Refund = """
        {"id":"re_sample1","object":"refund","amount":500,"balance_transaction":{"id":"txn_sample2","object":"balance_transaction",
           "amount":-500,"available_on":1764000000,"created":1763640100,"currency":"usd","description":null,"exchange_rate":null,"fee":0,
           "fee_details":[],"net":-500,"reporting_category":"refund","source":"re_sample1","status":"pending","type":"refund"},
         "charge":"ch_sample1","created":1763640100,"currency":"usd","destination_details":{"card":{"type":"refund"},"type":"card"},
         "metadata":{"refund":"1"},"payment_intent":"pi_sample1","reason":"requested_by_customer","receipt_number":null,"status":"pending"}
        """;

    private const string Intent = $$"""
        {"id":"pi_sample1","object":"payment_intent","allowed_payment_method_types":null,"amount":1999,"amount_capturable":0,
         "amount_received":1999,"automatic_payment_methods":null,"canceled_at":null,"cancellation_reason":null,"capture_method":"automatic_async",
         "client_secret":"pi_sample1_secret_x","confirmation_method":"automatic","created":1763640000,"currency":"usd","customer":"cus_sample1",
         "description":null,"last_payment_error":{"charge":"ch_sample0","code":"card_declined","decline_code":"insufficient_funds",
           "doc_url":"https://docs.test","message":"Your card has insufficient funds.","payment_method":{"id":"pm_sample0",
             "object":"payment_method","allow_redisplay":"limited","billing_details":{"address":{{Address}},"email":null,"name":null,"phone":null},
             "card":{"brand":"visa","country":"US","display_brand":"visa","exp_month":4,"exp_year":2030,"fingerprint":"Fp1","funding":"debit",
               "last4":"9995"},"created":1763639990,"customer":null,"livemode":false,"metadata":{},"type":"card"},"type":"card_error"},
         "latest_charge":{{Charge}},"livemode":false,"metadata":{"attempt":"a1","order":"42"},
         "next_action":{"redirect_to_url":{"return_url":"https://shop.test/return","url":"https://hooks.test/3ds"},"type":"redirect_to_url"},
         "payment_method":"pm_sample1","payment_method_types":["card","link"],"receipt_email":null,"setup_future_usage":null,
         "shipping":null,"statement_descriptor":null,"status":"succeeded"}
        """;

    private const string Session = $$"""
        {"id":"cs_test_sample1","object":"checkout.session","after_expiration":{"recovery":{"enabled":true,"expires_at":1766000000,
           "url":"https://pay.test/r"} },"allow_promotion_codes":false,"amount_subtotal":1999,"amount_total":1999,
         "automatic_tax":{"enabled":false,"status":null},"cancel_url":"https://shop.test/c","client_reference_id":"42","client_secret":null,
         "collected_information":{"shipping_details":{"address":{{Address}},"name":"Ada"} },"created":1763640000,"currency":"usd",
         "custom_fields":[],"customer":{"id":"cus_sample1","object":"customer","address":{{Address}},"balance":0,"created":1763630000,
           "currency":"usd","delinquent":false,"description":null,"email":"ada@example.org",
           "invoice_settings":{"default_payment_method":"pm_sample1"},"livemode":false,"metadata":{"user":"7"},"name":"Ada","phone":null,
           "shipping":null,"tax_exempt":"none"},
         "customer_creation":"if_required","customer_details":{"address":{{Address}},"email":"ada@example.org","name":"Ada","phone":null,
           "tax_exempt":"none","tax_ids":[]},"customer_email":null,"expires_at":1763726400,
         "line_items":{"object":"list","data":[{"id":"li_sample1","object":"item","amount_discount":0,"amount_subtotal":1999,"amount_tax":0,
           "amount_total":1999,"currency":"usd","description":"Night & Day","metadata":{},"price":{"id":"price_sample1","object":"price",
             "active":false,"currency":"usd","metadata":{},"nickname":null,"product":"prod_sample1","type":"one_time","unit_amount":1999},
           "quantity":1}],"has_more":false,"url":"/v1/checkout/sessions/cs_test_sample1/line_items"},
         "livemode":false,"locale":null,"metadata":{"attempt":"a1"},"mode":"payment","payment_intent":{{Intent}},
         "payment_method_types":["card"],"payment_status":"paid","shipping_cost":{"amount_subtotal":300,"amount_tax":0,"amount_total":300,
           "shipping_rate":"shr_sample1"},"status":"complete","success_url":"https://shop.test/s",
         "total_details":{"amount_discount":0,"amount_shipping":300,"amount_tax":0},"ui_mode":"hosted_page","url":null}
        """;

    private const string Invoice = """
        {"id":"in_sample1","object":"invoice","amount_due":1400,"amount_paid":1400,"amount_remaining":0,"attempt_count":1,"attempted":true,
         "billing_reason":"subscription_cycle","created":1798761600,"currency":"usd","customer":"cus_sample1","ending_balance":0,
         "hosted_invoice_url":"https://invoice.test/i","invoice_pdf":"https://invoice.test/i.pdf","lines":{"object":"list","data":[
           {"id":"il_sample1","object":"line_item","amount":1500,"currency":"usd","description":"1 × Friend","period":{"end":1801440000,
             "start":1798761600},"quantity":1,"subtotal":1500}],"has_more":false,"url":"/v1/invoices/in_sample1/lines"},"livemode":false,
         "metadata":{},"next_payment_attempt":null,"number":"SAMPLE-0002","parent":{"quote_details":null,"subscription_details":{
           "metadata":{"account":"7"},"subscription":"sub_sample1"},"type":"subscription_details"},
         "payments":{"object":"list","data":[{"id":"inpay_sample1","object":"invoice_payment","amount_paid":1400,"amount_requested":1400,
           "created":1798765200,"currency":"usd","invoice":"in_sample1","is_default":true,"livemode":false,
           "payment":{"payment_intent":"pi_sample2","type":"payment_intent"},"status":"paid","status_transitions":{"canceled_at":null,
             "paid_at":1798765200}}],"has_more":false,"url":"/v1/invoices/payments"},
         "period_end":1798761600,"period_start":1796083200,"starting_balance":-100,"status":"paid","status_transitions":{
           "finalized_at":1798765200,"marked_uncollectible_at":null,"paid_at":1798765201,"voided_at":null},"subtotal":1500,"total":1500,
         "total_discount_amounts":[{"amount":50,"discount":"di_sample1"}],"total_taxes":[{"amount":50,"tax_behavior":"exclusive",
           "taxability_reason":"not_available","taxable_amount":1450,"type":"tax_rate_details"}]}
        """;

    public static IReadOnlyList<string> All { get; } =
    [
        $$"""
        {"id":"sub_sample1","object":"subscription","cancel_at":1801440000,"cancel_at_period_end":true,"canceled_at":1799000000,
         "cancellation_details":{"comment":"Moving","feedback":"other","reason":"cancellation_requested"},
         "collection_method":"charge_automatically","created":1796083200,"currency":"usd","customer":"cus_sample1",
         "default_payment_method":"pm_sample1","ended_at":null,"items":{"object":"list","data":[{"id":"si_sample1",
           "object":"subscription_item","created":1796083200,"current_period_end":1801440000,"current_period_start":1798761600,"metadata":{},
           "price":{"id":"price_sample2","object":"price","active":true,"currency":"usd","metadata":{"plan":"9"},"nickname":null,
             "product":{"id":"prod_sample2","object":"product","active":true,"created":1796000000,"description":"All concerts",
               "livemode":false,"metadata":{"plan":"9"},"name":"Friend","updated":1796000001},
             "recurring":{"interval":"month","interval_count":1,"usage_type":"licensed"},"type":"recurring","unit_amount":1500},
           "quantity":1,"subscription":"sub_sample1"}],"has_more":false,"url":"/v1/subscription_items"},
         "latest_invoice":{{Invoice}},"livemode":false,"metadata":{"account":"7","join":"8"},"pause_collection":{"behavior":"void",
           "resumes_at":1802000000},"start_date":1796083200,"status":"active","test_clock":"clock_sample1","trial_end":1796688000,
         "trial_start":1796083200}
        """,
        """
        {"id":"dp_sample1","object":"dispute","amount":1500,"balance_transactions":[{"id":"txn_sample3","object":"balance_transaction",
           "amount":-1500,"available_on":1799000000,"created":1799000000,"currency":"usd","fee":1500,"net":-3000,"source":"dp_sample1",
           "status":"available","type":"adjustment"}],"charge":"ch_sample2","created":1799000000,"currency":"usd",
         "is_charge_refundable":false,"livemode":false,"metadata":{},"payment_intent":"pi_sample2","reason":"fraudulent",
         "status":"needs_response"}
        """,
        """
        {"id":"bps_sample1","object":"billing_portal.session","configuration":{"id":"bpc_sample1","object":"billing_portal.configuration",
           "active":true,"created":1796000000,"is_default":false,"livemode":false,"metadata":{"by":"till"} },"created":1799000000,
         "customer":"cus_sample1","livemode":false,"return_url":"https://shop.test/account/membership","url":"https://portal.test/s"}
        """,
        $$"""
        {"id":"evt_sample1","object":"event","account":null,"api_version":"2026-10-28.endive","created":1763640020,
         "data":{"object":{{Session}} },"livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},
         "type":"checkout.session.completed"}
        """,
        """
        {"id":"txn_sample1","object":"balance_transaction","amount":1840,"available_on":1764240000,"created":1763640010,"currency":"eur",
         "description":null,"exchange_rate":0.9206,"fee":85,"fee_details":[{"amount":85,"application":null,"currency":"eur",
           "description":"Stripe processing fees","type":"stripe_fee"}],"net":1755,"reporting_category":"charge",
         "source":{"id":"ch_sample1","object":"charge","amount":1999,"currency":"usd"},"status":"pending","type":"charge"}
        """,
        """
        {"object":"balance","available":[{"amount":-120,"currency":"eur","source_types":{"card":-120} }],"livemode":false,
         "pending":[{"amount":1755,"currency":"eur","source_types":{"card":1755} }]}
        """,
        """
        {"id":"we_sample1","object":"webhook_endpoint","api_version":"2026-10-28.endive","application":null,"created":1763600000,
         "description":"Till","enabled_events":["checkout.session.completed","charge.refunded"],"livemode":false,"metadata":{},
         "secret":"whsec_sample","status":"enabled","url":"https://shop.test/webhooks/stripe"}
        """,
        """
        {"status":402,"response_json":{"error":{"code":"card_declined","decline_code":"generic_decline","message":"Your card was declined.",
         "type":"card_error"} } }
        """,
        """{"status":400,"response_json":{"error":{"message":"Received both a and b.","type":"invalid_request_error"} } }""",
    ];
}
