using System.Buffers;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Where Stripe tells of events: the signature is checked over the bytes as they came, the event is stored, and only then
/// answered with 200. What it means is found out by the inbox worker.
/// </summary>
internal static class Webhook
{
    public const string Path = "/webhooks/stripe";

    /// <summary>Stripe's events are a few kilobytes; nothing near this is one.</summary>
    private const int MaxBodyBytes = 1_000_000;

    public static void MapWebhook(this WebApplication app) => app.MapPost(Path, ReceiveAsync).DisableAntiforgery();

    internal static async Task<IResult> ReceiveAsync(
        HttpContext context, WebhookSecrets secrets, Inbox inbox, TimeProvider time, ILogger<Inbox> logger)
    {
        var cancel = context.RequestAborted;
        if (await ReadAsync(context.Request, cancel) is not { } body)
        {
            return Results.Text("The body is larger than any event.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        var known = await secrets.AllAsync(cancel);
        var verdict = EventUtility.ValidateSignature(body, context.Request.Headers["Stripe-Signature"], known, time);
        if (verdict is SignatureOutcome.NoMatchingSignature or SignatureOutcome.NoSecret && !secrets.AreConfigured)
        {
            known = await secrets.RefreshAsync(cancel);
            verdict = EventUtility.ValidateSignature(body, context.Request.Headers["Stripe-Signature"], known, time);
        }

        if (!verdict.IsValid)
        {
            Log.WebhookRefused(logger, verdict.Reason);
            await inbox.FileRefusalAsync(verdict, cancel);
            return Results.Text(verdict.Reason, statusCode: StatusCodes.Status400BadRequest);
        }

        if (!EventUtility.TryParseEvent(body, out var stripeEvent))
        {
            return Results.Text("The body is not an event.", statusCode: StatusCodes.Status400BadRequest);
        }

        // Once the signature is checked the event is kept, even if the caller hangs up.
        var fresh = await inbox.StoreAsync(stripeEvent, body, Inbox.CameBy.Webhook, CancellationToken.None);
        return Results.Text(fresh ? "stored" : "known");
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > MaxBodyBytes)
        {
            return null;
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            if (read.IsCompleted || read.Buffer.Length > MaxBodyBytes)
            {
                var body = read.Buffer.Length > MaxBodyBytes ? null : read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
