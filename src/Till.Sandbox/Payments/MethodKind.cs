using System.Collections.Frozen;

namespace Till.Sandbox.Payments;

/// <summary>How money comes by a payment method.</summary>
internal enum Way
{
    /// <summary>The sandbox cannot take money by it.</summary>
    None,
    /// <summary>A card: decided at once, perhaps after a challenge.</summary>
    Card,
    /// <summary>Decided at once.</summary>
    Instant,
    /// <summary>The buyer goes to another page and authorises it there.</summary>
    Redirect,
    /// <summary>A debit from a bank account: confirmed now, decided later.</summary>
    Delayed,
    /// <summary>The buyer authorises it on another page, and the bank decides later.</summary>
    RedirectThenDelayed,
}

/// <summary>A payment method that is not a card: what it is called, how money comes by it, and in which currencies.</summary>
internal sealed record MethodKind(string Type, string Name, Way Way, string Currencies)
{
    private static readonly FrozenDictionary<string, MethodKind> All = new MethodKind[]
    {
        new("card", "Card", Way.Card, ""),
        new("link", "Link", Way.Instant, ""),
        new("acss_debit", "Pre-authorized debit", Way.Delayed, "cad usd"),
        new("au_becs_debit", "BECS Direct Debit", Way.Delayed, "aud"),
        new("bacs_debit", "Bacs Direct Debit", Way.Delayed, "gbp"),
        new("sepa_debit", "SEPA Direct Debit", Way.Delayed, "eur"),
        new("us_bank_account", "US bank account", Way.Delayed, "usd"),
        new("sofort", "Sofort", Way.RedirectThenDelayed, "eur"),
        new("affirm", "Affirm", Way.Redirect, "usd cad"),
        new("afterpay_clearpay", "Afterpay", Way.Redirect, "usd cad gbp aud nzd"),
        new("alipay", "Alipay", Way.Redirect, "cny aud cad eur gbp hkd jpy myr nzd sgd usd"),
        new("amazon_pay", "Amazon Pay", Way.Redirect, "usd aud gbp dkk eur hkd jpy nzd nok zar sek chf"),
        new("bancontact", "Bancontact", Way.Redirect, "eur"),
        new("billie", "Billie", Way.Redirect, "eur gbp sek"),
        new("cashapp", "Cash App Pay", Way.Redirect, "usd"),
        new("eps", "EPS", Way.Redirect, "eur"),
        new("fpx", "FPX", Way.Redirect, "myr"),
        new("giropay", "giropay", Way.Redirect, "eur"),
        new("grabpay", "GrabPay", Way.Redirect, "sgd myr"),
        new("ideal", "iDEAL", Way.Redirect, "eur"),
        new("klarna", "Klarna", Way.Redirect, "aud cad chf czk dkk eur gbp nok nzd pln ron sek usd"),
        new("mobilepay", "MobilePay", Way.Redirect, "dkk eur nok sek"),
        new("p24", "Przelewy24", Way.Redirect, "eur pln"),
        new("paypal", "PayPal", Way.Redirect, "eur gbp usd chf czk dkk nok pln sek aud cad hkd nzd sgd"),
        new("revolut_pay", "Revolut Pay", Way.Redirect, "eur gbp ron huf pln dkk"),
        new("satispay", "Satispay", Way.Redirect, "eur"),
        new("twint", "TWINT", Way.Redirect, "chf"),
        new("zip", "Zip", Way.Redirect, "aud usd"),
    }.ToFrozenDictionary(kind => kind.Type, StringComparer.Ordinal);

    /// <summary>What the sandbox knows of a type; one by which it cannot take money when it knows nothing.</summary>
    public static MethodKind Of(string type) => All.GetValueOrDefault(type) ?? new(type, type, Way.None, "");

    /// <summary>Whether a page offers it: money can be taken by it, in this currency (null for none).</summary>
    public bool CanBeOffered(string? currency) => Way is not (Way.None or Way.Instant) && Takes(currency);

    public bool Takes(string? currency) =>
        currency is null || Currencies.Length == 0 || Currencies.Split(' ').Contains(currency, StringComparer.Ordinal);
}
