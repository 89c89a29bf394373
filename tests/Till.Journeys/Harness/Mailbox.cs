using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Till.Journeys.Harness;

/// <summary>The folder that a shop without an SMTP server puts its mails into.</summary>
internal sealed partial class Mailbox(string folder)
{
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(60);

    /// <summary>Every mail so far, as a mail program reads it: headers, text, HTML.</summary>
    public IReadOnlyList<string> All =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllText).Select(Decode)] : [];

    /// <summary>The first mail that contains all of the texts, as soon as it is there.</summary>
    public async Task<string> ReceiveAsync(params string[] texts) => (await ReceiveManyAsync(1, texts))[0];

    /// <summary>The mails that contain all of the texts, as soon as there are so many.</summary>
    public async Task<IReadOnlyList<string>> ReceiveManyAsync(int count, params string[] texts)
    {
        Directory.CreateDirectory(folder);
        using var changed = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(folder);
        watcher.Renamed += (_, _) => changed.Release();
        watcher.Created += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        while (true)
        {
            var mails = All;
            var found = mails.Where(mail => texts.All(text => mail.Contains(text))).ToList();
            if (found.Count >= count)
            {
                return found;
            }

            if (!await changed.WaitAsync(Lost))
            {
                throw new TimeoutException(
                    $"{found.Count} mails with {string.Join(", ", texts)} came, not {count}; there were {mails.Count}:\n{string.Join("\n\n", mails)}");
            }
        }
    }

    /// <summary>Undoes quoted-printable (RFC 2045, 6.7): soft line breaks, and bytes written as two digits.</summary>
    private static string Decode(string mail) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Quoted.Replace(
        mail, match => match.Groups["byte"].Success ? ((char)int.Parse(match.Groups["byte"].ValueSpan, NumberStyles.HexNumber)).ToString() : "")));

    [GeneratedRegex("=(?:\\r?\\n|(?<byte>[0-9A-F]{2}))", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Quoted { get; }
}
