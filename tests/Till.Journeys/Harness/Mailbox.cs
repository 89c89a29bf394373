namespace Till.Journeys.Harness;

/// <summary>The folder that a shop without an SMTP server puts its mails into.</summary>
internal sealed class Mailbox(string folder)
{
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(60);

    /// <summary>Every mail so far, as written: headers, text, HTML.</summary>
    public IReadOnlyList<string> All =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllText)] : [];

    /// <summary>The first mail that contains all of the texts, as soon as it is there.</summary>
    public async Task<string> ReceiveAsync(params string[] texts)
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
            if (mails.FirstOrDefault(mail => texts.All(text => mail.Contains(text))) is { } found)
            {
                return found;
            }

            if (!await changed.WaitAsync(Lost))
            {
                throw new TimeoutException($"No mail with {string.Join(", ", texts)} came; there were {mails.Count}:\n{string.Join("\n\n", mails)}");
            }
        }
    }
}
