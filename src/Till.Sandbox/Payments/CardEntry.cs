using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>A card as it was typed in, by the API or on a page. The number itself is never kept.</summary>
internal sealed record CardEntry(string Number, long ExpMonth, long ExpYear, string? Cvc)
{
    /// <summary>What is wrong with it, in the words of Stripe's card errors; null when it may be charged.</summary>
    public Decline? Check(DateTimeOffset now)
    {
        var number = Digits;
        if (number.Length is < 12 or > 19 || !Luhn(number))
        {
            return new("incorrect_number", null, "Your card number is incorrect.", "number", null);
        }
        if (ExpMonth is < 1 or > 12)
        {
            return new("invalid_expiry_month", null, "Your card's expiration month is invalid.", "exp_month", null);
        }
        var year = Year;
        if (year < now.Year || year > now.Year + 50)
        {
            return new("invalid_expiry_year", null, "Your card's expiration year is invalid.", "exp_year", null);
        }
        if (year == now.Year && ExpMonth < now.Month)
        {
            return new("invalid_expiry_month", null, "Your card's expiration month is invalid.", "exp_month", null);
        }
        if (Cvc is { Length: > 0 } && (Cvc.Length != CvcLength || !Cvc.All(char.IsAsciiDigit)))
        {
            return new("invalid_cvc", null, "Your card's security code is invalid.", "cvc", null);
        }
        return TestCards.OfNumber(number) is null
            ? new("card_declined", "test_mode_live_card",
                "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: "
                + "https://stripe.com/docs/testing.", null, null)
            : null;
    }

    /// <summary>The test card it is; only after <see cref="Check"/> has found nothing.</summary>
    public TestCard Card => TestCards.OfNumber(Digits)!;

    /// <summary>Two digits mean this century.</summary>
    public long Year => ExpYear < 100 ? ExpYear + 2000 : ExpYear;

    private int CvcLength => Digits.StartsWith("34", StringComparison.Ordinal) || Digits.StartsWith("37", StringComparison.Ordinal) ? 4 : 3;

    private string Digits => new([.. Number.Where(c => c is not (' ' or '-'))]);

    public static CardEntry Of(Doc card) => new(
        card.Text("number") ?? "", card.Number("exp_month"), card.Number("exp_year"), card.Text("cvc"));

    private static bool Luhn(string number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[number.Length - 1 - i] - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }
            var weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }
}
