using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;

namespace Till.Tests.Architecture;

/// <summary>House rules that a compiler does not check.</summary>
public sealed class HouseTests
{
    private const int MostLines = 350;

    /// <summary>What is the process's own, however many shops it runs.</summary>
    private static readonly Dictionary<string, string> StaticState = new(StringComparer.Ordinal)
    {
        ["Till.Storage.SqliteLibrary.loaded"] = "a native library is loaded once per process",
        ["Till.Storage.SqliteLibrary.Once"] = "guards the above",
        ["Till.Storage.Batch.FieldsOf"] = "what types look like, which is the same for every shop and never changes",
        ["Till.Sandbox.Storage.SqliteLibrary.loaded"] = "as in the shop, with which the sandbox shares no type",
        ["Till.Sandbox.Storage.SqliteLibrary.Once"] = "guards the above",
    };

    /// <summary>Types that are there to change, so that even a read-only static field of one is state.</summary>
    private static readonly Type[] Changing =
    [
        typeof(System.Collections.Concurrent.ConcurrentDictionary<,>), typeof(System.Collections.Concurrent.ConcurrentQueue<>),
        typeof(System.Collections.Concurrent.ConcurrentBag<>), typeof(Lazy<>), typeof(Task<>), typeof(TaskCompletionSource<>),
        typeof(object), typeof(Lock), typeof(SemaphoreSlim), typeof(System.Text.StringBuilder), typeof(Random), typeof(HttpClient),
        typeof(Task), typeof(TaskCompletionSource), typeof(CancellationTokenSource),
    ];

    private static readonly string[] Changes =
    [
        "Add", "TryAdd", "set_Item", "Clear", "Remove", "Insert", "AddRange", "RemoveAll", "RemoveAt", "RemoveWhere", "Enqueue", "Dequeue",
        "Push", "Pop", "UnionWith", "ExceptWith", "IntersectWith", "Sort",
    ];

    public static TheoryData<string> Assemblies => [.. Repository.Assemblies];

    [Theory, MemberData(nameof(Assemblies))]
    public void Nothing_static_holds_state(string assembly)
    {
        var written = WrittenLater(assembly);

        var state = OwnTypes(assembly)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsLiteral && !IsCachedDelegate(field))
            .Where(field => !field.IsInitOnly || Changing.Contains(Open(field.FieldType)) || written.Contains((field.Name, Open(field.FieldType).FullName!)))
            .Select(field => $"{field.DeclaringType!.FullName}.{field.Name}")
            .Except(StaticState.Keys);

        Assert.Empty(state);
    }

    [Theory, MemberData(nameof(Assemblies))]
    public void Every_class_is_sealed_or_meant_to_be_derived_from(string assembly)
    {
        var types = OwnTypes(assembly).ToList();
        var bases = types.Select(type => type.BaseType).OfType<Type>().Select(Open).ToHashSet();

        var open = types
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !bases.Contains(type) && !IsComponent(type))
            .Select(type => type.FullName);

        Assert.Empty(open);
    }

    [Fact]
    public void No_file_holds_several_rooms()
    {
        var tooLong = Repository.Files("src", "*.*")
            .Where(file => Path.GetExtension(file) is ".cs" or ".cshtml" or ".razor" or ".js" or ".mjs" or ".css" or ".sql")
            .Select(file => (file, lines: File.ReadLines(Path.Combine(Repository.Root, file)).Count()))
            .Where(one => one.lines > MostLines);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place()
    {
        foreach (var project in Repository.Files(".", "*.csproj"))
        {
            var versions = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("PackageReference")
                .Where(one => one.Attribute("Version") is not null || one.Attribute("VersionOverride") is not null
                    || one.Element("Version") is not null);
            Assert.True(!versions.Any(), $"{project} gives versions of its own.");
        }
    }

    [Fact]
    public void Every_project_and_every_npm_package_is_locked()
    {
        var unlocked = Repository.Files(".", "*.csproj").Where(project => !IsBeside(project, "packages.lock.json"))
            .Concat(Repository.Files(".", "package.json").Where(package => !IsBeside(package, "package-lock.json")));

        Assert.Empty(unlocked);
    }

    [Fact]
    public void Every_locked_package_is_known_by_its_content()
    {
        foreach (var path in Repository.Files(".", "packages.lock.json"))
        {
            using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, path)));
            var packages = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.GetProperty("type").GetString() != "Project").ToList();
            Assert.NotEmpty(packages);
            Assert.All(packages, package => Assert.True(package.Value.TryGetProperty("contentHash", out _), $"{path}: {package.Name}"));
        }
    }

    [Fact]
    public void Lock_files_name_no_registry()
    {
        var addresses = Repository.Files(".", "package*.lock.json").Concat(Repository.Files(".", "package-lock.json")).Distinct()
            .SelectMany(file => File.ReadLines(Path.Combine(Repository.Root, file)).Select(line => (file, line)))
            .Where(one => one.line.Contains("\"resolved\"") && one.line.Contains("://"));

        Assert.Empty(addresses);
    }

    [Fact]
    public void Client_side_libraries_come_from_npm_for_tests_only()
    {
        var served = Repository.Files("src", "*.*").Where(file => Path.GetFileName(file) is "package.json" or "package-lock.json" or "libman.json"
            || file.EndsWith(".min.js", StringComparison.Ordinal) || file.EndsWith(".min.css", StringComparison.Ordinal));

        Assert.Empty(served);
    }

    private static bool IsBeside(string file, string other) =>
        File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, other));

    /// <summary>What stands in the source, without what compiler and generators add.</summary>
    private static IEnumerable<Type> OwnTypes(string assembly) => Repository.Load(assembly).GetTypes()
        .Where(type => type.FullName!.StartsWith("Till", StringComparison.Ordinal) && !IsGenerated(type));

    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<')
        || type.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
        || type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null
        || (type.DeclaringType is { } outer && IsGenerated(outer));

    /// <summary>What a .razor file becomes; its form is Razor's to choose.</summary>
    private static bool IsComponent(Type type) => type.Name == "_Imports" || typeof(Microsoft.AspNetCore.Components.IComponent).IsAssignableFrom(type);

    private static bool IsCachedDelegate(FieldInfo field) =>
        field.GetCustomAttribute<CompilerGeneratedAttribute>() is not null && !field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal);

    private static Type Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    /// <summary>
    /// Collections in fields which a method takes up that also changes a collection of that kind. A table that is filled once, by
    /// its initialiser, is not among them; one that is only read beside another that changes says so by being frozen.
    /// </summary>
    private static HashSet<(string Field, string Collection)> WrittenLater(string assembly) =>
    [
        .. References.Of(assembly)
            .Where(one => one.Method.Length > 0 && !one.Method.Contains(".cctor"))
            .GroupBy(one => (one.From, one.FromType, one.Method))
            .SelectMany(method =>
                from change in method
                where change.Type.StartsWith("System.Collections.Generic.", StringComparison.Ordinal) && Changes.Contains(change.Member)
                from field in method
                where field.Assembly.Length == 0 && field.Member is not null
                select (field.Member, change.Type)),
    ];
}
