using System.Globalization;
using Till.Core;

namespace Till.Admin.Reports;

/// <summary>A table with a heading over each column, as a page and as a file.</summary>
/// <param name="Bar">Which column is drawn; null where none is an amount or a number.</param>
/// <param name="IsWhole">Whether a page shows all rows: those of days and months make sense together only.</param>
/// <param name="Total">What the columns sum up to; null where sums say nothing.</param>
internal sealed record Report(
    IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows, int? Bar = null, bool IsWhole = false, IReadOnlyList<Cell>? Total = null)
{
    /// <summary>A share of the highest value of the drawn column, in thousandths.</summary>
    public long Share(IReadOnlyList<Cell> row)
    {
        var most = Rows.Max(one => one[Bar!.Value].Size);
        return most <= 0 ? 0 : (long)(Math.Max(0, row[Bar!.Value].Size) * (Int128)1000 / most);
    }

    /// <summary>The last row: a word, and the sums of the columns that hold amounts or numbers.</summary>
    public Report WithTotal() => Rows.Count == 0 ? this : this with
    {
        Total = [.. Columns.Select((_, at) => at == 0 ? new Cell.Text("Together") : Rows.Select(row => row[at]).Aggregate(Sum))],
    };

    private static Cell Sum(Cell left, Cell right) => (left, right) switch
    {
        (Cell.Amount one, Cell.Amount two) => new Cell.Amount(one.Money + two.Money),
        (Cell.Number one, Cell.Number two) => new Cell.Number(one.Value + two.Value),
        _ => new Cell.Text(""),
    };
}

/// <summary>What stands in one cell: for people, and for files that other programs read.</summary>
internal abstract record Cell
{
    public virtual bool IsNumber => true;

    /// <summary>As a column compares itself.</summary>
    public virtual long Size => 0;

    /// <summary>As a file has it.</summary>
    public abstract string Plain { get; }

    internal sealed record Text(string Words) : Cell
    {
        public override bool IsNumber => false;

        public override string Plain => Words;

        public override string ToString() => Words;
    }

    internal sealed record Number(long Value) : Cell
    {
        public override long Size => Value;

        public override string Plain => Value.ToString(CultureInfo.InvariantCulture);

        public override string ToString() => Value.ToString("N0", CultureInfo.InvariantCulture);
    }

    internal sealed record Amount(Money Money) : Cell
    {
        public override long Size => Money.Minor;

        public override string Plain => Money.ToPlainString();

        public override string ToString() => Money.ToString();
    }

    /// <summary>Hundredths of a percent.</summary>
    internal sealed record Rate(int BasisPoints) : Cell
    {
        public override string Plain => (BasisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture);

        public override string ToString() => Plain + " %";
    }

    /// <summary>Nothing that could be known.</summary>
    internal sealed record Unknown : Cell
    {
        public override string Plain => "";

        public override string ToString() => "–";
    }
}
