using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Memberships;
using Till.Storage;

namespace Till.Memberships;

/// <summary>What the shop knows of a subscription before it asks.</summary>
/// <param name="Row">Null: nothing yet.</param>
internal sealed record KnownSubscription(MembershipRow? Row, IReadOnlyList<KnownSubscription.Invoice> Invoices, IReadOnlyList<KnownSubscription.Payment> Payments)
{
    public KnownMembership? Facts => Row is null
        ? null
        : new KnownMembership(Row.Record, Invoices.ToDictionary(one => one.StripeInvoiceId, one => new KnownInvoice(one.Stands, one.WithdrawnFor), StringComparer.Ordinal));

    public Invoice? Find(string stripeInvoiceId) => Invoices.FirstOrDefault(one => one.StripeInvoiceId == stripeInvoiceId);

    public static async Task<KnownSubscription> ReadAsync(DbConnection db, string subscriptionId)
    {
        var row = await MembershipRow.FindAsync(db, subscriptionId);
        return row is null
            ? new KnownSubscription(null, [], [])
            : new KnownSubscription(
                row,
                (await db.QueryAsync<Invoice>(
                    "SELECT id, stripe_invoice_id, state, withdrawn FROM membership_invoices WHERE membership_id = @Id", row)).AsList(),
                (await db.QueryAsync<Payment>(
                    """
                    SELECT p.stripe_payment_intent_id, p.role, p.amount_minor, p.fee_minor,
                           EXISTS (SELECT 1 FROM refunds r WHERE r.payment_id = p.id AND r.state IN ('requested', 'pending', 'requires_action')) AS is_returning
                    FROM payments p JOIN membership_invoices i ON i.id = p.invoice_id
                    WHERE i.membership_id = @Id
                    """,
                    row)).AsList());
    }

    internal sealed record Invoice(Guid Id, string StripeInvoiceId, string State, string? Withdrawn)
    {
        public InvoiceState Stands => Words.Parse<InvoiceState>(State);

        public InvoiceWithdrawal? WithdrawnFor => Withdrawn is null ? null : Words.Parse<InvoiceWithdrawal>(Withdrawn);
    }

    /// <param name="IsReturning">A refund of it is under way.</param>
    internal sealed record Payment(string StripePaymentIntentId, string Role, long AmountMinor, long? FeeMinor, bool IsReturning);
}
