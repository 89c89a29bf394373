using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Till.Journeys.Harness;

/// <summary>Says what is wrong with a page's HTML, by html-validate, which takes longer to start than to read all our pages: it runs once.</summary>
internal static class HtmlCheck
{
    private static readonly SemaphoreSlim OneByOne = new(1);
    private static readonly Lazy<Process> Running = new(Start);

    public static async Task<string[]> FaultsAsync(string html)
    {
        await OneByOne.WaitAsync();
        try
        {
            var node = Running.Value;
            await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(html));
            await node.StandardInput.FlushAsync();
            var line = await node.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException($"The HTML could not be checked: {await node.StandardError.ReadToEndAsync()}");
            return JsonSerializer.Deserialize<string[]>(line)!;
        }
        finally
        {
            OneByOne.Release();
        }
    }

    /// <summary>It ends by itself when this process does, since its input ends then.</summary>
    private static Process Start() => Process.Start(new ProcessStartInfo("node", [Path.Combine(PageChecks.Project, "validate.mjs")])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    })!;
}
