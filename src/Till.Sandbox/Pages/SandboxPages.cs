using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Api;
using Till.Sandbox.Pages.Challenge;
using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Dashboard;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Pages.Invoices;
using Till.Sandbox.Pages.Portal;
using Till.Sandbox.Pages.Receipts;
using Till.Sandbox.Script;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;

namespace Till.Sandbox.Pages;

/// <summary>What people see of the sandbox: the pages that Stripe hosts for buyers, and the dashboard.</summary>
internal static class SandboxPages
{
    public static void MapPages(this WebApplication application, Store store, SandboxEngine engine, SandboxOptions options, RequestFaults faults, WebhookFaults webhookFaults)
    {
        var host = new PageHost(application.Services, options);
        new CheckoutEndpoints(engine, host).MapTo(application);
        new ChallengeEndpoints(engine, host).MapTo(application);
        new ReceiptEndpoint(engine, host).MapTo(application);
        new InvoiceEndpoints(store, host).MapTo(application);
        new PortalEndpoints(store, host).MapTo(application);
        new DashboardEndpoints(store, host, faults, webhookFaults).MapTo(application);
        new BillingEndpoints(store, host).MapTo(application);
        new ScriptEndpoints(store, host).MapTo(application);
        new FramedChallenge(engine, host).MapTo(application);
        foreach (var asset in EmbeddedFiles.All)
        {
            application.MapGet(asset.Address, http => Send(http, asset));
        }
        application.MapGet("/favicon.ico", http => Send(http, EmbeddedFiles.Icon));
        application.MapFallback("{**path}", host.Guarded(host.NotFound));
    }

    private static Task Send(HttpContext http, Asset asset)
    {
        http.Response.ContentType = asset.Type;
        http.Response.ContentLength = asset.Content.Length;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return http.Response.Body.WriteAsync(asset.Content, http.RequestAborted).AsTask();
    }
}
