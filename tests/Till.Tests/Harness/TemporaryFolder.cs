namespace Till.Tests.Harness;

/// <summary>A folder of one test's own, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("till-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
