using System.Net.Mail;
using Till.Mail;

namespace Till.Rehearsal;

/// <summary>Takes the shop's mails, and remembers them.</summary>
internal sealed class PostOffice(World world)
{
    /// <summary>By id, which is the same when a mail is sent again.</summary>
    public Dictionary<Guid, Letter> Letters { get; } = [];

    public Task TakeAsync(Guid id, Letter letter, CancellationToken cancel)
    {
        if (world.Weather.MailIsAway || world.Choices.Sometimes(world.Weather.LostMails))
        {
            world.Count(Thrown.LostMails);
            throw new SmtpException(SmtpStatusCode.ServiceNotAvailable, "Try again later.");
        }

        Letters[id] = letter;
        // It was taken, and the shop may never hear of it.
        return world.Choices.Sometimes(world.Weather.LostMails) ? throw new SmtpException(SmtpStatusCode.GeneralFailure, "The connection was lost.") : Task.CompletedTask;
    }
}
