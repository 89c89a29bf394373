using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Till.Sandbox.Pages.Checkout;

namespace Till.Sandbox.Script;

/// <summary>A file as it goes out, ready in the encodings that browsers take.</summary>
internal sealed class ServedFile
{
    public ServedFile(string type, string text)
    {
        Type = type;
        Plain = Encoding.UTF8.GetBytes(text);
        Brotli = Compress(Plain, static to => new BrotliStream(to, CompressionLevel.Optimal));
        Gzip = Compress(Plain, static to => new GZipStream(to, CompressionLevel.Optimal));
        Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Plain))[..16]}\"";
    }

    public string Type { get; }

    public byte[] Plain { get; }

    public byte[] Brotli { get; }

    public byte[] Gzip { get; }

    public string Tag { get; }

    private static byte[] Compress(byte[] content, Func<Stream, Stream> compressor)
    {
        using var compressed = new MemoryStream();
        using (var stream = compressor(compressed))
        {
            stream.Write(content);
        }
        return compressed.ToArray();
    }
}

/// <summary>
/// The sandbox's own Stripe.js as it lies in this assembly: the script of the shop's page, put together from its parts, and the pages,
/// scripts and style of the frames that it opens.
/// </summary>
internal static class ScriptFiles
{
    private const string Prefix = "Till.Sandbox.Script.";
    private const string Type = "text/javascript; charset=utf-8";

    /// <summary>In the order in which they need each other.</summary>
    private static readonly string[] Parts = ["base", "frames", "element", "elements", "stripe"];

    /// <summary>The pages of frames, by name, with the module that fills them and their title.</summary>
    private static readonly (string Page, string Module, string Title)[] Frames =
    [
        ("controller", "controller", "Payments"),
        ("elements-inner-payment", "payment", "Secure payment input frame"),
        ("elements-inner-card", "card", "Secure card input frame"),
        ("elements-inner-address", "address", "Secure address input frame"),
        ("elements-inner-email", "email", "Secure email input frame"),
        ("elements-inner-express-checkout", "express", "Secure express checkout frame"),
        ("three-ds-2-challenge", "challenge", "3D Secure authentication"),
    ];

    /// <summary>What the frames load, by name. It lies under <see cref="Folder"/>.</summary>
    public static IReadOnlyDictionary<string, ServedFile> Assets { get; } = LoadAssets();

    /// <summary>Changes with what lies in it, so that browsers may keep it.</summary>
    public static string Folder { get; } = "/endive/" + Convert.ToHexStringLower(SHA256.HashData(
        Encoding.ASCII.GetBytes(string.Concat(Assets.OrderBy(asset => asset.Key, StringComparer.Ordinal).Select(asset => asset.Value.Tag)))))[..12];

    /// <summary>The frames' pages by name.</summary>
    public static IReadOnlyDictionary<string, ServedFile> Pages { get; } =
        Frames.ToDictionary(frame => frame.Page, frame => new ServedFile("text/html; charset=utf-8", Html(frame.Module, frame.Title)), StringComparer.Ordinal);

    /// <summary>The script of the shop's page. Comments and indents stay here.</summary>
    /// <param name="servedFrom">The sandbox's address.</param>
    public static ServedFile Loader(string servedFrom)
    {
        var text = new StringBuilder("// The sandbox's own Stripe.js. Nothing of it comes from Stripe.\n(() => {\n\"use strict\";\n");
        text.Append("const SERVED_FROM = \"").Append(servedFrom).Append("\";\n");
        foreach (var part in Parts)
        {
            foreach (var line in Read($"Page.{part}.js").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !IsComment(line)))
            {
                text.Append(line).Append('\n');
            }
        }
        return new ServedFile(Type, text.Append("})();\n").ToString());
    }

    private static bool IsComment(string line) =>
        line.StartsWith("//", StringComparison.Ordinal) || (line.StartsWith("/**", StringComparison.Ordinal) && line.EndsWith("*/", StringComparison.Ordinal));

    private static Dictionary<string, ServedFile> LoadAssets()
    {
        var assets = new Dictionary<string, ServedFile>(StringComparer.Ordinal)
        {
            ["countries.js"] = new ServedFile(Type, "export const countries = " + Countries.AsScript() + ";\n"),
        };
        foreach (var resource in typeof(ScriptFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix + "Frame.", StringComparison.Ordinal)))
        {
            var name = resource[(Prefix.Length + "Frame.".Length)..];
            assets[name] = new ServedFile(name.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : Type, Read("Frame." + name));
        }
        return assets;
    }

    private static string Html(string module, string title) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <link rel="stylesheet" href="{Folder}/frame.css">
        <script type="module" src="{Folder}/{module}.js"></script>
        </head>
        <body></body>
        </html>

        """;

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ScriptFiles).Assembly.GetManifestResourceStream(Prefix + name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
