using System.Net.Mime;
using Microsoft.AspNetCore.RateLimiting;
using Till.Api;

namespace Till.Accounts;

/// <summary>What one hears who tries too often. Plain, since it is sent when there is too much to do.</summary>
internal static class TooMany
{
    private const string Page =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <title>Too many tries</title>
        </head>
        <body>
          <main>
            <h1>Too many tries</h1>
            <p>There were many tries from your network within a minute. Nothing was done with this one. Wait a minute, go back and try again.</p>
          </main>
        </body>
        </html>
        """;

    public static async ValueTask AnswerAsync(OnRejectedContext context, CancellationToken cancel)
    {
        var response = context.HttpContext.Response;
        if (context.HttpContext.Request.Path.StartsWithSegments(ApiRoutes.Root))
        {
            await ApiRoutes.TooManyAsync(context);
            return;
        }

        response.Headers.RetryAfter = "60";
        response.Headers.CacheControl = "no-store";
        response.ContentType = MediaTypeNames.Text.Html + "; charset=utf-8";
        await response.WriteAsync(Page, cancel);
    }
}
