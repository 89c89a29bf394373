using Till.Core;
using Till.Storage;

namespace Till.Admin;

/// <summary>The first page of the back office.</summary>
[Needs(Right.LookIn)]
internal sealed class TodayPageModel(Database database, Rail rail, ShopSettings settings, TimeProvider time) : AdminPage
{
    public Today Today { get; private set; } = null!;

    public Rail.Waiting Waiting { get; private set; } = null!;

    public bool SeesMoney => User.May(Right.SeeMoney);

    /// <summary>The amount at the top of the chart: a round one, at least as high as the highest bar.</summary>
    public Money Top { get; private set; }

    /// <summary>What this day took against the same day a week ago, in words.</summary>
    public string Comparison
    {
        get
        {
            var (now, then) = (Today.Latest.Amount, Today.WeekBefore.Amount);
            var day = Today.WeekBefore.Day.DayOfWeek;
            return now == then ? $"as much as on all of last {day}"
                : now > then ? $"{now - then} more than on all of last {day}"
                : $"{then - now} less than on all of last {day}";
        }
    }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Today = await database.ReadAsync(db => Admin.Today.ReadAsync(db, database.Engine, settings.Currency, time.GetUtcNow()), cancel);
        Waiting = await rail.ReadAsync(cancel);
        Top = new Money(RoundUp(Math.Max(1, Today.Days.Max(day => day.Amount.Minor))), settings.Currency);
    }

    /// <summary>The next of 1, 2, 5, 10, 20, 50 …</summary>
    private static long RoundUp(long minor)
    {
        for (var power = 1L; ; power *= 10)
        {
            foreach (var step in (ReadOnlySpan<long>)[1, 2, 5])
            {
                if (minor <= step * power)
                {
                    return step * power;
                }
            }
        }
    }
}
