using FsCheck;
using FsCheck.Fluent;
using Till.Core;

namespace Till.Tests.Core;

/// <summary>Generators of what the core decides about, and the way to hold a law against a thousand of them.</summary>
internal static class Any
{
    /// <summary>Currencies of zero, two and three decimals, among them those with a step of their own.</summary>
    public static Gen<Currency> Currency { get; } =
        Gen.Elements("usd", "eur", "jpy", "krw", "isk", "ugx", "kwd", "bhd", "tnd", "huf", "xyz").Select(Till.Core.Currency.Parse);

    /// <summary>Minor units: the small amounts of shops, round ones, and the ends of what fits.</summary>
    public static Gen<long> Minor { get; } = Gen.Frequency(
        (6, Gen.Choose(-200_000, 200_000).Select(units => (long)units)),
        (2, Gen.Choose(-1_000, 1_000).Select(units => units * 1_000L)),
        (1, Gen.Choose(int.MinValue + 1, int.MaxValue).Two().Select(halves => ((long)halves.Item1 << 32) | (uint)Math.Abs(halves.Item2))),
        (1, Gen.Elements(0L, 1L, -1L, 49L, 50L, 99_999_999L, long.MaxValue, long.MinValue + 1)));

    public static Gen<Money> Money { get; } = Currency.SelectMany(currency => Minor.Select(minor => new Money(minor, currency)));

    /// <summary>Amounts that leave room for arithmetic.</summary>
    public static Gen<Money> ModestMoney { get; } =
        Currency.SelectMany(currency => Gen.Choose(-99_999_999, 99_999_999).Select(minor => new Money(minor, currency)));

    public static void Holds<T>(Gen<T> values, Action<T> law) =>
        Prop.ForAll(values.ToArbitrary(), law).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true));
}
