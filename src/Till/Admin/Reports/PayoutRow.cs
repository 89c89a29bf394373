using System.Data.Common;
using Dapper;
using Till.Core;

namespace Till.Admin.Reports;

/// <summary>A payout as the shop keeps it, with what its bookings come to.</summary>
internal sealed record PayoutRow(
    Guid Id, string StripePayoutId, string Status, bool Automatic, string Currency, long AmountMinor, string? Failure, DateTimeOffset CreatedAt,
    DateTimeOffset ArrivesAt, DateTimeOffset? ReadAt, long Bookings, long GrossMinor, long FeeMinor, long NetMinor, long Loose, long LooseMinor)
{
    private const string Columns =
        """
        id, stripe_payout_id, status, automatic, currency, amount_minor, failure, created_at, arrives_at, read_at, bookings,
        gross_minor, fee_minor, net_minor, loose, loose_minor
        """;

    public Money Amount => In(AmountMinor);

    public bool IsRead => ReadAt is not null;

    /// <summary>Whether the books have to the last cent what it is made of; null where that cannot be told.</summary>
    public bool? Ties => IsRead ? Loose == 0 && NetMinor == AmountMinor : null;

    public string Stands => Status switch
    {
        "paid" => "arrived",
        "failed" => "sent back",
        "canceled" => "called off",
        _ => "on its way",
    };

    public string Tone => Status switch { "paid" => "good", "failed" => "bad", "canceled" => "", _ => "warn" };

    /// <summary>How it goes with the books.</summary>
    public string Books => this switch
    {
        { Automatic: false } => "made by hand",
        { IsRead: false } => "not told yet",
        { Loose: > 0 } => $"{Loose} {(Loose == 1 ? "does" : "do")} not tie, {In(LooseMinor)}",
        _ when NetMinor != AmountMinor => $"{In(AmountMinor - NetMinor)} apart",
        _ => "ties",
    };

    public Money In(long minor) => new(minor, Core.Currency.Parse(Currency));

    public static Task<PayoutRow?> FindAsync(DbConnection db, Guid id) =>
        db.QuerySingleOrDefaultAsync<PayoutRow?>($"SELECT {Columns} FROM payouts WHERE id = @id", new { id });

    /// <summary>Of a period, the newest first.</summary>
    public static async Task<IReadOnlyList<PayoutRow>> ListAsync(DbConnection db, ReportPeriod period) => (await db.QueryAsync<PayoutRow>(
        $"SELECT {Columns} FROM payouts WHERE created_at >= @From AND created_at < @To ORDER BY created_at DESC, id DESC", period)).AsList();
}

/// <summary>One of Stripe's balance transactions that a payout is made of, with the order or invoice that it belongs to.</summary>
/// <param name="OrderNumber">Null of an order that was never paid: its payment is held.</param>
/// <param name="BookedMinor">What the books have for it; null: nothing.</param>
internal sealed record PayoutBooking(
    Guid Id, string StripeTransactionId, string Type, string? Source, string Description, string Currency, long GrossMinor, long FeeMinor, long NetMinor,
    DateTimeOffset At, string Tie, string? Payment, Guid? OrderId, string? Invoice, Guid? AccountId,
    long? OrderNumber, long? BookedMinor)
{
    private const string Columns =
        """
        b.id, b.stripe_transaction_id, b.type, b.source, b.description, b.currency, b.gross_minor, b.fee_minor, b.net_minor, b.at, b.tie,
        p.stripe_payment_intent_id AS payment, p.order_id, i.number AS invoice, m.account_id, o.number AS order_number, b.booked_minor
        """;

    private const string From =
        """
        FROM payout_bookings b LEFT JOIN payments p ON p.id = b.payment_id LEFT JOIN orders o ON o.id = p.order_id
        LEFT JOIN membership_invoices i ON i.id = p.invoice_id LEFT JOIN memberships m ON m.id = i.membership_id
        """;

    private const string Apart = "b.tie IN ('differs', 'unknown')";

    public bool IsApart => Tie is "differs" or "unknown";

    public string What => InWords(Type, Source);

    public string Books => Tie switch
    {
        "tied" => "ties",
        "own" => "Stripe’s own",
        "differs" => BookedMinor is { } booked ? $"the books have {In(booked)}" : "not in the books",
        _ => "of nothing in this shop",
    };

    public Money In(long minor) => new(minor, Core.Currency.Parse(Currency));

    public static string InWords(string type, string? source) => type switch
    {
        "charge" or "payment" => "Payment",
        "refund" or "payment_refund" => "Refund",
        "refund_failure" or "payment_failure_refund" => "Failed refund",
        "adjustment" when source is not null && (source.StartsWith("dp_", StringComparison.Ordinal) || source.StartsWith("du_", StringComparison.Ordinal)) => "Dispute",
        "stripe_fee" => "Fee of Stripe’s",
        "payout" => "Paid out",
        "payout_failure" => "Payout sent back",
        "payout_cancel" => "Payout called off",
        _ => string.Concat(type[..Math.Min(1, type.Length)].ToUpperInvariant(), type.AsSpan(Math.Min(1, type.Length))).Replace('_', ' '),
    };

    public static Task<int> CountAsync(DbConnection db, Guid payoutId, bool apart) => db.QuerySingleAsync<int>(
        $"SELECT COUNT(*) FROM payout_bookings b WHERE b.payout_id = @payoutId{(apart ? $" AND {Apart}" : "")}", new { payoutId });

    /// <summary>A page of them, in the order in which they happened.</summary>
    public static async Task<IReadOnlyList<PayoutBooking>> ListAsync(DbConnection db, Guid payoutId, bool apart, int skip, int most) => (await db.QueryAsync<PayoutBooking>(
        $"SELECT {Columns} {From} WHERE b.payout_id = @payoutId{(apart ? $" AND {Apart}" : "")} ORDER BY b.at, b.id LIMIT @most OFFSET @skip",
        new { payoutId, skip, most })).AsList();

    /// <summary>Those that come after another one.</summary>
    public static async Task<IReadOnlyList<PayoutBooking>> AfterAsync(DbConnection db, Guid payoutId, PayoutBooking? last, int most) => (await db.QueryAsync<PayoutBooking>(
        $"SELECT {Columns} {From} WHERE b.payout_id = @payoutId{(last is null ? "" : " AND (b.at, b.id) > (@At, @Id)")} ORDER BY b.at, b.id LIMIT @most",
        new { payoutId, At = last?.At ?? default, Id = last?.Id ?? default, most })).AsList();
}

/// <summary>What a payout is made of, kind by kind; its own booking is not among it.</summary>
internal sealed record PayoutPart
{
    public string Type { get; init; } = "";

    /// <summary>One of them: by how it begins, disputes are told from other adjustments.</summary>
    public string? Source { get; init; }

    public long Bookings { get; init; }

    public long GrossMinor { get; init; }

    public long FeeMinor { get; init; }

    public long NetMinor { get; init; }

    public string What => PayoutBooking.InWords(Type, Source);

    public static async Task<IReadOnlyList<PayoutPart>> ListAsync(DbConnection db, PayoutRow payout) => (await db.QueryAsync<PayoutPart>(
        """
        SELECT type, MAX(source) AS source, COUNT(*) AS bookings, CAST(SUM(gross_minor) AS bigint) AS gross_minor,
               CAST(SUM(fee_minor) AS bigint) AS fee_minor, CAST(SUM(net_minor) AS bigint) AS net_minor
        FROM payout_bookings
        WHERE payout_id = @Id AND (type <> 'payout' OR source IS NULL OR source <> @StripePayoutId)
        GROUP BY type, substr(COALESCE(source, ''), 1, 3) ORDER BY type
        """,
        payout)).AsList();
}
