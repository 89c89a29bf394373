using Dapper;
using Till.Accounts;
using Till.Bags;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>
/// Freezes a bag into a draft and writes the attempt to pay it, with what it takes from the shelf: one draft for one version of a bag,
/// however many tabs and clicks ask for it, and never two live attempts for one draft.
/// </summary>
internal sealed class Freeze(Database database, Booking booking, TimeProvider time, Chance chance, ShopSettings settings)
{
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>The bag is not what the buyer was shown, or cannot be bought as it stands.</summary>
        /// <param name="Why">In words for the buyer.</param>
        public sealed record Changed(string Why) : Outcome;

        public sealed record NotDeliverable : Outcome;

        /// <summary>Stripe would refuse so small or so large an amount.</summary>
        public sealed record OutsideLimits(Money Total) : Outcome;

        /// <summary>Too many cards were declined from there.</summary>
        public sealed record Throttled : Outcome;

        /// <summary>This attempt is the live one. <paramref name="Fresh"/>: it was made just now.</summary>
        public sealed record Ready(Draft Draft, AttemptRow Attempt, bool Fresh) : Outcome;

        /// <summary>The draft no longer is what the shop offers; it must be retired, and its attempt closed first.</summary>
        public sealed record Stale(Draft Draft, AttemptRow? Attempt) : Outcome;

        /// <summary>The time of its attempt is up; that must be closed first. The draft stays what it is.</summary>
        public sealed record Ended(Draft Draft, AttemptRow Attempt) : Outcome;

        /// <summary>This bag was paid already; or a discount left nothing to pay, and it is paid now.</summary>
        public sealed record Paid(string OrderPath) : Outcome;
    }

    public Task<Outcome> RunAsync(PaymentRequest request, CancellationToken cancel) =>
        database.WriteAsync(transaction => RunAsync(transaction, request), cancel);

    private async Task<Outcome> RunAsync(Transaction transaction, PaymentRequest request)
    {
        var (db, now) = (transaction.Db, time.Now());
        // The bag's row is the lock that makes two clicks wait for each other.
        await db.ExecuteScalarAsync<string>($"SELECT code FROM bags WHERE id = @BagId {transaction.ForUpdate}", request);
        var person = request.Details?.Email ?? request.Email;
        var terms = new BagTerms(request.Details?.Address?.Country, person is null ? null : Email.Key(person), request.AccountId);
        var bag = await BagQuote.ReadAsync(db, request.BagId, terms, settings, now);
        if (bag is null or { Lines.Count: 0 })
        {
            // A second click, or another tab, that comes when the payment has just emptied the bag.
            return await Draft.FindPaidAsync(db, request.BagId, now - NewAttempt.PaySessionWithin) is { } paid
                ? new Outcome.Paid(paid.Path)
                : new Outcome.Changed("There is nothing in your bag.");
        }

        if (Refuse(bag, request) is { } refusal)
        {
            return refusal;
        }

        var (earlier, draft) = await Draft.FindAsync(db, bag.Contents.Bag);
        if (earlier is not null)
        {
            return new Outcome.Stale(earlier, await AttemptRow.FindLiveAsync(db, earlier.Id));
        }

        if (draft is not null && (draft.Fingerprint != Draft.FingerprintOf(bag) || draft.AccountId != request.AccountId))
        {
            return new Outcome.Stale(draft, await AttemptRow.FindLiveAsync(db, draft.Id));
        }

        // What is written of a draft goes out with its attempt. A new one has none that could be looked for.
        var (batch, fresh) = (new Batch(transaction), draft is null);
        draft ??= Draft.Write(batch, bag, request, chance, now);
        if (request.Details is { } details)
        {
            draft.NoteDetails(batch, details);
        }

        return await AttemptAsync(transaction, batch, draft, fresh, bag, request, terms.Person, now);
    }

    /// <summary>Why this bag cannot be bought as the buyer was shown it; null if it can.</summary>
    private static Outcome? Refuse(BagQuote bag, PaymentRequest request)
    {
        var total = bag.Quote.Total;
        return bag switch
        {
            _ when bag.Lines.FirstOrDefault(one => one.Line.Problem is not null) is { } bad =>
                new Outcome.Changed($"{bad.Line.Title}: {bad.Line.Problem!.Reason}"),
            { Quote.CannotDeliver: true } => new Outcome.NotDeliverable(),
            _ when request.Shown is { } shown && shown != Draft.FingerprintOf(bag) => new Outcome.Changed(
                bag.Code?.Decision is Core.Pricing.DiscountDecision.Refused refused
                    ? refused.Reason
                    : "Your bag or a price has changed since this page was opened."),
            { Delivers: true } when request.Details is not { Address: not null } => new Outcome.Changed("This needs an address to be sent to."),
            _ when total.IsZero => null,
            _ when total.Minor < total.Currency.MinimumChargeMinor || total.Minor > total.Currency.MaximumChargeMinor =>
                new Outcome.OutsideLimits(total),
            _ => null,
        };
    }

    private async Task<Outcome> AttemptAsync(
        Transaction transaction, Batch batch, Draft draft, bool fresh, BagQuote bag, PaymentRequest request, string? person, DateTimeOffset now)
    {
        if (!fresh && await AttemptRow.FindLiveAsync(transaction.Db, draft.Id) is { } live)
        {
            await batch.RunAsync();
            return live.PaidBy == request.Kind && live.ExpiresAt > now ? new Outcome.Ready(draft, live, Fresh: false) : new Outcome.Stale(draft, live);
        }

        if (await DeclineLimit.IsReachedAsync(transaction.Db, request.Remote, now))
        {
            await batch.RunAsync();
            return new Outcome.Throttled();
        }

        var number = fresh ? 1 : 1 + await transaction.Db.QuerySingleAsync<int>(
            "SELECT COALESCE(MAX(number), 0) FROM payment_attempts WHERE order_id = @Id", draft);
        var attempt = NewAttempt.Write(batch, chance, draft, number, request, now);
        await batch.RunAsync();
        if (await TakeAsync(transaction, draft, attempt, bag, person) is { } shortOf)
        {
            await transaction.Db.ExecuteAsync("DELETE FROM payment_attempts WHERE id = @Id", attempt);
            return new Outcome.Changed(shortOf);
        }

        if (attempt.PaidBy != AttemptKind.Free)
        {
            return new Outcome.Ready(draft, attempt, Fresh: true);
        }

        await booking.PayNothingAsync(transaction, draft.Id, attempt.Id);
        return new Outcome.Paid(draft.Path);
    }

    /// <returns>What could not be had, in words; null if everything was.</returns>
    private static async Task<string?> TakeAsync(Transaction transaction, Draft draft, AttemptRow attempt, BagQuote bag, string? person)
    {
        // The code first: it takes nothing from the shelf, so a refusal leaves nothing to put back.
        if (bag.Applied is { Id: { } codeId } && !await DiscountUses.TakeAsync(transaction, attempt.Id, codeId, person ?? ""))
        {
            return "The discount code has just been used up.";
        }

        var missing = await StockHolds.TakeAsync(transaction, draft.Id, attempt.Id, atLast: attempt.PaidBy != AttemptKind.Free);
        if (missing.Count == 0)
        {
            return null;
        }

        await DiscountUses.ForgetAsync(transaction, attempt.Id);
        return $"Somebody was faster: there is not enough left of {string.Join(" and ", missing)}.";
    }
}
