using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace Till.Stripe.Wire;

/// <summary>Makes one call: its tries, their verdict, and the line about it.</summary>
internal sealed class Requestor
{
    private readonly Transport transport;
    private readonly StripeClientOptions options;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly Redaction redaction;
    private readonly ResiliencePipeline<Attempt> retries;

    public Requestor(HttpClient http, StripeClientOptions options, TimeProvider time, Random random)
    {
        var apiBase = options.Validate();
        this.options = options;
        this.time = time;
        this.random = random;
        redaction = new Redaction(options.ApiKey);
        transport = new Transport(http, options, apiBase.AbsoluteUri.TrimEnd('/'), time);
        retries = Retries();
    }

    public async Task<T> SendAsync<T>(StripeRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : StripeEntity
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Id is not null)
        {
            StripeId.Checked(request.Id);
        }

        var call = new Call(request, time.GetTimestamp());
        using var activity = Telemetry.Start(request);
        // Its tries go on where its caller is, as everything here does.
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellationToken);
        try
        {
            var last = await retries.ExecuteAsync(
                static (at, state) => state.self.TryAsync(state.call, at.CancellationToken), context, (self: this, call));
            var entity = new Verdict(request, call.EarlierTryLeftOpen, redaction).Read(last, type);
            Tell(call, StripeRequestOutcome.Succeeded, failure: null);
            return entity;
        }
        catch (OperationCanceledException gaveUp)
        {
            if (!request.Writes || !call.MayHaveHappened)
            {
                Tell(call, StripeRequestOutcome.Cancelled, failure: null);
                throw;
            }

            var unknown = new Verdict(request, earlierTryLeftOpen: true, redaction).OfCancelled(gaveUp);
            Tell(call, StripeRequestOutcome.Unknown, unknown);
            throw unknown;
        }
        catch (StripeException failure)
        {
            var unknown = failure is StripeUnknownOutcomeException;
            Tell(call, unknown ? StripeRequestOutcome.Unknown : StripeRequestOutcome.Failed, failure);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<Attempt> TryAsync(Call call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        call.EarlierTryLeftOpen = call.MayHaveHappened;
        call.Attempts++;

        // From here the change counts as made until a reply says otherwise: when the caller cancels, nobody
        // can tell how far the request had got.
        call.MayHaveHappened = true;
        var attempt = await transport.TryAsync(call.Request, cancellationToken);
        call.MayHaveHappened = call.EarlierTryLeftOpen || attempt.LeavesOutcomeOpen;
        call.LastReply = attempt as Attempt.Reply ?? call.LastReply;
        return attempt;
    }

    private ResiliencePipeline<Attempt> Retries()
    {
        if (options.MaxNetworkRetries == 0)
        {
            return ResiliencePipeline<Attempt>.Empty;
        }

        return new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = options.MaxNetworkRetries,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } last && RetryRules.ShouldRetry(last)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    RetryRules.Delay(args.Outcome.Result!, args.AttemptNumber, Chance())),
            })
            .Build();
    }

    /// <summary>A seeded source is not safe for several threads, and calls overlap.</summary>
    private double Chance()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }

    private void Tell(Call call, StripeRequestOutcome outcome, StripeException? failure)
    {
        var line = new StripeRequestLog(
            call.Request.Method.Method,
            call.Request.PathTemplate,
            call.LastReply?.Status,
            call.LastReply?.RequestId,
            call.Attempts,
            time.GetElapsedTime(call.Started),
            call.Request.IdempotencyKey?.Value,
            call.LastReply?.IdempotentReplayed ?? false,
            outcome,
            failure?.StripeError?.Type,
            failure?.StripeError?.Code)
        {
            ServerTime = call.LastReply?.Date,
        };
        Telemetry.Record(line);
        try
        {
            options.OnRequest?.Invoke(line);
        }
        catch (Exception)
        {
            // A payment that went through must not look failed because a log is full.
        }
    }

    /// <summary>What the tries of one call know of each other.</summary>
    private sealed class Call(StripeRequest request, long started)
    {
        public StripeRequest Request { get; } = request;

        public long Started { get; } = started;

        public int Attempts { get; set; }

        public bool EarlierTryLeftOpen { get; set; }

        public bool MayHaveHappened { get; set; }

        public Attempt.Reply? LastReply { get; set; }
    }
}
