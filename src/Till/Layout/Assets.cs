using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace Till.Layout;

/// <summary>
/// The few files of <c>wwwroot</c>, held in memory and served under an address that contains their hash: a browser keeps
/// them for ever, and a new version has a new address.
/// </summary>
internal sealed class Assets
{
    private readonly FrozenDictionary<string, Asset> files;

    public Assets(IWebHostEnvironment environment)
    {
        var types = new FileExtensionContentTypeProvider();
        files = environment.WebRootFileProvider.GetDirectoryContents("").Where(file => !file.IsDirectory)
            .ToFrozenDictionary(file => file.Name, file => new Asset(file.Name, Read(file), TypeOf(types, file.Name)), StringComparer.Ordinal);
    }

    /// <summary>The file's address.</summary>
    /// <exception cref="KeyNotFoundException">There is no such file in <c>wwwroot</c>.</exception>
    public string Url(string name) => files[name].Url;

    public IResult Serve(string hash, string name, HttpContext context)
    {
        if (!files.TryGetValue(name, out var file))
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.Vary = "Accept-Encoding";
        // An old address still gets the file as it is now, for a page that was open when the shop was updated.
        headers.CacheControl = hash == file.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        if (file.IsText && accepted.Contains("br", StringComparison.OrdinalIgnoreCase))
        {
            headers.ContentEncoding = "br";
            return Results.Bytes(file.Brotli, file.ContentType);
        }

        if (file.IsText && accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            headers.ContentEncoding = "gzip";
            return Results.Bytes(file.Gzip, file.ContentType);
        }

        return Results.Bytes(file.Content, file.ContentType);
    }

    private static byte[] Read(Microsoft.Extensions.FileProviders.IFileInfo file)
    {
        using var stream = file.CreateReadStream();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private static string TypeOf(FileExtensionContentTypeProvider types, string name)
    {
        var type = types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        return type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type;
    }

    private sealed class Asset(string name, byte[] content, string contentType)
    {
        private readonly Lazy<byte[]> brotli = new(() => Pack(content, to => new BrotliStream(to, CompressionLevel.SmallestSize)));
        private readonly Lazy<byte[]> gzip = new(() => Pack(content, to => new GZipStream(to, CompressionLevel.SmallestSize)));

        public byte[] Content => content;

        public string ContentType => contentType;

        public string Hash { get; } = HashOf(content);

        public string Url { get; } = $"/assets/{HashOf(content)}/{name}";

        public bool IsText { get; } = contentType.StartsWith("text/", StringComparison.Ordinal) || contentType.Contains("svg", StringComparison.Ordinal);

        public byte[] Brotli => brotli.Value;

        public byte[] Gzip => gzip.Value;

        private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..12];

        private static byte[] Pack(byte[] content, Func<Stream, Stream> packer)
        {
            using var packed = new MemoryStream();
            using (var stream = packer(packed))
            {
                stream.Write(content);
            }

            return packed.ToArray();
        }
    }
}

internal static class AssetRoutes
{
    public static void MapAssets(this WebApplication app) => app.MapGet(
        "/assets/{hash}/{name}", (string hash, string name, Assets assets, HttpContext context) => assets.Serve(hash, name, context));
}
