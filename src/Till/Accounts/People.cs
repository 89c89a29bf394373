using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Who works in the shop: invited, given another role, let go. There is always an owner.</summary>
internal sealed class People(Database database, TimeProvider time, Chance chance)
{
    internal enum Outcome
    {
        Done,

        /// <summary>Nobody of the shop has this id.</summary>
        NotFound,

        /// <summary>The shop would be without an owner.</summary>
        LastOwner,

        /// <summary>It is so already.</summary>
        Same,
    }

    public static async Task<IReadOnlyList<Person>> ListAsync(DbConnection db) =>
        (await db.QueryAsync<Person>($"{Person.Rows} WHERE a.role <> 'buyer' ORDER BY a.created_at, a.id")).AsList();

    public static Task<Person?> FindAsync(DbConnection db, Guid id) =>
        db.QuerySingleOrDefaultAsync<Person?>($"{Person.Rows} WHERE a.role <> 'buyer' AND a.id = @id", new { id });

    /// <summary>Invites somebody, or anew with another role; an earlier link is over then.</summary>
    /// <returns>Whether the mail is on its way; false: the address belongs to somebody who is here already.</returns>
    public Task<bool> InviteAsync(Actor by, string email, string role, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var (now, key) = (time.Now(), Email.Key(email));
            if (await AccountStore.FindAsync(transaction, key) is { } there && Roles.IsOfTheOffice(there.Role))
            {
                return false;
            }

            var id = chance.NewId(now);
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO invitations (id, email, email_key, role, invited_by, created_at, expires_at)
                VALUES (@id, @email, @key, @role, @Name, @now, @until)
                ON CONFLICT (email_key) DO UPDATE
                SET id = excluded.id, email = excluded.email, role = excluded.role, invited_by = excluded.invited_by,
                    created_at = excluded.created_at, expires_at = excluded.expires_at
                """,
                new { id, email, key, role, by.Name, now, until = now + LinkTokens.InviteWithin });
            await Outbox.AddAsync(transaction, chance.NewId(now), InvitationMails.Kind, $"invitation:{id}", new Invited(id), now);
            await Audit.AddAsync(transaction, chance, by, Audit.Invited, $"invitation:{id}", $"{email}, as {Roles.Name(role)}", now);
            return true;
        },
        cancel);

    public Task<Outcome> TakeBackAsync(Actor by, Guid invitation, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var email = await transaction.Db.QuerySingleOrDefaultAsync<string?>("DELETE FROM invitations WHERE id = @invitation RETURNING email", new { invitation });
            if (email is null)
            {
                return Outcome.NotFound;
            }

            await Audit.AddAsync(transaction, chance, by, Audit.InvitationTakenBack, $"invitation:{invitation}", email, time.Now());
            return Outcome.Done;
        },
        cancel);

    public Task<Outcome> ChangeRoleAsync(Actor by, Guid id, string role, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var (account, outcome) = await LockAsync(transaction, id, staysOwner: role == Roles.Owner);
            if (outcome != Outcome.Done || account!.Role == role)
            {
                return outcome == Outcome.Done ? Outcome.Same : outcome;
            }

            await transaction.Db.ExecuteAsync("UPDATE accounts SET role = @role WHERE id = @id", new { role, id });
            await Audit.AddAsync(
                transaction, chance, by, Audit.RoleChanged, $"account:{id}", $"{account.Email}, from {Roles.Name(account.Role)} to {Roles.Name(role)}", time.Now());
            return Outcome.Done;
        },
        cancel);

    /// <summary>The account stays, with its purchases, as any buyer's; it is signed out, and needs no code any more.</summary>
    public Task<Outcome> RemoveAsync(Actor by, Guid id, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var (account, outcome) = await LockAsync(transaction, id, staysOwner: false);
            if (outcome != Outcome.Done)
            {
                return outcome;
            }

            await transaction.Db.ExecuteAsync("UPDATE accounts SET role = @Buyer WHERE id = @id", new { Roles.Buyer, id });
            await SecondFactor.ForgetAsync(transaction, id);
            await OpenSession.EndAsync(transaction, id);
            await Audit.AddAsync(transaction, chance, by, Audit.PersonRemoved, $"account:{id}", $"{account!.Email}, was {Roles.Name(account.Role)}", time.Now());
            return Outcome.Done;
        },
        cancel);

    /// <param name="session">Null: all of them.</param>
    public Task<Outcome> SignOutAsync(Actor by, Guid id, Guid? session, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            if (await AccountStore.FindAsync(transaction, id) is not { } account || !Roles.IsOfTheOffice(account.Role))
            {
                return Outcome.NotFound;
            }

            if (await OpenSession.EndAsync(transaction, id, session) > 0)
            {
                await Audit.AddAsync(transaction, chance, by, Audit.SessionEnded, $"account:{id}", account.Email, time.Now());
            }

            return Outcome.Done;
        },
        cancel);

    /// <summary>Owners first and then the person, by whoever does it, so that no two wait for each other.</summary>
    private static async Task<(Account? Account, Outcome Outcome)> LockAsync(Transaction transaction, Guid id, bool staysOwner)
    {
        var owners = await Roles.LockOwnersAsync(transaction);
        var account = await AccountStore.FindAsync(transaction, id);
        return account is null || !Roles.IsOfTheOffice(account.Role) ? (null, Outcome.NotFound)
            : !staysOwner && owners.Count == 1 && owners[0] == id ? (account, Outcome.LastOwner)
            : (account, Outcome.Done);
    }
}

/// <summary>Somebody who works in the shop.</summary>
internal sealed record Person
{
    public const string Rows =
        """
        SELECT a.id, a.email, a.name, a.role,
               EXISTS (SELECT 1 FROM second_factors f WHERE f.account_id = a.id) AS has_factor,
               (SELECT MAX(s.seen_at) FROM sessions s WHERE s.account_id = a.id) AS seen_at
        FROM accounts a
        """;

    // Not filled by its constructor: SQLite tells no types of computed columns.
    public Guid Id { get; init; }

    public string Email { get; init; } = "";

    public string Name { get; init; } = "";

    public string Role { get; init; } = "";

    public bool HasFactor { get; init; }

    /// <summary>Null: not signed in anywhere.</summary>
    public DateTimeOffset? SeenAt { get; init; }
}
