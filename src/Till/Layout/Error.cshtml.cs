using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Api;

namespace Till.Layout;

/// <summary>
/// What is shown instead of an answer, under the status that the request met: a page for browsers, a line of text for
/// other callers. It reads nothing from the database, since that may be what failed.
/// </summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ErrorModel : PageModel
{
    internal const string Path = "/error";

    public int Status { get; private set; }

    public string Title => Status switch
    {
        StatusCodes.Status400BadRequest => "We couldn't read that request",
        StatusCodes.Status403Forbidden => "This page isn't open to you",
        StatusCodes.Status404NotFound => "There is nothing here",
        StatusCodes.Status405MethodNotAllowed => "That can't be done here",
        StatusCodes.Status413PayloadTooLarge => "That was too much to send",
        StatusCodes.Status429TooManyRequests => "That was a little fast",
        >= 500 => "Something broke on our side",
        _ => "That didn't work",
    };

    public string Advice => Status switch
    {
        StatusCodes.Status400BadRequest => "Something in the address or the form wasn't as it should be. Go back, load the page again, and try once more.",
        StatusCodes.Status403Forbidden => "You may need to sign in, or the link you followed is for somebody else.",
        StatusCodes.Status404NotFound => "The address may have a slip in it, or what was here has left the shop.",
        StatusCodes.Status405MethodNotAllowed => "This address shows a page and takes nothing. Start again from the front page.",
        StatusCodes.Status413PayloadTooLarge => "Nothing of it was kept. Beside each file's field stands how large a file may be: choose a smaller one, and try once more.",
        StatusCodes.Status429TooManyRequests => "Wait a minute, then try again.",
        >= 500 => "It isn't you. If you were paying, don't pay again: wait a minute and look at your e-mail for a receipt first.",
        _ => "Go back and try once more.",
    };

    /// <summary>What was asked for.</summary>
    private static PathString? PathOf(IFeatureCollection features) =>
        features.Get<IExceptionHandlerPathFeature>()?.Path ?? features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath;

    internal static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        InvalidDataException or AntiforgeryValidationException => StatusCodes.Status400BadRequest, // a form that cannot be read
        _ => StatusCodes.Status500InternalServerError,
    };

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var features = HttpContext.Features;
        if (features.Get<IExceptionHandlerFeature>() is null && features.Get<IStatusCodeReExecuteFeature>() is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound; // somebody typed this page's own address
        }

        Status = Response.StatusCode;
        if (PathOf(features) is { } path && path.StartsWithSegments(ApiRoutes.Root))
        {
            context.Result = new ContentResult { Content = ApiAnswer.Problem(Status, Title, ApiRoutes.AdviceOf(Status)).Text, ContentType = ApiAnswer.ProblemType, StatusCode = Status };
        }
        else if (!Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            context.Result = new ContentResult { Content = $"{Title}. {Advice}\n", ContentType = "text/plain; charset=utf-8", StatusCode = Status };
        }
    }
}
