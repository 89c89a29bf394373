using System.Globalization;
using Till.Backups;
using Till.Storage;

namespace Till.Checkup;

/// <summary>Whether there is a backup that is new enough to start again from.</summary>
internal sealed class BackupCheck(BackupRecord record, ShopSettings settings, TimeProvider time)
{
    private const string Area = "Backup";
    private const string ToDo = "Run ./till backup --to another disk every night, and try ./till restore once.";

    /// <summary>Stripe tells of what happened for thirty days; what only the shop knows is gone with the machine.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromDays(7);

    public async Task<Finding> LookAsync(CancellationToken cancel)
    {
        if (await record.FindAsync(cancel) is not { } last)
        {
            return settings.Stripe.IsLive
                ? Finding.Bad(Area, "No backup of this shop has been made yet.", ToDo)
                : Finding.Note(Area, "No backup has been made yet, which will do while nothing real is sold.", ToDo);
        }

        var says = string.Create(
            CultureInfo.InvariantCulture, $"The last good one was made on {last.At:d MMMM yyyy, HH:mm} UTC: {last.Path}, {last.Bytes / 1e6:0.0} MB.");
        return time.Now() - last.At <= Old ? Finding.Good(Area, says)
            : settings.Stripe.IsLive ? Finding.Bad(Area, says, ToDo)
            : Finding.Note(Area, says, ToDo);
    }
}
