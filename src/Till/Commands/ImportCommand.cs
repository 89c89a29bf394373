using System.CommandLine;
using System.Text.Json;
using Till.Catalogue;
using Till.Storage;
using Till.Transfer;

namespace Till.Commands;

/// <summary><c>till import FILE</c>: products and their stock from a file.</summary>
internal static class ImportCommand
{
    /// <summary>Nobody reads more in a terminal.</summary>
    private const int MostShown = 50;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<string> Path = new("file") { Description = "Till's own table, or an export of products from Shopify or WooCommerce, as CSV." };

    private static readonly Option<string> Kind = new("--kind")
    {
        Description = "What new products become whose file does not say it: album, book, good or membership.",
        DefaultValueFactory = _ => Shelf.Goods.Kind,
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Shows what would change, and changes nothing." };

    public static Command Create()
    {
        var command = new Command(
            "import",
            "Writes products and stock from a file, all of it or nothing. Ends with 0 when it is written (or could be, with --dry-run), with 2 when something in it has to be put right.")
        {
            Path, Kind, DryRun, RuleCommand.Json, CommonOptions.Data,
        };
        command.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => RunAsync(services, parsed, cancel), cancel));
        return command;
    }

    private static async Task<ExitCode> RunAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var shelf = Shelf.All.FirstOrDefault(one => one.Kind == parsed.GetRequiredValue(Kind))
            ?? throw new RuleCommand.UsageException("--kind takes album, book, good or membership.");
        var (path, json) = (parsed.GetRequiredValue(Path), parsed.GetValue(RuleCommand.Json));
        var (file, faults) = services.GetRequiredService<Imports>().Read(await ReadAsync(path, cancel), shelf);
        var import = services.GetRequiredService<ImportProducts>();
        var plan = file is null ? null : await import.PlanAsync(file, cancel);
        faults = plan?.Faults ?? faults;
        if (faults.Count == 0 && !parsed.GetValue(DryRun))
        {
            void Tell(int done, int total)
            {
                if (!json)
                {
                    Console.WriteLine($"{done:N0} of {total:N0} products written");
                }
            }

            if (await import.RunAsync(file!, System.IO.Path.GetFileName(path), plan!.Fingerprint, Actor.CommandLine, Tell, null, cancel) is ImportProducts.Outcome.Stale)
            {
                return await RuleCommand.RefuseAsync("The shop changed while the file was read, so nothing was written. Run it again.");
            }
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(Document(plan, file, faults, parsed.GetValue(DryRun)), Indented));
        }
        else if (faults.Count > 0)
        {
            foreach (var fault in faults)
            {
                await Console.Error.WriteLineAsync(fault.ToString());
            }

            await Console.Error.WriteLineAsync("Nothing was changed.");
        }
        else
        {
            Console.WriteLine(Describe(plan!, file!, parsed.GetValue(DryRun)));
        }

        return faults.Count > 0 ? ExitCode.Usage : ExitCode.Done;
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancel)
    {
        try
        {
            return new FileInfo(path).Length > CsvTable.MaxBytes
                ? throw new RuleCommand.UsageException($"“{path}” is too large: at most {Catalogue.Words.Size(CsvTable.MaxBytes)} are read at once. Part it.")
                : await File.ReadAllBytesAsync(path, cancel);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RuleCommand.UsageException($"“{path}” cannot be read: {exception.Message}");
        }
    }

    private static string Describe(ImportPlan plan, ImportFile file, bool dryRun)
    {
        var written = plan.Products.Where(product => product.What.Any).ToList();
        var lines = new List<string> { $"{file.Format}: {plan.Added:N0} new, {plan.Changed:N0} changed, {plan.Unchanged:N0} as they were." };
        lines.AddRange(file.Remarks);
        if (dryRun)
        {
            foreach (var product in written.Take(MostShown))
            {
                lines.Add($"\nLine {product.Told.Line}: {product.Title}{(product.Before is null ? " (new)" : "")}");
                lines.Add("  " + product.What.Lines.Replace("\n", "\n  ", StringComparison.Ordinal));
            }

            lines.Add(written.Count > MostShown ? $"\nAnd {written.Count - MostShown:N0} more. Nothing was changed." : "\nNothing was changed.");
        }

        return string.Join('\n', lines);
    }

    private static object Document(ImportPlan? plan, ImportFile? file, IReadOnlyList<Fault> faults, bool dryRun) => new
    {
        format = file?.Format,
        remarks = file?.Remarks ?? [],
        faults,
        added = plan?.Added,
        changed = plan?.Changed,
        unchanged = plan?.Unchanged,
        written = plan is not null && faults.Count == 0 && !dryRun,
        products = plan?.Products.Where(product => product.What.Any)
            .Select(product => new { product.Told.Line, product.Told.Slug, product.Title, isNew = product.Before is null, changes = product.What.Lines.Split('\n') }),
    };
}
