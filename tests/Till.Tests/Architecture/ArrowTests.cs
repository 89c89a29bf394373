using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Till.Tests.Architecture;

/// <summary>Who may know whom: the shop its core and its Stripe client, and nobody the sandbox except the one who starts it.</summary>
public sealed class ArrowTests
{
    [Theory]
    [InlineData("Till.Core", "")]
    [InlineData("Till.Stripe", "")]
    [InlineData("Till.Sandbox", "")]
    [InlineData("Till", "Till.Core Till.Sandbox Till.Stripe")]
    public void A_project_names_only_those_it_may_know(string project, string allowed)
    {
        var named = Repository.Project(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

        Assert.Equal(allowed, string.Join(' ', named.Order()));
    }

    [Theory]
    [InlineData("Till.Core")]
    [InlineData("Till.Stripe")]
    [InlineData("Till.Sandbox")]
    public void Core_client_and_sandbox_are_built_without_any_of_ours(string assembly)
    {
        var references = Repository.Load(assembly).GetReferencedAssemblies().Select(one => one.Name!);

        Assert.DoesNotContain(references, name => name == "Till" || name.StartsWith("Till.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_core_needs_nothing_but_the_runtime()
    {
        var project = Repository.Project("Till.Core");
        var references = Repository.Load("Till.Core").GetReferencedAssemblies().Select(one => one.Name!);

        Assert.Empty(project.Descendants("PackageReference"));
        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("System.DateTime", "get_Now")]
    [InlineData("System.IO.File", null)]
    [InlineData("System.TimeProvider", null)]
    [InlineData("System.Random", null)]
    [InlineData("System.Console", null)]
    [InlineData("System.Environment", null)]
    public void The_core_decides_without_clock_chance_or_files(string type, string? member)
    {
        var uses = References.Of("Till.Core")
            .Where(one => one.Type == type && (member is null || one.Member == member))
            .Select(one => $"{one.FromType} uses {one.Type}.{one.Member}");

        Assert.Empty(uses);
    }

    [Fact]
    public void Only_the_commands_and_the_rehearsal_touch_the_sandbox()
    {
        var strangers = References.Of("Till")
            .Where(one => one.Assembly == "Till.Sandbox" && one.From is not ("Till.Commands" or "Till.Rehearsal"))
            .Select(one => $"{one.FromType} uses {one.Type}")
            .Distinct();

        Assert.Empty(strangers);
    }

    [Fact]
    public void Client_and_sandbox_have_no_source_in_common()
    {
        foreach (var project in (string[])["Till.Stripe", "Till.Sandbox"])
        {
            Assert.DoesNotContain(
                Repository.Project(project).Descendants().Where(one => one.Name.LocalName is "Compile" or "Import"),
                one => ((string?)one.Attribute("Include") ?? (string?)one.Attribute("Project") ?? "").Contains(".."));
        }

        var shared = Types("Till.Stripe").Intersect(Types("Till.Sandbox"));
        Assert.Empty(shared);
    }

    /// <summary>Full names of what the assembly declares, without what the compiler adds to every assembly.</summary>
    private static IEnumerable<string> Types(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Repository.PathOf(assembly)));
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Select(type => (Space: metadata.GetString(type.Namespace), Name: metadata.GetString(type.Name)))
                .Where(type => type.Space.StartsWith("Till", StringComparison.Ordinal) && !type.Name.StartsWith('<'))
                .Select(type => $"{type.Space}.{type.Name}"),
        ];
    }
}
