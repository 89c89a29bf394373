using Dapper;
using Till.Bags;
using Till.Core;
using Till.Core.Pricing;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>
/// Somebody of the shop puts an order together for a buyer, who pays it by a link. It is a draft as any other: frozen at what it costs
/// today, paid through one attempt after another, and once.
/// </summary>
internal sealed class MakeOrder(Database database, ShopSettings settings, TimeProvider time, Chance chance)
{
    /// <summary>More than fit on a page that people look through.</summary>
    public const int MostLines = 50;

    /// <param name="Within">How long the link holds.</param>
    /// <param name="Word">To the buyer, in the mail; may be empty.</param>
    internal sealed record Wish(
        IReadOnlyList<(Guid VariantId, int Quantity)> Things, Discount? Discount, CheckoutDetails Details, TimeSpan Within, string Word);

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Made(Guid OrderId) : Outcome;

        /// <summary>One of the things cannot be sold, or not so many of it.</summary>
        public sealed record Wrong(Guid VariantId, string Why) : Outcome;

        public sealed record NotDeliverable : Outcome;

        /// <summary>Stripe would refuse so small or so large an amount.</summary>
        public sealed record OutsideLimits(Money Total) : Outcome;
    }

    /// <summary>What it would cost now.</summary>
    public Task<BagQuote> QuoteAsync(IReadOnlyList<(Guid VariantId, int Quantity)> things, Discount? discount, string? country, CancellationToken cancel) =>
        database.ReadAsync(db => BagQuote.OfAsync(db, Guid.Empty, things, discount, country, settings, time.Now()), cancel);

    public Task<Outcome> RunAsync(Wish wish, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            var quote = await BagQuote.OfAsync(
                transaction.Db, chance.NewId(now), wish.Things, wish.Discount, wish.Details.Address?.Country, settings, now);
            if (Refuse(quote) is { } refusal)
            {
                return refusal;
            }

            var request = new PaymentRequest(quote.Contents.Bag.Id, AttemptKind.Session, null, wish.Details, null, wish.Details.Email, "", "");
            var batch = new Batch(transaction);
            var draft = Draft.Write(batch, quote, request, chance, now);
            draft.NoteDetails(batch, wish.Details);
            var until = now + wish.Within;
            batch.Add("UPDATE orders SET pay_until = @until WHERE id = @Id", new { until, draft.Id });
            Outbox.Add(batch, chance.NewId(now), OutboxKinds.PaymentLink, $"order:{draft.Id}", new PaymentLinkMail(draft.Id, wish.Word), now);
            await batch.RunAsync();
            await Audit.AddAsync(
                transaction, chance, by, Audit.OrderMade, $"order:{draft.Id}", $"{draft.Description}: {draft.Total}, until {until:d MMMM yyyy, HH:mm} UTC", now);
            return new Outcome.Made(draft.Id);
        },
        cancel);

    /// <summary>Why an order of these cannot be made; null if it can.</summary>
    public static Outcome? Refuse(BagQuote quote)
    {
        var total = quote.Quote.Total;
        return quote.Lines.FirstOrDefault(one => one.Line.Problem is not null)?.Line is { } bad ? new Outcome.Wrong(bad.VariantId, bad.Problem!.Reason)
            : quote.Quote.CannotDeliver ? new Outcome.NotDeliverable()
            : !total.IsZero && (total.Minor < total.Currency.MinimumChargeMinor || total.Minor > total.Currency.MaximumChargeMinor) ? new Outcome.OutsideLimits(total)
            : null;
    }
}
