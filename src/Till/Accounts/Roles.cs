using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Accounts;

/// <summary>What an account may be in the shop. What each may do is in <c>Admin/Rights</c>.</summary>
internal static class Roles
{
    public const string Buyer = Account.Buyer;

    /// <summary>Sends orders off; sees no takings and gives nothing back.</summary>
    public const string Staff = "staff";

    /// <summary>Reads orders, payments and what was taken; changes nothing.</summary>
    public const string Bookkeeper = "bookkeeper";

    public const string Owner = Account.Owner;

    /// <summary>Those who work in the shop, in the order in which one is asked to choose.</summary>
    public static readonly IReadOnlyList<(string Value, string Name, string Does)> OfTheOffice =
    [
        (Staff, "Staff", "prepares and sends orders; sees no takings, gives no money back, changes no settings"),
        (Bookkeeper, "Bookkeeper", "reads orders, payments and takings; changes nothing"),
        (Owner, "Owner", "everything"),
    ];

    public static bool IsOfTheOffice(string? role) => OfTheOffice.Any(one => one.Value == role);

    public static string Name(string role) => OfTheOffice.FirstOrDefault(one => one.Value == role).Name ?? "Customer";

    /// <summary>
    /// Locks the shop's owners until the end of the transaction, so that of two who go at the same moment the second finds that they are
    /// the last.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> LockOwnersAsync(Transaction transaction) => (await transaction.Db.QueryAsync<Guid>(
        $"SELECT id FROM accounts WHERE role = @Owner ORDER BY id {transaction.ForUpdate}", new { Owner })).AsList();

    public static Task<bool> HasOwnerAsync(DbConnection db) =>
        db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM accounts WHERE role = @Owner)", new { Owner });
}
