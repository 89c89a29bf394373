using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Till.Layout;

/// <summary>
/// Answers 405 when a page has no handler for a method. By itself a Razor Page would render as if it had been asked for.
/// </summary>
internal sealed class AllowedMethods(IReadOnlySet<string> methods) : IAuthorizationFilter, IOrderedFilter
{
    /// <summary>Before the check of the form's token, which would answer first.</summary>
    public int Order => int.MinValue;

    public static void Apply(PageApplicationModel page)
    {
        if (page.ModelType == typeof(ErrorModel))
        {
            return; // shown in answer to any method
        }

        // A page is shown when it is asked for, with or without a handler of its own for that.
        var methods = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { HttpMethods.Get, HttpMethods.Head };
        methods.UnionWith(page.HandlerMethods.Select(handler => handler.HttpMethod).Where(method => HttpMethods.IsPost(method)));
        page.Filters.Add(new AllowedMethods(methods));
    }

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        if (!methods.Contains(context.HttpContext.Request.Method))
        {
            context.HttpContext.Response.Headers.Allow = string.Join(", ", methods.Select(method => method.ToUpperInvariant()).Order());
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        }
    }
}
