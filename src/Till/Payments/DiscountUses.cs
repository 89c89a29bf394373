using Dapper;
using Till.Storage;

namespace Till.Payments;

/// <summary>
/// The use of a discount code by an attempt to pay, in the states of a stock hold: a limited code is taken while the attempt can be
/// paid, so that it is not used more often than it may be, however many pay at once.
/// </summary>
internal static class DiscountUses
{
    /// <param name="person">The buyer's e-mail in one case.</param>
    /// <returns>Whether the code's limits let this person use it once more.</returns>
    public static async Task<bool> TakeAsync(Transaction transaction, Guid attemptId, Guid codeId, string person)
    {
        // The code's row is the lock; an unlimited one is locked all the same, for its count.
        var code = await transaction.Db.QuerySingleOrDefaultAsync<Code?>(
            $"SELECT used, limit_total, limit_per_person, first_order_only FROM discount_codes WHERE id = @codeId {transaction.ForUpdate}", new { codeId });
        if (code is null || code.Used >= code.LimitTotal)
        {
            return false;
        }

        if ((code.FirstOrderOnly ? 1 : code.LimitPerPerson) is { } limit && limit <= await CountAsync(transaction, codeId, person))
        {
            return false;
        }

        await CountOnAsync(transaction, codeId, 1);
        await transaction.Db.ExecuteAsync(
            "INSERT INTO discount_uses (attempt_id, code_id, person, state) VALUES (@attemptId, @codeId, @person, 'held')",
            new { attemptId, codeId, person });
        return true;
    }

    public static async Task ReturnAsync(Transaction transaction, Guid attemptId)
    {
        if (await MoveAsync(transaction, attemptId, "held", "returned") is { } codeId)
        {
            await CountOnAsync(transaction, codeId, -1);
        }
    }

    /// <summary>As if it had never been taken, for an attempt that comes to nothing before it is written.</summary>
    public static async Task ForgetAsync(Transaction transaction, Guid attemptId)
    {
        await ReturnAsync(transaction, attemptId);
        await transaction.Db.ExecuteAsync("DELETE FROM discount_uses WHERE attempt_id = @attemptId", new { attemptId });
    }

    /// <summary>
    /// Redeems the code with the payment. One that had been returned is counted again: what was agreed and paid stands, even if it
    /// passes the limit.
    /// </summary>
    /// <returns>Whether a limit was passed.</returns>
    public static async Task<bool> RedeemAsync(Transaction transaction, Guid attemptId)
    {
        if (await MoveAsync(transaction, attemptId, "held", "redeemed") is not null
            || await MoveAsync(transaction, attemptId, "returned", "redeemed") is not { } codeId)
        {
            return false;
        }

        await CountOnAsync(transaction, codeId, 1);
        return await transaction.Db.QuerySingleAsync<bool>(
            "SELECT COALESCE(used > limit_total, @no) FROM discount_codes WHERE id = @codeId", new { codeId, no = false });
    }

    private static Task<long> CountAsync(Transaction transaction, Guid codeId, string person) => transaction.Db.QuerySingleAsync<long>(
        "SELECT COUNT(*) FROM discount_uses WHERE code_id = @codeId AND person = @person AND state IN ('held', 'redeemed')",
        new { codeId, person });

    private static Task<Guid?> MoveAsync(Transaction transaction, Guid attemptId, string from, string to) =>
        transaction.Db.QuerySingleOrDefaultAsync<Guid?>(
            "UPDATE discount_uses SET state = @to WHERE attempt_id = @attemptId AND state = @from RETURNING code_id", new { attemptId, from, to });

    private static Task CountOnAsync(Transaction transaction, Guid codeId, int change) => transaction.Db.ExecuteAsync(
        "UPDATE discount_codes SET used = used + @change WHERE id = @codeId", new { codeId, change });

    private sealed record Code(int Used, int? LimitTotal, int? LimitPerPerson, bool FirstOrderOnly);
}
