namespace Till.Orders;

/// <summary>
/// Ways to pay, as people call them. Stripe's words: https://docs.stripe.com/api/payment_methods/object#payment_method_object-type and
/// https://docs.stripe.com/api/payment_methods/object#payment_method_object-card-brand.
/// </summary>
internal static class PaymentWords
{
    /// <summary>"Visa ending in 4242", "SEPA Direct Debit", or null when nothing is known.</summary>
    public static string? Describe(string? method, string? cardBrand, string? last4) => (method, last4) switch
    {
        (null or "card" or "link", { Length: > 0 }) => $"{Brand(cardBrand)} ending in {last4}",
        (null, _) => null,
        _ => Method(method),
    };

    private static string Brand(string? brand) => brand switch
    {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        "discover" => "Discover",
        "diners" => "Diners Club",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        "cartes_bancaires" => "Cartes Bancaires",
        "eftpos_au" => "eftpos",
        _ => "Card",
    };

    private static string Method(string method) => method switch
    {
        "acss_debit" => "pre-authorised debit (Canada)",
        "afterpay_clearpay" => "Afterpay",
        "alipay" => "Alipay",
        "amazon_pay" => "Amazon Pay",
        "au_becs_debit" => "BECS Direct Debit",
        "bacs_debit" => "Bacs Direct Debit",
        "bancontact" => "Bancontact",
        "blik" => "BLIK",
        "card" => "Card",
        "cashapp" => "Cash App Pay",
        "customer_balance" => "bank transfer",
        "eps" => "EPS",
        "ideal" => "iDEAL",
        "klarna" => "Klarna",
        "link" => "Link",
        "mobilepay" => "MobilePay",
        "multibanco" => "Multibanco",
        "oxxo" => "OXXO",
        "p24" => "Przelewy24",
        "paypal" => "PayPal",
        "revolut_pay" => "Revolut Pay",
        "sepa_debit" => "SEPA Direct Debit",
        "swish" => "Swish",
        "twint" => "TWINT",
        "us_bank_account" => "US bank account (ACH)",
        "wechat_pay" => "WeChat Pay",
        _ => string.Concat(char.ToUpperInvariant(method[0]).ToString(), method[1..].Replace('_', ' ')),
    };
}
