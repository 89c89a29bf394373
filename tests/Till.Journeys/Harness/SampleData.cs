using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Till.Commands;
using Till.Storage;

[assembly: AssemblyFixture(typeof(Till.Journeys.Harness.SampleData))]

namespace Till.Journeys.Harness;

/// <summary>The sample shop in SQLite, made once: pressing its records takes seconds, and a copy of them none.</summary>
public sealed class SampleData : IDisposable
{
    private static readonly Lazy<Task<string>> Folder = new(MakeAsync);

    internal static async Task CopyToAsync(string folder)
    {
        var source = await Folder.Value;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public void Dispose()
    {
        if (Folder is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            Directory.Delete(Folder.Value.Result, recursive: true);
        }
    }

    private static async Task<string> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("till-samples-").FullName;
        await using var shop = Shop.Build(new ShopOptions { DataFolder = folder, Workers = false });
        await Migrations.RunAsync(shop.Services.GetRequiredService<Database>(), TimeProvider.System, CancellationToken.None);
        await FirstStart.CreateSeed(shop.Services).RunAsync(static _ => { }, CancellationToken.None);
        return folder;
    }
}
