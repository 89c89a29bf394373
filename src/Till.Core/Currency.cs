using System.Collections.Frozen;

namespace Till.Core;

/// <summary>
/// An ISO 4217 currency as Stripe charges it. <see cref="Code"/> is lower case, as on Stripe's wire.
/// Rules: https://docs.stripe.com/currencies (decimals, special cases, minimum and maximum charges).
/// </summary>
public readonly record struct Currency : IComparable<Currency>
{
    /// <summary>Decimals of every currency that does not have two.</summary>
    private static readonly FrozenDictionary<string, int> OtherDecimals =
        "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".Split(' ').Select(code => (code, decimals: 0))
        .Concat("bhd jod kwd omr tnd".Split(' ').Select(code => (code, decimals: 3)))
        .ToFrozenDictionary(pair => pair.code, pair => pair.decimals, StringComparer.Ordinal);

    /// <summary>
    /// Currencies whose amounts must be multiples of more than one minor unit: three-decimal currencies end in 0,
    /// and the króna and the shilling have no decimals in life but two on the wire.
    /// </summary>
    private static readonly FrozenDictionary<string, long> Steps = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["bhd"] = 10, ["jod"] = 10, ["kwd"] = 10, ["omr"] = 10, ["tnd"] = 10, ["isk"] = 100, ["ugx"] = 100,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The least that Stripe charges, in minor units. A currency that is not listed has no published minimum.</summary>
    private static readonly FrozenDictionary<string, long> Minimums = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["usd"] = 50, ["eur"] = 50, ["gbp"] = 30, ["aud"] = 50, ["cad"] = 50, ["chf"] = 50, ["nzd"] = 50, ["sgd"] = 50,
        ["brl"] = 50, ["inr"] = 50, ["aed"] = 200, ["bgn"] = 100, ["czk"] = 15_00, ["dkk"] = 250, ["hkd"] = 400,
        ["huf"] = 175_00, ["jpy"] = 50, ["mxn"] = 10_00, ["myr"] = 200, ["nok"] = 300, ["pln"] = 200, ["ron"] = 200,
        ["sek"] = 300, ["thb"] = 10_00,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Symbols = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["usd"] = "$", ["eur"] = "€", ["gbp"] = "£", ["jpy"] = "¥", ["inr"] = "₹", ["krw"] = "₩", ["brl"] = "R$",
        ["aud"] = "A$", ["cad"] = "CA$", ["nzd"] = "NZ$", ["mxn"] = "MX$", ["hkd"] = "HK$", ["sgd"] = "S$",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Those of ISO 4217 that Stripe charges in. Whoever chooses a currency chooses one of these.</summary>
    private static readonly FrozenSet<string> Known = (
        "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd "
        + "egp etb eur fjd fkp gbp gel ghs gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl "
        + "mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd "
        + "shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw").Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly string? code;

    private Currency(string code) => this.code = code;

    public static Currency Usd { get; } = new("usd");

    /// <summary>Lower-case ISO 4217 code.</summary>
    public string Code => code ?? "usd";

    /// <summary>Decimal places between the minor unit and the major one: 0, 2 or 3.</summary>
    public int Decimals => OtherDecimals.GetValueOrDefault(Code, 2);

    /// <summary>Every amount that is charged is a multiple of this many minor units.</summary>
    public long StepMinor => Steps.GetValueOrDefault(Code, 1);

    /// <summary>The least that can be charged, in minor units.</summary>
    public long MinimumChargeMinor => Minimums.GetValueOrDefault(Code, StepMinor);

    /// <summary>The most that can be charged, in minor units: eight digits, nine for INR, twelve for IDR, ten for JPY.</summary>
    public long MaximumChargeMinor => Code switch
    {
        "idr" => 999_999_999_999,
        "inr" => 999_999_999,
        "jpy" => 9_999_999_999,
        _ => 99_999_999,
    };

    /// <summary>What stands before an amount: a symbol where it is unambiguous, else the upper-case code and a space.</summary>
    public string Prefix => Symbols.TryGetValue(Code, out var symbol) ? symbol : Code.ToUpperInvariant() + "\u00a0";

    /// <summary>How many minor units make one major unit: 1, 100 or 1000.</summary>
    public long MinorPerMajor => Decimals switch { 0 => 1, 2 => 100, _ => 1000 };

    /// <summary>Reads what somebody has chosen: a code that Stripe charges in, in any case.</summary>
    public static bool TryParse(string? text, out Currency currency)
    {
        var lower = text?.Trim().ToLowerInvariant();
        var valid = lower is not null && Known.Contains(lower);
        currency = valid ? new Currency(lower!) : default;
        return valid;
    }

    /// <summary>Reads what the books or Stripe say: a currency that came or went since is one too.</summary>
    /// <exception cref="FormatException">The text is not three ASCII letters.</exception>
    public static Currency Parse(string text)
    {
        var lower = text?.Trim().ToLowerInvariant();
        return lower is { Length: 3 } && lower.All(char.IsAsciiLetterLower)
            ? new Currency(lower)
            : throw new FormatException($"“{text}” is not a currency code such as usd.");
    }

    public int CompareTo(Currency other) => string.CompareOrdinal(Code, other.Code);

    public bool Equals(Currency other) => string.Equals(Code, other.Code, StringComparison.Ordinal);

    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Code;

    public static bool operator <(Currency left, Currency right) => left.CompareTo(right) < 0;

    public static bool operator <=(Currency left, Currency right) => left.CompareTo(right) <= 0;

    public static bool operator >(Currency left, Currency right) => left.CompareTo(right) > 0;

    public static bool operator >=(Currency left, Currency right) => left.CompareTo(right) >= 0;
}
