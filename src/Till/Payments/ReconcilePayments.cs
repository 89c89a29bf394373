using Dapper;
using Till.Memberships;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Every payment of ours that Stripe took must be a payment here, of an order or of an invoice.</summary>
internal sealed class ReconcilePayments(
    Database database, StripeClient stripe, Settle settle, RemakeOrder remake, ReconcileMemberships memberships, Gently gently, Attention attention)
{
    /// <param name="Remade">Orders made again that were lost with the time before a restoring.</param>
    internal sealed record Walked(int Seen, int Foreign, int Remade)
    {
        public static Walked operator +(Walked one, Walked other) => new(one.Seen + other.Seen, one.Foreign + other.Foreign, one.Remade + other.Remade);
    }

    /// <param name="created">Those that were begun then.</param>
    /// <param name="lost">In which what is not known here may be ours all the same; null: never.</param>
    /// <param name="found">Told of each that is not booked, before it is healed; nothing is healed where it says so.</param>
    /// <param name="cancel">Not wanted any more.</param>
    /// <exception cref="StripeException">Stripe could not be asked; what was healed until then stays healed.</exception>
    public async Task<Walked> WalkAsync(DateRangeOptions created, LostTime? lost, Func<Difference, bool> found, CancellationToken cancel)
    {
        var walked = new Walked(0, 0, 0);
        var unbooked = new List<PaymentIntent>();
        var pages = gently.PagesAsync(after => stripe.PaymentIntents.ListAsync(Ask(created, lost, after), cancel), cancel);
        await foreach (var page in pages)
        {
            var known = await KnownAsync(page, cancel);
            walked += new Walked(page.Count, page.Count(intent => intent.Status != PaymentIntentStatuses.Succeeded && AttemptOf(intent) is null), 0);
            unbooked.AddRange(page.Where(intent => intent.Status == PaymentIntentStatuses.Succeeded && !known.Contains(intent.Id)));
        }

        // So that orders get their numbers in the order in which they were paid. Stripe's times are seconds, and its lists newest first.
        foreach (var intent in Enumerable.Reverse(unbooked).OrderBy(one => one.LatestCharge.Object?.Created ?? one.Created).ThenBy(one => one.Created))
        {
            walked += await HealAsync(intent, lost, found, cancel);
        }

        return walked;
    }

    /// <summary>When each was paid is asked for only where many orders may have to be made again.</summary>
    private static PaymentIntentListOptions Ask(DateRangeOptions created, LostTime? lost, string? after) => new()
    {
        Created = created,
        Limit = Gently.PageSize,
        StartingAfter = after,
        Expand = lost is { Searched: false } ? ["data.latest_charge"] : null,
    };

    private async Task<Walked> HealAsync(PaymentIntent intent, LostTime? lost, Func<Difference, bool> found, CancellationToken cancel)
    {
        var isHere = AttemptOf(intent) is { } attemptId && await database.ReadAsync(db => AttemptRow.FindAsync(db, attemptId), cancel) is not null;
        var isLost = AttemptOf(intent) is not null && !isHere && lost?.Contains(intent.Created) == true;
        if (!isHere && !isLost && !await gently.AskAsync(() => memberships.IsOursAsync(intent, cancel), cancel))
        {
            return new Walked(0, 1, 0);
        }

        var amount = Difference.Amount(intent.AmountReceived, intent.Currency);
        if (!found(new Difference("payment", intent.Id, intent.Created, $"{amount} was paid and is not in the books{(isLost ? ": its order was made after the backup" : "")}.")))
        {
            return new Walked(0, 0, 0);
        }

        if (isHere)
        {
            await gently.AskAsync(() => settle.RunAsync(AttemptOf(intent)!.Value, new StripeHint(PaymentIntentId: intent.Id), cancel), cancel);
        }
        else if (isLost)
        {
            await remake.RunAsync(intent, cancel);
        }
        else
        {
            await gently.AskAsync(() => memberships.SettlePaymentAsync(intent, cancel), cancel);
        }

        var booked = await database.ReadAsync(db => PaymentRow.FindAsync(db, intent.Id), cancel) is not null;
        if (!booked)
        {
            await FileAsync(intent, amount, cancel);
        }

        return new Walked(0, 0, isLost && booked ? 1 : 0);
    }

    private static Guid? AttemptOf(PaymentIntent intent) => Guid.TryParse(intent.Metadata.GetValueOrDefault("attempt"), out var id) ? id : null;

    private Task<HashSet<string>> KnownAsync(IReadOnlyList<PaymentIntent> page, CancellationToken cancel)
    {
        var values = new DynamicParameters();
        var ids = values.AddList("id", page.Select(one => one.Id));
        return database.ReadAsync(
            async db => (await db.QueryAsync<string>($"SELECT stripe_payment_intent_id FROM payments WHERE stripe_payment_intent_id IN {ids}", values))
                .ToHashSet(StringComparer.Ordinal),
            cancel);
    }

    /// <summary>Money that nobody could place must not stay unseen.</summary>
    private Task FileAsync(PaymentIntent intent, string amount, CancellationToken cancel) => database.WriteAsync(
        transaction => attention.FileAsync(
            transaction,
            "payment_unbooked",
            intent.Id,
            $"A payment of {amount} came in on {intent.Created:d MMMM yyyy, HH:mm} UTC for “{intent.Description}”, and the books have no place for it.",
            "It is in the Stripe balance, and in no order.",
            "Look at it in Stripe's dashboard: make an order for the buyer, or give it back there."),
        cancel);
}
