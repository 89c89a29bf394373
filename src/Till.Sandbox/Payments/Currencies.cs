using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>What Stripe says of currencies and amounts. Amounts are in the currency's minor unit as Stripe counts it.</summary>
internal static class Currencies
{
    /// <summary>Stripe's smallest charge. Where a currency has none of its own, the equivalent of 50 US cents is not computed.</summary>
    private static readonly Dictionary<string, long> Least = new(StringComparer.Ordinal)
    {
        ["usd"] = 50, ["eur"] = 50, ["gbp"] = 30, ["aud"] = 50, ["cad"] = 50, ["chf"] = 50, ["nzd"] = 50, ["sgd"] = 50, ["brl"] = 50,
        ["inr"] = 50, ["aed"] = 200, ["bgn"] = 100, ["czk"] = 1500, ["dkk"] = 250, ["hkd"] = 400, ["huf"] = 17500, ["jpy"] = 50,
        ["mxn"] = 1000, ["myr"] = 200, ["nok"] = 300, ["pln"] = 200, ["ron"] = 200, ["sek"] = 300, ["thb"] = 1000,
    };

    /// <summary>What a charge costs beside 2.9 %: the equivalent of 30 US cents where Stripe publishes one.</summary>
    private static readonly Dictionary<string, long> FixedFees = new(StringComparer.Ordinal)
    {
        ["usd"] = 30, ["eur"] = 25, ["gbp"] = 20, ["aud"] = 30, ["cad"] = 30, ["chf"] = 30, ["nzd"] = 30, ["sgd"] = 50, ["brl"] = 39,
        ["aed"] = 100, ["bgn"] = 50, ["czk"] = 650, ["dkk"] = 180, ["hkd"] = 235, ["huf"] = 8500, ["jpy"] = 30, ["mxn"] = 300, ["myr"] = 100,
        ["nok"] = 200, ["pln"] = 100, ["ron"] = 100, ["sek"] = 180, ["thb"] = 1000, ["kwd"] = 90, ["bhd"] = 110, ["jod"] = 210, ["omr"] = 120,
        ["tnd"] = 900, ["krw"] = 400, ["isk"] = 4000, ["clp"] = 280, ["vnd"] = 7500,
    };

    private const long MostOfLine = 9_999_999_999;

    private static readonly HashSet<string> Supported =
    [
        .. ("usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk "
            + "djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd "
            + "kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub "
            + "rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw usdc btn ghs "
            + "eek lvl svc vef ltl sll mro").Split(' '),
    ];

    private static readonly HashSet<string> ZeroDecimal =
    [
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
    ];

    private static readonly HashSet<string> ThreeDecimal = ["bhd", "jod", "kwd", "omr", "tnd"];

    public static string Check(string currency, string param = "currency")
    {
        var code = currency.ToLowerInvariant();
        return Supported.Contains(code)
            ? code
            : throw StripeError.Invalid(
                $"Invalid currency: {currency}. Stripe currently supports these currencies: {string.Join(", ", Supported)}", param);
    }

    /// <summary>
    /// An amount that a line of an invoice may have, above or below zero: what is beyond it could not be added up, or charged, in any currency.
    /// </summary>
    public static long OfLine(Int128 amount, string param) => amount >= -MostOfLine && amount <= MostOfLine
        ? (long)amount
        : throw StripeError.Invalid($"Amount must be no more than {MostOfLine}", param, "amount_too_large");

    /// <summary>The least that Stripe charges; 1 where the currency has no least of its own.</summary>
    public static long Smallest(string currency) => Least.GetValueOrDefault(currency, 1);

    /// <summary>Refuses what Stripe would not charge.</summary>
    public static void CheckAmount(long amount, string currency, string param = "amount")
    {
        if (Least.TryGetValue(currency, out var least) && amount < least)
        {
            throw StripeError.Invalid(
                $"Amount must be at least {Symbol(currency)}{Major(least, currency)} {currency}", param, "amount_too_small");
        }
        var most = currency switch { "idr" => 999_999_999_999, "inr" => 999_999_999, "jpy" => 9_999_999_999, _ => 99_999_999 };
        if (amount > most)
        {
            throw StripeError.Invalid($"Amount must be no more than {Symbol(currency)}{Major(most, currency)}", param, "amount_too_large");
        }
        if (ThreeDecimal.Contains(currency) && amount % 10 != 0)
        {
            throw StripeError.Invalid($"Invalid amount: the last digit of an amount in {currency} must be 0.", param);
        }
    }

    /// <summary>2.9 % and the fixed part, rounded to the nearest minor unit.</summary>
    public static long Fee(long amount, string currency) => ((amount * 29) + 500) / 1000 + FixedFees.GetValueOrDefault(currency);

    /// <summary>What a dispute costs: 15 US dollars, and the like in currencies that count otherwise.</summary>
    public static long DisputeFee(string currency) => FixedFees.GetValueOrDefault(currency, 30) * 50;

    /// <summary>The amount as people write it: 1,999 minor units of USD are 19.99.</summary>
    public static string Major(long amount, string currency) =>
        ZeroDecimal.Contains(currency) ? amount.ToString("N0")
        : ThreeDecimal.Contains(currency) ? (amount / 1000m).ToString("N3")
        : (amount / 100m).ToString("N2");

    public static string Symbol(string currency) => currency switch
    {
        "usd" => "$", "eur" => "€", "gbp" => "£", "jpy" => "¥", _ => "",
    };
}
