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
        var unbooked = new List<(PaymentIntent Intent, Whose Whose)>();
        var pages = gently.PagesAsync(after => stripe.PaymentIntents.ListAsync(Ask(created, lost, after), cancel), cancel);
        await foreach (var page in pages)
        {
            var known = await KnownAsync(page, cancel);
            walked += new Walked(page.Count, page.Count(intent => intent.Status != PaymentIntentStatuses.Succeeded && AttemptOf(intent) is null), 0);
            foreach (var intent in page.Where(one => one.Status == PaymentIntentStatuses.Succeeded && !known.Contains(one.Id)))
            {
                // Told apart at once: of an account that others share there may be any number.
                if (await WhoseAsync(intent, lost, cancel) is var whose and not Whose.Others)
                {
                    unbooked.Add((intent, whose));
                }
                else
                {
                    walked += new Walked(0, 1, 0);
                }
            }
        }

        // So that orders get their numbers in the order in which they were paid. Stripe's times are seconds, and its lists newest first.
        foreach (var (intent, whose) in Enumerable.Reverse(unbooked).OrderBy(one => one.Intent.LatestCharge.Object?.Created ?? one.Intent.Created).ThenBy(one => one.Intent.Created))
        {
            walked += await HealAsync(intent, whose, found, cancel);
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

    private async Task<Whose> WhoseAsync(PaymentIntent intent, LostTime? lost, CancellationToken cancel) =>
        AttemptOf(intent) is { } attemptId && await database.ReadAsync(db => AttemptRow.FindAsync(db, attemptId), cancel) is not null ? Whose.AnOrders
        : AttemptOf(intent) is not null && lost?.Contains(intent.Created) == true ? Whose.ALostOrders
        : await gently.AskAsync(() => memberships.IsOursAsync(intent, cancel), cancel) ? Whose.AMembers
        : Whose.Others;

    private async Task<Walked> HealAsync(PaymentIntent intent, Whose whose, Func<Difference, bool> found, CancellationToken cancel)
    {
        var amount = Difference.Amount(intent.AmountReceived, intent.Currency);
        var why = whose == Whose.ALostOrders ? ": its order was made after the backup" : "";
        if (!found(new Difference("payment", intent.Id, intent.Created, $"{amount} was paid and is not in the books{why}.")))
        {
            return new Walked(0, 0, 0);
        }

        switch (whose)
        {
            case Whose.AnOrders:
                await gently.AskAsync(() => settle.RunAsync(AttemptOf(intent)!.Value, new StripeHint(PaymentIntentId: intent.Id), cancel), cancel);
                break;
            case Whose.ALostOrders:
                await remake.RunAsync(intent, cancel);
                break;
            default:
                await gently.AskAsync(() => memberships.SettlePaymentAsync(intent, cancel), cancel);
                break;
        }

        var booked = await database.ReadAsync(db => PaymentRow.FindAsync(db, intent.Id), cancel) is not null;
        if (!booked)
        {
            await FileAsync(intent, amount, cancel);
        }

        return new Walked(0, 0, whose == Whose.ALostOrders && booked ? 1 : 0);
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

    private enum Whose
    {
        Others,
        AnOrders,

        /// <summary>Of one that was lost with the time before a restoring.</summary>
        ALostOrders,

        /// <summary>An invoice's.</summary>
        AMembers,
    }
}
