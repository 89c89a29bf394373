using System.Text.Json;

namespace Till.Storage;

/// <summary>
/// Many rows as one parameter, <c>@rows</c>, so that writing thousands is one command on either engine:
/// <c>INSERT INTO words (word) SELECT {json.Text(0)} FROM {json.Rows} WHERE true</c>.
/// </summary>
internal sealed class JsonRows(Engine engine)
{
    /// <summary>Goes where a table would.</summary>
    public string Rows => engine == Engine.Postgres ? "json_array_elements(@rows::json) AS one(value)" : "json_each(@rows) AS one";

    public string Text(int field) => Field(field, "text");

    public string Id(int field) => Field(field, "uuid");

    /// <summary>Of what <see cref="TypeHandlers.Stamp"/> wrote.</summary>
    public string Time(int field) => Field(field, "timestamptz");

    public string Number(int field) => Field(field, "bigint");

    public string Flag(int field) => Field(field, "boolean");

    /// <summary>The parameter's value.</summary>
    public static string Of(IEnumerable<object?[]> rows) => JsonSerializer.Serialize(rows);

    private string Field(int field, string type) =>
        engine == Engine.Postgres ? $"(one.value ->> {field})::{type}" : $"json_extract(one.value, '$[{field}]')";
}
