using Till.Storage;

namespace Till.Checkup;

/// <summary>
/// Looks at everything that a shop needs to sell, and says of each in plain words whether it is well and what to do. It changes nothing.
/// The same for the page and for the command.
/// </summary>
internal sealed class Doctor(Database database, ShopOptions options, StripeCheck stripe, QueueCheck queues, MailCheck mail, PeopleCheck people, AddressCheck address, BackupCheck backup)
{
    private const string Area = "Database";

    /// <summary>Less than this is soon full of pictures and mails.</summary>
    private const long LittleSpaceBytes = 500_000_000;

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancel)
    {
        var findings = new List<Finding> { await LookAtDatabaseAsync(cancel) };
        if (findings[0].Verdict == Verdict.Good)
        {
            findings.AddRange(await queues.LookAsync(cancel));
            findings.AddRange(await people.LookAsync(cancel));
            findings.AddRange(await stripe.LookAsync(cancel));
            findings.Add(await backup.LookAsync(cancel));
        }

        findings.Add(await address.LookAsync(cancel));
        findings.Add(await mail.LookAsync(cancel));
        findings.Add(LookAtDisk());
        return findings;
    }

    private async Task<Finding> LookAtDatabaseAsync(CancellationToken cancel)
    {
        try
        {
            var pending = await Migrations.PendingAsync(database, cancel);
            return pending == 0
                ? Finding.Good(Area, $"{(database.Engine == Engine.Postgres ? "PostgreSQL" : "SQLite")} answers and is up to date.")
                : Finding.Bad(Area, $"{pending} {(pending == 1 ? "migration has" : "migrations have")} not run.", "Run ./till migrate, or start the shop, which does it.");
        }
        catch (NewerDatabaseException newer)
        {
            return Finding.Bad(Area, newer.Message, "Start the newer version of Till.");
        }
        catch (System.Data.Common.DbException exception)
        {
            return Finding.Bad(Area, $"It cannot be used: {exception.Message}", "Check that it runs, and what ConnectionStrings__Till says.");
        }
    }

    private Finding LookAtDisk()
    {
        try
        {
            var free = new DriveInfo(options.DataFolder).AvailableFreeSpace;
            var says = $"{free / 1_000_000_000d:0.0} GB are free where the data folder is.";
            return free < LittleSpaceBytes
                ? Finding.Bad("Disk", says, "Make room: without it no order can be written.")
                : Finding.Good("Disk", says);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Finding.Note("Disk", $"How much is free cannot be told: {exception.Message}", "Look for yourself that there is room.");
        }
    }
}
