using Dapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using System.Security.Claims;
using Till.Storage;

namespace Till.Accounts;

/// <summary>How one signs in, and where one is signed in.</summary>
[Authorize]
public sealed class SecurityModel(IServiceProvider services) : AccountPage
{
    private readonly Database database = services.GetRequiredService<Database>();

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>Those who work in the shop may have a second factor.</summary>
    public bool WorksHere => Roles.IsOfTheOffice(User.FindFirstValue(ClaimTypes.Role));

    /// <summary>Null: the password is enough.</summary>
    public (DateTimeOffset SetAt, int CodesLeft)? Factor { get; private set; }

    internal IReadOnlyList<OpenSession> Sessions { get; private set; } = [];

    public string? Message => Done switch
    {
        "ended" => "It is signed out.",
        "removed" => "The second factor is removed. Your password is enough again.",
        _ => null,
    };

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var (id, now) = (User.AccountId()!.Value, services.GetRequiredService<TimeProvider>().Now());
        Sessions = await database.ReadAsync(db => OpenSession.ListAsync(db, id, now), cancel);
        var factor = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<FactorRow?>(
                """
                SELECT f.set_at, (SELECT COUNT(*) FROM recovery_codes c WHERE c.account_id = f.account_id) AS codes_left
                FROM second_factors f WHERE f.account_id = @id
                """,
                new { id }),
            cancel);
        Factor = factor is null ? null : (factor.SetAt, factor.CodesLeft);
    }

    public Task<IActionResult> OnPostEndAsync(Guid session, CancellationToken cancel) => EndAsync(session, cancel);

    public Task<IActionResult> OnPostEndOthersAsync(CancellationToken cancel) => EndAsync(null, cancel);

    private async Task<IActionResult> EndAsync(Guid? session, CancellationToken cancel)
    {
        var me = User.Actor();
        await database.WriteAsync(
            async transaction =>
            {
                if (await OpenSession.EndAsync(transaction, me.AccountId!.Value, session, but: User.SessionId()) > 0 && WorksHere)
                {
                    await Audit.AddAsync(
                        transaction, services.GetRequiredService<Chance>(), me, Audit.SessionEnded, $"account:{me.AccountId}", me.Name,
                        services.GetRequiredService<TimeProvider>().Now());
                }
            },
            cancel);
        return Redirect("/account/security?done=ended");
    }

    // Not filled by its constructor: SQLite tells no types of computed columns.
    private sealed record FactorRow
    {
        public DateTimeOffset SetAt { get; init; }

        public int CodesLeft { get; init; }
    }
}
