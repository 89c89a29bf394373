using Microsoft.Playwright;

namespace Till.Journeys.Harness;

/// <summary>
/// Pictures of what the journeys see, for people to look at, in the folder that TILL_SCREENSHOTS names. Without it none are taken:
/// they cost more than everything else that a page is held to.
/// </summary>
internal static class Pictures
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("TILL_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    /// <param name="name">The file's, without <c>.png</c>.</param>
    /// <param name="whole">The page to its foot, not only what the window shows.</param>
    public static async Task TakeAsync(IPage page, string name, bool whole = false)
    {
        if (Folder is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, name + ".png"), FullPage = whole });
        }
    }
}
