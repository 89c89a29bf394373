using System.Reflection;
using Till.Storage;
using Xunit.Sdk;
using Xunit.v3;

namespace Till.Tests.Harness;

/// <summary>Runs a theory once on SQLite and once on PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothEnginesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [new TheoryDataRow(nameof(Engine.Sqlite)), new TheoryDataRow(nameof(Engine.Postgres))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
