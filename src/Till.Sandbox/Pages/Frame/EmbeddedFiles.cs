using System.Security.Cryptography;

namespace Till.Sandbox.Pages.Frame;

/// <summary>A file that the pages need, from this assembly. Its address changes with its content, so that browsers may keep it.</summary>
internal sealed class Asset
{
    private Asset(string name, string type, byte[] content)
    {
        (Name, Type, Content) = (name, type, content);
        Address = $"/assets/{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}/{name}";
    }

    public string Name { get; }

    public string Type { get; }

    public byte[] Content { get; }

    public string Address { get; }

    public static Asset Load(string name, string type)
    {
        using var resource = typeof(Asset).Assembly.GetManifestResourceStream("Till.Sandbox.Pages." + name)!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return new Asset(name, type, content.ToArray());
    }
}

internal static class EmbeddedFiles
{
    public static readonly Asset Style = Asset.Load("pages.css", "text/css; charset=utf-8");

    public static readonly Asset Script = Asset.Load("checkout.js", "text/javascript; charset=utf-8");

    public static readonly Asset Icon = Asset.Load("icon.svg", "image/svg+xml");

    public static readonly IReadOnlyList<Asset> All = [Style, Script, Icon];
}
