using System.Text.Json;
using Dapper;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Disputes;

/// <summary>An answer that was decided here and that Stripe is to be sent.</summary>
internal sealed record DisputeAnswer(Guid DisputeId, DateTimeOffset SubmittedAt);

/// <summary>
/// What the shop says to the bank: kept here as often as it is changed, and sent once. It is written down, with the moment that makes its
/// key, before Stripe hears of it; the outbox carries it out, and so may whoever does not want to wait.
/// </summary>
internal sealed class AnswerDispute(
    Database database, StripeClient stripe, SettlePayment settle, Attention attention, TimeProvider time, Chance chance)
{
    internal enum Outcome
    {
        Done,
        NotFound,

        /// <summary>The bank waits for no answer: it has one, it is over, or the time is up.</summary>
        TooLate,

        /// <summary>Kept here; Stripe did not answer.</summary>
        StripeLater,

        /// <summary>Stripe did not take it; what it said is kept with the answer.</summary>
        Refused,
    }

    /// <summary>
    /// Keeps a draft, here alone: Stripe can be told of a draft too, but cannot be made to forget a field of it, so that what was thought
    /// better of would go to the bank all the same.
    /// </summary>
    public Task<Outcome> SaveAsync(Guid disputeId, Evidence evidence, Actor by, CancellationToken cancel) => database.WriteAsync(
        transaction => KeepAsync(transaction, disputeId, evidence, by, time.Now(), submit: false), cancel);

    public async Task<Outcome> RunAsync(Guid disputeId, Evidence evidence, Actor by, CancellationToken cancel)
    {
        var now = time.Now();
        var outcome = await database.WriteAsync(transaction => KeepAsync(transaction, disputeId, evidence, by, now, submit: true), cancel);
        if (outcome != Outcome.Done)
        {
            return outcome;
        }

        try
        {
            await CarryOutAsync(new DisputeAnswer(disputeId, now), CancellationToken.None);
        }
        catch (StripeException)
        {
            return Outcome.StripeLater;
        }

        var after = await database.ReadAsync(db => DisputeCase.FindAsync(db, disputeId), cancel);
        return after!.Refused is null ? Outcome.Done : Outcome.Refused;
    }

    /// <summary>Sends what was decided, under its own key, so that the bank gets it once.</summary>
    /// <exception cref="StripeException">Stripe could not be asked; it is to be tried again.</exception>
    public async Task CarryOutAsync(DisputeAnswer answer, CancellationToken cancel)
    {
        var dispute = await database.ReadAsync(db => DisputeCase.FindAsync(db, answer.DisputeId), cancel);
        if (dispute is not { IsOnItsWay: true } || dispute.SubmittedAt != answer.SubmittedAt)
        {
            return; // the bank has it, or Stripe would not take it, or it was decided anew
        }

        try
        {
            await stripe.Disputes.UpdateAsync(
                dispute.StripeDisputeId, new DisputeUpdateOptions { Evidence = dispute.Written!.ForStripe(), Submit = true },
                new IdempotencyKey($"dispute-{dispute.Id}-answer-{answer.SubmittedAt.UtcTicks}"), CancellationToken.None);
        }
        catch (StripeInvalidRequestException refused)
        {
            await RefuseAsync(dispute, refused);
        }

        await settle.RunAsync(dispute.StripePaymentIntentId, new StripeHint(PaymentIntentId: dispute.StripePaymentIntentId, IsDispute: true), cancel);
    }

    private async Task<Outcome> KeepAsync(
        Transaction transaction, Guid disputeId, Evidence evidence, Actor by, DateTimeOffset now, bool submit)
    {
        if (await DisputeCase.LockAsync(transaction, disputeId) is not { } dispute)
        {
            return Outcome.NotFound;
        }

        if (!dispute.CanAnswer(now))
        {
            return Outcome.TooLate;
        }

        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO dispute_answers (dispute_id, evidence, saved_by, saved_at, submitted_at) VALUES (@disputeId, @json, @Name, @now, @submittedAt)
            ON CONFLICT (dispute_id) DO UPDATE
            SET evidence = excluded.evidence, saved_by = excluded.saved_by, saved_at = excluded.saved_at, submitted_at = excluded.submitted_at, refused = NULL
            """,
            new { disputeId, json = JsonSerializer.Serialize(evidence.Texts), by.Name, now, submittedAt = submit ? now : (DateTimeOffset?)null });
        await Audit.AddAsync(
            transaction, chance, by, submit ? Audit.DisputeAnswered : Audit.DisputeDrafted, $"dispute:{disputeId}",
            $"{dispute.Amount} of {dispute.About}, {dispute.Row.Because}", now);
        if (submit)
        {
            await Outbox.AddAsync(
                transaction, chance.NewId(now), OutboxKinds.DisputeAnswer, $"dispute:{disputeId}:{now.UtcTicks}", new DisputeAnswer(disputeId, now), now);
        }

        return Outcome.Done;
    }

    private Task RefuseAsync(DisputeCase dispute, StripeInvalidRequestException refused) => database.WriteAsync(
        async transaction =>
        {
            await transaction.Db.ExecuteAsync(
                "UPDATE dispute_answers SET submitted_at = NULL, refused = @Message WHERE dispute_id = @Id", new { dispute.Id, refused.Message });
            await attention.FileAsync(
                transaction,
                "refused_answer",
                dispute.StripeDisputeId,
                $"Stripe did not take the answer to a dispute of {dispute.Amount}: {refused.Message}",
                "The answer is kept under Disputes, and was not sent.",
                "Look at the dispute in Stripe's dashboard; if the bank still waits, answer it there or here.");
        },
        CancellationToken.None);
}
