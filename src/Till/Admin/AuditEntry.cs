using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Admin;

/// <summary>A line of the audit log.</summary>
internal sealed record AuditEntry(string Actor, string Action, string Subject, string Detail, DateTimeOffset At)
{
    public static Task<int> CountAsync(DbConnection db) => db.QuerySingleAsync<int>("SELECT COUNT(*) FROM audit");

    /// <summary>A page of them, newest first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> ListAsync(DbConnection db, int skip, int most) =>
        (await db.QueryAsync<AuditEntry>(
            "SELECT actor, action, subject, detail, at FROM audit ORDER BY at DESC, id DESC LIMIT @most OFFSET @skip", new { skip, most })).AsList();

    /// <summary>The page that tells of what it was done to; null where there is none.</summary>
    public string? Path => Subject.StartsWith("order:", StringComparison.Ordinal) ? $"/admin/orders/{Subject["order:".Length..]}" : null;

    public string What => InWords(Action);

    public static string InWords(string action) => action switch
    {
        Audit.OrderPrepared => "Began to prepare",
        Audit.OrderShipped => "Shipped",
        Audit.OrderRefunded => "Started a refund",
        Audit.OrderNoted => "Noted",
        Audit.ReceiptResent => "Sent the receipt again",
        Audit.AttentionResolved => "Resolved a case",
        _ => action,
    };
}
