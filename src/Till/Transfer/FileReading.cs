using System.Globalization;
using Till.Catalogue;
using Till.Core;
using Till.Products;

namespace Till.Transfer;

/// <summary>Reads the cells of a file of products, and keeps what is wrong with them by line and column.</summary>
internal sealed class FileReading(CsvTable table, Currency currency)
{
    private const string Unlimited = "unlimited";

    private readonly List<Fault> faults = [];

    public CsvTable Table => table;

    public Currency Currency => currency;

    public IReadOnlyList<Fault> Faults => faults;

    public void Refuse(CsvRow row, string column, string why) => faults.Add(new Fault(row.Line, column, why));

    /// <summary>What stands there as it was meant; null where nothing does.</summary>
    public string? Cell(CsvRow row, string column) => CsvText.Plain(table.Cell(row, column)) is { Length: > 0 } text ? text : null;

    /// <param name="name">As a sentence begins with it: "A title".</param>
    public string? Line(CsvRow row, string column, string name, int most) =>
        Cell(row, column) is not { } text ? null : At(row, column, typed => typed.Line(column, text, name, most));

    public string? Text(CsvRow row, string column, string name, int most) =>
        Cell(row, column) is not { } text ? null : At(row, column, typed => typed.Text(column, text, name, most));

    public int? Number(CsvRow row, string column, string name, int least, int most) =>
        Cell(row, column) is not { } text ? null : At(row, column, typed => typed.Number(column, text, name, least, most));

    public bool? Flag(CsvRow row, string column)
    {
        switch (Cell(row, column)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "yes" or "true" or "1":
                return true;
            case "no" or "false" or "0":
                return false;
            default:
                Refuse(row, column, "Write yes or no.");
                return null;
        }
    }

    public Shelf? Shelf(CsvRow row, string column)
    {
        if (Cell(row, column) is not { } text)
        {
            return null;
        }

        var shelf = Catalogue.Shelf.All.FirstOrDefault(one => string.Equals(one.Kind, text, StringComparison.OrdinalIgnoreCase));
        if (shelf is null)
        {
            Refuse(row, column, $"A kind is one of {string.Join(", ", Catalogue.Shelf.All.Select(one => one.Kind))}.");
        }

        return shelf;
    }

    public string? Slug(CsvRow row, string column)
    {
        if (Cell(row, column) is not { } text || ProductRules.IsSlug(text))
        {
            return Cell(row, column);
        }

        Refuse(row, column, $"An address has small letters from a to z, digits, and single hyphens between them, such as night-trains; at most {ProductRules.MaxSlug} characters.");
        return null;
    }

    public IEnumerable<(string Interval, long Minor)> Price(CsvRow row, string column, string interval)
    {
        if (Cell(row, column) is not { } text)
        {
            yield break;
        }

        if (text.Length > 30 || !Money.TryParse(text, currency, out var amount))
        {
            Refuse(row, column, $"Write an amount of {currency.Code.ToUpperInvariant()} such as {new Money(1250 * currency.StepMinor, currency).ToPlainString()}.");
        }
        else if (PriceProduct.Wrong(amount, forMembers: false) is { } why)
        {
            Refuse(row, column, why);
        }
        else
        {
            yield return (interval, amount.Minor);
        }
    }

    /// <summary>How many there are. Table programs and other shops write whole numbers with decimals, too.</summary>
    public ImportStock? Stock(CsvRow row, string column)
    {
        if (Cell(row, column) is not { } text)
        {
            return null;
        }

        if (string.Equals(text, Unlimited, StringComparison.OrdinalIgnoreCase))
        {
            return new ImportStock(null);
        }

        if (decimal.TryParse(text, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number <= ProductRules.MostStock)
        {
            return new ImportStock((int)number);
        }

        Refuse(row, column, $"Write how many there are, from 0 to {ProductRules.MostStock:N0}, or {Unlimited}.");
        return null;
    }

    public IReadOnlyList<string>? Names(CsvRow row, string column, char separator)
    {
        if (Cell(row, column) is not { } text)
        {
            return null;
        }

        var names = text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (names.Exists(name => name.Length > ProductRules.MaxCategory || name.Any(char.IsControl)))
        {
            Refuse(row, column, $"The name of a category has at most {ProductRules.MaxCategory} characters on one line.");
            return null;
        }

        return names;
    }

    private T? At<T>(CsvRow row, string column, Func<Typed, T> read)
    {
        var typed = new Typed((_, why) => Refuse(row, column, why));
        var value = read(typed);
        return typed.IsSound ? value : default;
    }
}
