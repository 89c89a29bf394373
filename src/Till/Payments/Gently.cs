using System.Runtime.CompilerServices;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// How a reconciliation asks Stripe: one call after the other, so that buyers come first, and where Stripe says that it is too much, later.
/// </summary>
internal sealed class Gently(TimeProvider time)
{
    /// <summary>The most that Stripe gives at once.</summary>
    public const int PageSize = 100;

    /// <summary>Some minutes in all; whoever is still refused then shares the account with something that never rests.</summary>
    private const int MostWaits = 8;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <param name="ask">May be asked again: it reads, or is safe to run any number of times.</param>
    /// <param name="cancel">Not wanted any more.</param>
    /// <exception cref="StripeException">Stripe could not be asked.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                return await ask();
            }
            catch (StripeRateLimitException slow) when (waits < MostWaits)
            {
                var wait = TimeSpan.FromTicks(Math.Min(FirstWait.Ticks << waits, LongestWait.Ticks));
                await Task.Delay(slow.RetryAfter is { } asked && asked <= LongestWait ? asked : wait, time, cancel);
            }
        }
    }

    /// <summary>A list page by page, newest first, with never more than a page in memory.</summary>
    /// <param name="ask">Given the last object of the page before; null: the first page.</param>
    /// <param name="cancel">Not wanted any more.</param>
    public async IAsyncEnumerable<IReadOnlyList<T>> PagesAsync<T>(Func<string?, Task<StripeList<T>>> ask, [EnumeratorCancellation] CancellationToken cancel)
        where T : StripeEntity
    {
        string? after = null;
        while (true)
        {
            var page = await AskAsync(() => ask(after), cancel);
            yield return page.Data;
            if (!page.HasMore || page.Data.Count == 0)
            {
                yield break;
            }

            after = page.Data[^1].Id;
        }
    }
}
