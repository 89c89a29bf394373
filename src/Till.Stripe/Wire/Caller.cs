using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Till.Stripe.Json;

namespace Till.Stripe.Wire;

/// <summary>The three verbs and the walk through a list, for the services.</summary>
internal sealed class Caller(Requestor requestor)
{
    /// <summary>Stripe's largest page: auto-paging wants all of it, in the fewest calls.</summary>
    private const int AutoPageSize = 100;

    public Task<T> GetAsync<T>(
        string template, string? id, GetOptions? options, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : StripeEntity =>
        requestor.SendAsync(
            StripeRequest.Get(template, id, FormEncoder.Encode(options, StripeJson.Default.GetOptions)), type, cancellationToken);

    public Task<T> PostAsync<TOptions, T>(
        string template,
        string? id,
        TOptions? options,
        JsonTypeInfo<TOptions> optionsType,
        JsonTypeInfo<T> type,
        IdempotencyKey key,
        CancellationToken cancellationToken)
        where TOptions : BaseOptions
        where T : StripeEntity =>
        requestor.SendAsync(
            StripeRequest.Post(template, id, FormEncoder.Encode(options, optionsType), key), type, cancellationToken);

    public Task<T> DeleteAsync<T>(string template, string id, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : StripeEntity => requestor.SendAsync(StripeRequest.Delete(template, id), type, cancellationToken);

    public Task<StripeList<T>> ListAsync<TOptions, T>(
        string template,
        string? id,
        TOptions? options,
        JsonTypeInfo<TOptions> optionsType,
        JsonTypeInfo<StripeList<T>> type,
        CancellationToken cancellationToken)
        where TOptions : ListOptions
        where T : StripeEntity =>
        requestor.SendAsync(StripeRequest.Get(template, id, FormEncoder.Encode(options, optionsType)), type, cancellationToken);

    /// <summary>
    /// Every object from the cursor on. With <c>ending_before</c> from old to new: a page holds what directly
    /// precedes the cursor, newest first, so it is turned round and its newest becomes the next cursor.
    /// </summary>
    public async IAsyncEnumerable<T> ListAutoPagingAsync<TOptions, T>(
        string template,
        string? id,
        TOptions? options,
        JsonTypeInfo<TOptions> optionsType,
        JsonTypeInfo<StripeList<T>> type,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TOptions : ListOptions
        where T : StripeEntity
    {
        var backwards = options?.EndingBefore is not null;
        var cursorName = backwards ? "ending_before" : "starting_after";
        var fields = FormEncoder.Flatten(options, optionsType);
        if (options?.Limit is null)
        {
            fields.Add(new("limit", AutoPageSize.ToString()));
        }

        string? cursor = null;
        while (true)
        {
            var request = StripeRequest.Get(template, id, FormEncoder.Join(fields));
            var page = await requestor.SendAsync(request, type, cancellationToken);
            foreach (var item in backwards ? page.Data.AsEnumerable().Reverse() : page.Data)
            {
                yield return item;
            }

            if (!page.HasMore || page.Data.Count == 0)
            {
                yield break;
            }

            var next = (backwards ? page.Data[0] : page.Data[^1]).Id;
            if (next == cursor)
            {
                throw new StripeApiException($"GET {template} gives the same page again and again.", StripeFailure.NoReply);
            }

            cursor = next;
            fields.RemoveAll(field => field.Key == cursorName);
            fields.Add(new(cursorName, cursor));
        }
    }
}
