using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>What the endpoints of the dashboard share: pages that are read in one unit of work, and forms that carry its token.</summary>
internal sealed class DeskHost(Store store, PageHost host)
{
    private readonly FormToken _token = new(store.Account.SecretKey);

    public string Token => _token.Value;

    public void Page<TPage>(WebApplication application, string path, Func<Unit, HttpContext, object?> read)
        where TPage : IComponent =>
        application.MapMethods(path, ["GET", "HEAD"], host.Guarded(http => store.Run(unit => read(unit, http)) is { } model
            ? host.Render<TPage>(http, 200, model)
            : host.NotFound(http)));

    /// <summary>The form when it is one of the dashboard's own; otherwise it has been answered.</summary>
    public async Task<IFormCollection?> Form(HttpContext http)
    {
        var form = await PageHost.Form(http);
        if (form is not null && _token.Matches(form[FormToken.Field]))
        {
            return form;
        }
        await host.Notice(http, 400, new NoticeModel(
            "Nothing was changed", "The form did not come from the dashboard. Open the page and try again from there.", new PageLink("/dashboard", "Open the dashboard")));
        return null;
    }

    public static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    public static string? Query(HttpContext http, string name) => (string?)http.Request.Query[name] is { Length: > 0 } value ? value : null;
}
