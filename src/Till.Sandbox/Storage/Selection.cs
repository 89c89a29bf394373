using System.Text;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Storage;

/// <summary>
/// A page of objects of one kind, newest first. <see cref="Where"/> filters by what has no column; rows are read until the page
/// is full.
/// </summary>
internal sealed record Selection(string Kind, int Limit)
{
    public string? Customer { get; init; }

    public string? Payment { get; init; }

    public string? Owner { get; init; }

    /// <summary>Only objects made before the one of this id.</summary>
    public string? StartingAfter { get; init; }

    /// <summary>Only objects made after the one of this id, and of those the oldest.</summary>
    public string? EndingBefore { get; init; }

    public long CreatedFrom { get; init; }

    public long CreatedTo { get; init; } = long.MaxValue;

    /// <summary>A condition in SQL on the row, with no values of its own.</summary>
    public string? Also { get; init; }

    /// <summary>In the order of their making: lines and steps read from the first to the last.</summary>
    public bool OldestFirst { get; init; }

    public Func<Doc, bool>? Where { get; init; }

    public List<Doc> Run(Database database, Dictionary<string, Doc> loaded)
    {
        var ascending = EndingBefore is not null != OldestFirst;
        var found = new List<Doc>();
        var cursor = EndingBefore ?? StartingAfter;
        // Filters without a column read on in chunks until enough is found.
        var chunk = Where is null ? Limit : Math.Max(Limit, 200);
        var from = cursor is null ? null : database.Scalar("SELECT seq FROM objects WHERE id = @1", cursor);
        var sql = Sql(ascending);
        while (true)
        {
            var rows = database.Query(
                sql,
                row => (Seq: row.GetInt64(0), Id: row.GetString(1), Body: (byte[])row.GetValue(2)),
                Kind, CreatedFrom, CreatedTo, from ?? (ascending ? 0L : long.MaxValue), chunk, Customer, Payment, Owner);
            foreach (var (seq, id, body) in rows)
            {
                from = seq;
                if (!loaded.TryGetValue(id, out var doc))
                {
                    doc = Json.Parse(body);
                    loaded.Add(id, doc);
                }
                if (Where is null || Where(doc))
                {
                    found.Add(doc);
                }
                if (found.Count == Limit)
                {
                    break;
                }
            }
            if (found.Count >= Limit || rows.Count < chunk)
            {
                break;
            }
        }
        if (EndingBefore is not null)
        {
            found.Reverse();
        }
        return found;
    }

    private string Sql(bool ascending)
    {
        var sql = new StringBuilder("SELECT seq, id, body FROM objects WHERE kind = @1 AND created BETWEEN @2 AND @3");
        sql.Append(ascending ? " AND seq > @4" : " AND seq < @4");
        // The values are given either way, so that every statement has the same eight.
        sql.Append(Customer is null ? " AND @6 IS NULL" : " AND customer = @6");
        sql.Append(Payment is null ? " AND @7 IS NULL" : " AND payment_intent = @7");
        sql.Append(Owner is null ? " AND @8 IS NULL" : " AND owner = @8");
        if (Also is not null)
        {
            sql.Append(" AND ").Append(Also);
        }
        return sql.Append(ascending ? " ORDER BY seq LIMIT @5" : " ORDER BY seq DESC LIMIT @5").ToString();
    }
}
