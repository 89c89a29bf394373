using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Harness;

/// <summary>
/// Waiting for a page to be another one. Playwright's own waits for an address and for a state of loading listen to an event that may
/// come between their looking and their listening, and then wait for it until they give up; these ask until it is so.
/// </summary>
internal static class Arrival
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="address">The whole address, in which <c>**</c> stands for anything and <c>*</c> for anything but a slash.</param>
    public static Task ReachAsync(this IPage page, string address) => Expect(page).ToHaveURLAsync(Pattern(address));

    /// <param name="page">Which is somewhere that <paramref name="address"/> describes.</param>
    /// <param name="address">As for <see cref="ReachAsync"/>.</param>
    public static Task LeaveAsync(this IPage page, string address) => Expect(page).Not.ToHaveURLAsync(Pattern(address));

    /// <summary>Waits until everything that the page's HTML asks for has come, its scripts and pictures among it.</summary>
    public static Task LoadedAsync(this IPage page) => page.WaitForFunctionAsync(
        "() => document.readyState === 'complete'", null, new PageWaitForFunctionOptions { PollingInterval = 50 }); // by a clock: a browser without a window need not draw

    private static Regex Pattern(string address) =>
        new($"^{Regex.Escape(address).Replace(@"\*\*", ".*").Replace(@"\*", "[^/]*")}$", RegexOptions.None, Patience);
}
