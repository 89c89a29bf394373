using System.Text.Json;

namespace Till.Storage;

/// <summary>Enumerations as the database spells them: <c>RequiresAction</c> is <c>requires_action</c>.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => Map<T>.ToWord[value];

    public static T Parse<T>(string word)
        where T : struct, Enum => Map<T>.ToValue[word];

    private static class Map<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ToWord =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ToValue = ToWord.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
