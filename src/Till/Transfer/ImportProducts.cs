using Till.Products;
using Till.Storage;

namespace Till.Transfer;

/// <summary>Writes what a file tells of products into the shop: all of it or nothing.</summary>
internal sealed class ImportProducts(ProductDesk desk, ShopSettings settings)
{
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Done(int Added, int Changed, int Unchanged) : Outcome;

        /// <summary>The shop is not as it was when the plan was shown; <paramref name="Plan"/> is what would happen now. Nothing was written.</summary>
        public sealed record Stale(ImportPlan Plan) : Outcome;
    }

    /// <summary>What would happen; nothing is written.</summary>
    public Task<ImportPlan> PlanAsync(ImportFile file, CancellationToken cancel) => desk.Database.ReadAsync(
        db => ImportPlan.MakeAsync(db, desk.Database.Engine, file, settings.Currency, desk.Time.Now()), cancel);

    /// <param name="name">Of the file, for the record.</param>
    /// <param name="fingerprint">Of the plan that was agreed to; null: whatever it is now, as long as nothing is wrong with it.</param>
    /// <param name="progress">Told how many products are written, of how many.</param>
    /// <param name="also">Written with it, in the same transaction.</param>
    public Task<Outcome> RunAsync(
        ImportFile file, string name, string? fingerprint, Actor by, Action<int, int> progress, Func<Transaction, Outcome.Done, Task>? also,
        CancellationToken cancel) => desk.ChangeManyAsync<Outcome>(
        async (transaction, now) =>
        {
            var writer = new ImportWriter(desk, transaction, settings.Currency, by, now);
            await writer.LockAsync(file);
            var plan = await ImportPlan.MakeAsync(transaction.Db, transaction.Engine, file, settings.Currency, now);
            if (plan.Faults.Count > 0 || (fingerprint is not null && plan.Fingerprint != fingerprint))
            {
                return new Outcome.Stale(plan);
            }

            await writer.WriteAsync(plan, name, progress);
            var done = new Outcome.Done(plan.Added, plan.Changed, plan.Unchanged);
            await (also?.Invoke(transaction, done) ?? Task.CompletedTask);
            return done;
        },
        outcome => outcome is Outcome.Done,
        cancel);
}
