using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;

namespace Till.Sandbox;

/// <summary>
/// A local Stripe without sockets, threads or files: its API as a handler for an <see cref="HttpClient"/>, and its webhooks one by one, as
/// they are taken. For tests that must run again exactly as they ran before. It has no pages; a Checkout session is paid by
/// <c>POST /v1/payment_pages/{id}/confirm</c> with the publishable key.
/// </summary>
public sealed class InMemorySandbox : IDisposable
{
    private readonly Store _store;
    private readonly Pipeline _pipeline;
    private readonly Lock _gate = new();
    private readonly List<WebhookDelivery> _due = [];

    /// <param name="time">The clock of everything.</param>
    /// <param name="seed">The same requests at the same times get the same ids.</param>
    /// <param name="alarm">Told what went wrong in the sandbox itself.</param>
    public InMemorySandbox(TimeProvider time, int seed, Action<string> alarm)
    {
        _store = new Store(":memory:", time, seed, Scheduled.Rules, alarm) { BaseAddress = BaseAddress, Committed = Take };
        var options = new SandboxOptions { DataFolder = "", Time = time };
        _pipeline = new Pipeline(_store, Operations.All(), new RequestFaults(), options);
    }

    /// <summary>Where requests go. Nothing listens there.</summary>
    public static string BaseAddress => "https://stripe.invalid";

    /// <inheritdoc cref="SandboxServer.SecretKey"/>
    public string SecretKey => _store.Account.SecretKey;

    /// <inheritdoc cref="SandboxServer.PublishableKey"/>
    public string PublishableKey => _store.Account.PublishableKey;

    /// <summary>The way to the API, for one or more clients.</summary>
    public HttpMessageHandler CreateHandler() => new Handler(_pipeline);

    /// <summary>Lets scheduled changes happen that are due by now, such as renewals.</summary>
    public void Tick() => _store.Tick();

    /// <summary>The holder of a card passes the challenge of a payment, or fails it. Where there is none, nothing happens.</summary>
    public void AnswerChallenge(string intentId, string clientSecret, bool passed) =>
        _store.Run(unit => SandboxEngine.Complete(unit, intentId, clientSecret, passed));

    /// <summary>The deliveries that were made or put off since the last call.</summary>
    public IReadOnlyList<WebhookDelivery> TakeDeliveries()
    {
        lock (_gate)
        {
            var taken = _due.ToArray();
            _due.Clear();
            return taken;
        }
    }

    /// <summary>What is sent for a delivery, signed now; null where its endpoint is gone or it has arrived.</summary>
    public WebhookRequest? Pack(WebhookDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return _store.Run(unit => Deliveries.Pack(unit, delivery.EventId, delivery.EndpointId)) is { } parcel
            ? new WebhookRequest(parcel.Url, parcel.Body, Signature.Header(parcel.Secrets, _store.Now, parcel.Body))
            : null;
    }

    /// <summary>Notes how a delivery was answered.</summary>
    /// <param name="delivery">Which.</param>
    /// <param name="status">Null: no answer.</param>
    /// <returns>When it is tried again; null: it has arrived, or is given up after three days.</returns>
    public WebhookDelivery? Note(WebhookDelivery delivery, int? status)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var due = new Due(delivery.EventId, delivery.EndpointId, delivery.DueAt.ToUnixTimeMilliseconds());
        return _store.Run(unit => Deliveries.Record(unit, due, status, status is null ? "no answer" : "answered", 0)) is { } next
            ? delivery with { DueAt = DateTimeOffset.FromUnixTimeMilliseconds(next) }
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private void Take(IReadOnlyList<Due> due)
    {
        lock (_gate)
        {
            _due.AddRange(due.Select(one => new WebhookDelivery(one.Event, one.Endpoint, DateTimeOffset.FromUnixTimeMilliseconds(one.At))));
        }
    }

    private sealed class Handler(Pipeline pipeline) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var http = new DefaultHttpContext();
            var connection = new Connection();
            http.Features.Set<IHttpRequestLifetimeFeature>(connection);
            http.Request.Method = request.Method.Method;
            http.Request.Path = request.RequestUri!.AbsolutePath;
            http.Request.QueryString = new QueryString(request.RequestUri.Query);
            Copy(request.Headers, http.Request.Headers);
            if (request.Content is { } content)
            {
                var body = await content.ReadAsByteArrayAsync(cancellationToken);
                Copy(content.Headers, http.Request.Headers);
                http.Request.Body = new MemoryStream(body);
                http.Request.ContentLength = body.Length;
            }
            using var written = new MemoryStream();
            http.Response.Body = written;
            await pipeline.Handle(http);
            if (connection.IsCut)
            {
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was cut.");
            }
            var response = new HttpResponseMessage((HttpStatusCode)http.Response.StatusCode)
            {
                RequestMessage = request, Content = new ByteArrayContent(written.ToArray()),
            };
            foreach (var (name, values) in http.Response.Headers)
            {
                if (!response.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                {
                    response.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
                }
            }
            return response;
        }

        private static void Copy(HttpHeaders from, IHeaderDictionary to)
        {
            foreach (var (name, values) in from)
            {
                to[name] = values.ToArray();
            }
        }
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool IsCut { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsCut = true;
    }
}

/// <summary>One event that is to be brought to one endpoint.</summary>
/// <param name="EventId"><c>evt_…</c></param>
/// <param name="EndpointId"><c>we_…</c></param>
/// <param name="DueAt">When it is to be tried.</param>
public sealed record WebhookDelivery(string EventId, string EndpointId, DateTimeOffset DueAt);

/// <summary>A POST to an endpoint.</summary>
/// <param name="Url">The endpoint's.</param>
/// <param name="Body">The event as JSON.</param>
/// <param name="Signature">The <c>Stripe-Signature</c> header.</param>
public sealed record WebhookRequest(string Url, ReadOnlyMemory<byte> Body, string Signature);
