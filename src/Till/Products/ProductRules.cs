using System.Globalization;
using System.Text.RegularExpressions;
using Till.Catalogue;
using Till.Core;
using Till.Core.Pricing;

namespace Till.Products;

/// <summary>What a product's fields may hold, for pages and commands alike. Lengths are in characters.</summary>
internal static partial class ProductRules
{
    public const int MaxTitle = 200;
    public const int MaxMaker = 120;
    public const int MaxSlug = 80;
    public const int MaxDescription = 20_000;
    public const int MaxSize = 24;
    public const int MaxSku = 64;
    public const int MaxAlt = 250;
    public const int MaxCategory = 60;
    public const int MaxNote = 200;

    /// <summary>Of one product; nobody chooses among more.</summary>
    public const int MostSizes = 40;

    public const int MostPictures = 24;

    /// <summary>Nobody has more of one thing on a shelf, and who types more has slipped.</summary>
    public const int MostStock = 1_000_000;

    public const int FirstYear = 1400;
    public const int LastYear = 2200;

    public static bool IsSlug(string text) => text.Length <= MaxSlug && Slug().IsMatch(text);

    /// <summary>An address for a title: "Night Trains" is <c>night-trains</c>. Empty where it has no letter that an address can have.</summary>
    public static string SlugOf(string title)
    {
        var words = SearchText.Words(title).Select(word => string.Concat(word.Where(char.IsAsciiLetterOrDigit))).Where(word => word.Length > 0);
        var slug = string.Join('-', words);
        return slug.Length <= MaxSlug ? slug : slug[..MaxSlug].TrimEnd('-');
    }

    /// <summary>A code for the shelf, made of what is known: <c>GDS-HARBOUR-SHIRT-M</c>.</summary>
    public static string SkuOf(Shelf shelf, string slug, string size)
    {
        var kind = shelf.Kind switch { "album" => "ALB", "book" => "BOK", "membership" => "MEM", _ => "GDS" };
        var end = SlugOf(size) is { Length: > 0 } suffix ? "-" + suffix : "";
        var start = $"{kind}-{slug}";
        return (start[..Math.Min(start.Length, MaxSku - end.Length - 4)] + end).ToUpperInvariant();
    }

    [GeneratedRegex("^[a-z0-9]+(?:-[a-z0-9]+)*$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Slug();
}

/// <summary>Reads what was typed, and tells what is wrong with it at its field.</summary>
internal sealed class Typed(Action<string, string> refuse)
{
    public bool IsSound { get; private set; } = true;

    public void Refuse(string field, string why)
    {
        IsSound = false;
        refuse(field, why);
    }

    /// <summary>Text on one line, without spaces at its ends; "" where it is wrong.</summary>
    /// <param name="name">As a sentence begins with it: "A title".</param>
    public string Line(string field, string? typed, string name, int most, bool required = true)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0 && required)
        {
            Refuse(field, $"{name} is needed.");
        }
        else if (text.Length > most)
        {
            Refuse(field, $"{name} has at most {most} characters; this has {text.Length}.");
        }
        else if (text.Any(char.IsControl))
        {
            Refuse(field, $"{name} stands on one line, without characters that nobody can see.");
        }
        else
        {
            return text;
        }

        return "";
    }

    /// <summary>Text of several lines, which end as everywhere here.</summary>
    public string Text(string field, string? typed, string name, int most)
    {
        var text = (typed ?? "").ReplaceLineEndings("\n").Trim();
        if (text.Length > most)
        {
            Refuse(field, $"{name} has at most {most:N0} characters; this has {text.Length:N0}.");
        }
        else if (text.Any(one => char.IsControl(one) && one is not ('\n' or '\t')))
        {
            Refuse(field, $"{name} has characters in it that nobody can see. Type it anew, or paste it as plain text.");
        }
        else
        {
            return text;
        }

        return "";
    }

    /// <summary>A whole number; null where there is none.</summary>
    public int? Number(string field, string? typed, string name, int least, int most, bool required = false)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0 && !required)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(field, $"{name} is a whole number from {least:0} to {most:N0}.");
        return null;
    }

    /// <summary>An amount that can be charged; null where there is none.</summary>
    public Money? Amount(string field, string? typed, string name, Currency currency, bool required = false)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0 && !required)
        {
            return null;
        }

        if (text.Length is > 0 and <= 30 && Money.TryParse(text, currency, out var money) && PriceLine.CanPrice(money))
        {
            return money;
        }

        Refuse(field, $"{name} is an amount of {currency.Code.ToUpperInvariant()} such as {new Money(5 * currency.MinorPerMajor, currency).ToPlainString()}.");
        return null;
    }

    /// <summary>A share in hundredths of a percent; null where there is none.</summary>
    public int? Percent(string field, string? typed, string name, bool required = false)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0 && !required)
        {
            return null;
        }

        if (BasisPoints.TryParse(text, out var points))
        {
            return points;
        }

        Refuse(field, $"{name} is a number from 0 to 100 with at most two decimals, such as 7.5.");
        return null;
    }

    /// <summary>The beginning of a day in UTC, as forms write days; null where there is none.</summary>
    public DateTimeOffset? Day(string field, string? typed, string name)
    {
        var text = (typed ?? "").Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 3000)
        {
            return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        Refuse(field, $"{name} is a day such as 2027-01-31.");
        return null;
    }
}
