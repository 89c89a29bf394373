using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Memberships;
using Till.Mail;
using Till.Storage;

namespace Till.Memberships;

/// <summary>
/// Mails about a membership, written when they are sent: what has changed meanwhile is true in them, and one that is no longer true is not sent.
/// </summary>
internal sealed class MembershipMails(Database database, Letters letters, Mailer mailer, ShopAddress address, ShopSettings settings, TimeProvider time)
{
    private const string Mine = "/account/membership";

    public async Task SendAsync(OutboxRow row, CancellationToken cancel)
    {
        var about = row.Read<MembershipMail>();
        var facts = await database.ReadAsync(db => FindAsync(db, about), cancel);
        if (facts is not null && Write(row.Kind, facts) is { } model)
        {
            await mailer.SendAsync(row.Id, await letters.MembershipAsync(facts.Email, model), cancel);
        }
    }

    /// <returns>Null where there is nothing to say any more.</returns>
    internal MembershipModel? Write(string kind, Facts facts) => Say(kind, facts) is { } model
        ? model with { Kind = kind, Plan = facts.Row.Plan, Price = $"{facts.Row.Price}" }
        : null;

    private MembershipModel? Say(string kind, Facts facts) => kind switch
    {
        MembershipOutbox.Welcome => Welcome(facts),
        MembershipOutbox.TrialEnding => TrialEnding(facts),
        MembershipOutbox.RenewalReceipt => facts.Invoice is { State: "paid" } invoice ? Receipt(facts, invoice) : null,
        MembershipOutbox.RenewalFailed => facts.Invoice is { State: "open" } invoice ? Failed(facts, invoice) : null,
        MembershipOutbox.AuthenticationNeeded => facts.Invoice is { State: "open" } invoice ? Authenticate(facts, invoice) : null,
        MembershipOutbox.Cancelled => facts.Row.CancelAt is not null ? Cancelled(facts) : null,
        MembershipOutbox.Ended => Ended(facts),
        MembershipOutbox.Refunded => facts.Invoice is { } invoice ? Refunded(facts, invoice) : null,
        _ => throw new InvalidOperationException($"“{kind}” is no mail about a membership."),
    };

    private MembershipModel? Welcome(Facts facts) => !facts.Access.IsIn ? null : Letter(
        facts,
        $"Welcome to {facts.Row.Plan}",
        facts.Access.State == AccessState.Trial
            ? [$"You are in, and it is free until {Day(facts.Row.TrialEndsAt)}. Then {facts.Row.Price} a {facts.Row.Interval} is due; cancel before, and nothing is charged."]
            : [$"You are in, and paid until {Day(facts.Access.Until)}. It renews by itself, for {facts.Row.Price} a {facts.Row.Interval}, until you cancel."],
        "See what is yours",
        address.Absolute(Mine)) with
    {
        Rows = facts.Invoice is { TotalMinor: > 0 } paid ? [(paid.Number is { } number ? $"Invoice {number}" : "First payment", $"{paid.Total}")] : [],
        Links = Pdf(facts.Invoice),
        Closing = "Everything about it is on that page: the plan, the card, the invoices, and how to leave.",
    };

    /// <summary>Who has cancelled, or paid already, need not hear it.</summary>
    private MembershipModel? TrialEnding(Facts facts) => facts.Row is not { At: SubscriptionStatus.Trialing, CancelAt: null } ? null : Letter(
        facts,
        $"Your free days of {facts.Row.Plan} end on {Day(facts.Row.TrialEndsAt)}",
        [
            facts.Row.CardLast4 is { } last4
                ? $"On that day {facts.Row.Price} is charged to your card ending in {last4}, and each {facts.Row.Interval} from then on."
                : $"On that day {facts.Row.Price} is due. There is no card to pay with yet: add one, or the membership ends.",
            "If it is not for you, cancel before then, and nothing is charged.",
        ],
        "Open your membership",
        address.Absolute(Mine));

    private MembershipModel Receipt(Facts facts, InvoiceRow invoice) => Letter(
        facts,
        $"Receipt for {facts.Row.Plan}",
        [$"Your payment has arrived: thank you. You are in until {Day(invoice.PeriodEndsAt)}."],
        "Open your membership",
        address.Absolute(Mine)) with
    {
        Rows = Rows(facts, invoice),
        Total = Exact(invoice.Paid),
        Links = Pdf(invoice),
    };

    private MembershipModel Failed(Facts facts, InvoiceRow invoice) => Letter(
        facts,
        $"The payment for {facts.Row.Plan} failed",
        [
            $"We could not charge {invoice.Total} to your card{(facts.Row.CardLast4 is { } last4 ? $" ending in {last4}" : "")}.",
            facts.Access.IsIn
                ? $"You are still in until {Day(facts.Access.Until)}. It is tried again by itself; with another card it goes through at once."
                : "With another card your membership goes on.",
        ],
        "Put it right",
        address.Absolute(Mine));

    private MembershipModel Authenticate(Facts facts, InvoiceRow invoice) => Letter(
        facts,
        $"Your bank asks you to confirm the payment for {facts.Row.Plan}",
        [
            $"{invoice.Total} is due, and your bank wants to hear from you that it is right. It takes a minute on Stripe’s page.",
            facts.Access.IsIn ? $"You are in until {Day(facts.Access.Until)} meanwhile." : "Then your membership goes on.",
        ],
        "Confirm the payment",
        invoice.PageUrl ?? address.Absolute(Mine)) with
    {
        Links = invoice.PageUrl is null ? [] : [("Your membership", address.Absolute(Mine))],
    };

    private MembershipModel Cancelled(Facts facts) => Letter(
        facts,
        $"You have cancelled {facts.Row.Plan}",
        [
            $"You stay in until {Day(facts.Access.Until ?? facts.Row.CancelAt)}, and nothing more is charged.",
            "If you think better of it until then, one click takes it back.",
        ],
        "Open your membership",
        address.Absolute(Mine));

    /// <summary>Who has joined again since is in, and need not hear of the last time.</summary>
    private MembershipModel? Ended(Facts facts) => facts.Access.IsIn || facts.IsMemberAgain ? null : Letter(
        facts,
        $"Your membership of {facts.Row.Plan} has ended",
        [
            facts.Access.Ended is { } reason ? $"It has ended because {MemberWords.Reason(reason)}. Nothing more is charged." : "It has ended. Nothing more is charged.",
            "What you bought and downloaded stays yours. You can join again whenever you like.",
        ],
        "See the plans",
        address.Absolute("/membership"));

    private MembershipModel Refunded(Facts facts, InvoiceRow invoice) => Letter(
        facts,
        $"{invoice.Refunded} is on its way back",
        [
            $"We have refunded {invoice.Refunded} of {invoice.Paid} that you paid for {facts.Row.Plan} to the card or account that paid. Banks take five to ten days to show it.",
            facts.Access.IsIn ? $"You are in until {Day(facts.Access.Until)}." : "The membership is over with it.",
        ],
        "Open your membership",
        address.Absolute(Mine));

    private MembershipModel Letter(Facts facts, string title, IReadOnlyList<string> paragraphs, string button, string url) =>
        new(settings.Name, facts.Name, title, paragraphs, [], null, "Paid", button, url, null, []);

    private static List<(string Name, string Amount)> Rows(Facts facts, InvoiceRow invoice)
    {
        var rows = new List<(string, string)>
        {
            ($"{facts.Row.Plan}, {Day(invoice.PeriodStartsAt)} to {Day(invoice.PeriodEndsAt)}", invoice.In(invoice.SubtotalMinor).ToString()),
        };
        if (invoice.DiscountMinor > 0)
        {
            rows.Add(("Discount", invoice.In(-invoice.DiscountMinor).ToString()));
        }

        if (invoice.TaxMinor > 0)
        {
            rows.Add(("Tax", invoice.In(invoice.TaxMinor).ToString()));
        }

        return rows;
    }

    private static IReadOnlyList<(string Name, string Url)> Pdf(InvoiceRow? invoice) => invoice?.PdfUrl is { } pdf ? [("The invoice as PDF", pdf)] : [];

    /// <summary>An amount whose currency cannot be mistaken.</summary>
    private static string Exact(Money amount) => $"{amount} {amount.Currency.Code.ToUpperInvariant()}";

    private static string Day(DateTimeOffset? at) => MemberWords.Day(at);

    /// <returns>Null where the account is gone, or the membership is no member's.</returns>
    private async Task<Facts?> FindAsync(DbConnection db, MembershipMail about)
    {
        var row = await db.QuerySingleOrDefaultAsync<MembershipRow?>(
            $"SELECT {MembershipRow.Columns} FROM memberships m WHERE m.id = @MembershipId", about);
        if (row?.AccountId is not { } accountId)
        {
            return null;
        }

        var (email, name) = await db.QuerySingleAsync<(string, string)>("SELECT email, name FROM accounts WHERE id = @accountId", new { accountId });
        var invoice = about.InvoiceId is null ? null : await db.QuerySingleOrDefaultAsync<InvoiceRow?>(
            """
            SELECT i.number, i.state, i.currency, i.subtotal_minor, i.discount_minor, i.tax_minor, i.total_minor, i.paid_minor, i.period_starts_at,
                   i.period_ends_at, i.page_url, i.pdf_url,
                   (SELECT CAST(COALESCE(SUM(r.amount_minor), 0) AS bigint) FROM refunds r JOIN payments p ON p.id = r.payment_id
                    WHERE p.invoice_id = i.id AND r.state NOT IN ('failed', 'canceled')) AS refunded_minor
            FROM membership_invoices i WHERE i.id = @InvoiceId
            """,
            about);
        var now = time.Now();
        var current = await MembershipRow.FindAsync(db, accountId, settings.Access, now);
        var isMemberAgain = current is not null && current.Id != row.Id && Access.Decide(current.Facts, settings.Access, now).IsIn;
        return new Facts(row, Access.Decide(row.Facts, settings.Access, now), email, name, invoice, isMemberAgain);
    }

    /// <param name="IsMemberAgain">By another subscription, since.</param>
    internal sealed record Facts(MembershipRow Row, Access Access, string Email, string Name, InvoiceRow? Invoice, bool IsMemberAgain);

    internal sealed record InvoiceRow(
        string? Number, string State, string Currency, long SubtotalMinor, long DiscountMinor, long TaxMinor, long TotalMinor, long PaidMinor,
        DateTimeOffset PeriodStartsAt, DateTimeOffset PeriodEndsAt, string? PageUrl, string? PdfUrl, long RefundedMinor)
    {
        public Money Total => In(TotalMinor);

        public Money Paid => In(PaidMinor);

        public Money Refunded => In(RefundedMinor);

        public Money In(long minor) => new(minor, Core.Currency.Parse(Currency));
    }
}
