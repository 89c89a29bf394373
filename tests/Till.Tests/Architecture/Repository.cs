using System.Reflection;
using System.Xml.Linq;

namespace Till.Tests.Architecture;

/// <summary>The tree that these tests were built from, and the assemblies that it made.</summary>
internal static class Repository
{
    public static readonly string[] Assemblies = ["Till", "Till.Core", "Till.Sandbox", "Till.Stripe"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file below <paramref name="folder"/> that somebody wrote, as paths from the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "node_modules" or "obj" or "bin"));

    public static XDocument Project(string name) => XDocument.Load(Path.Combine(Root, "src", name, name + ".csproj"));

    public static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");

    public static Assembly Load(string assembly) => Assembly.LoadFrom(PathOf(assembly));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Till.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"Till.slnx lies nowhere above {AppContext.BaseDirectory}.");
    }
}
