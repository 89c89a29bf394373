using Till.Mail;
using Till.Storage;

namespace Till.Accounts;

/// <summary>The mail that asks somebody into the shop. Its link is made when it is written, so that no secret waits in the outbox.</summary>
internal sealed class InvitationMails(Database database, LinkTokens tokens, Letters letters, Mailer mailer, ShopAddress address, ShopSettings settings)
{
    public const string Kind = "mail:invitation";

    public async Task SendAsync(OutboxRow row, CancellationToken cancel)
    {
        if (await database.ReadAsync(db => Invitation.FindAsync(db, row.Read<Invited>().Id), cancel) is not { } invitation)
        {
            return; // taken back, or written anew
        }

        await mailer.SendAsync(row.Id, await letters.ActionAsync(invitation.Email, Write(invitation)), cancel);
    }

    internal ActionModel Write(Invitation invitation) =>
        new(
            settings.Name,
            "",
            $"Come and work at {settings.Name}",
            [
                $"{invitation.InvitedBy} invites you to the back office of {settings.Name}, as {Roles.Name(invitation.Role).ToLowerInvariant()}.",
                $"That means: {Roles.OfTheOffice.First(one => one.Value == invitation.Role).Does}.",
            ],
            "Accept the invitation",
            address.Absolute($"/account/invitation?token={tokens.Invite(invitation.Id)}"),
            "The link works once, for seven days. If you do not know what this is about, ignore this mail: nothing happens.") { Kind = Kind };
}
