using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Till.Accounts;
using Till.Storage;

namespace Till.Mail;

/// <summary>Sends letters: to an SMTP server when one is set, else into the folder <c>mail</c> of the data folder.</summary>
internal sealed class Mailer(ShopSettings settings, ShopOptions options, TimeProvider time)
{
    public string Folder { get; } = Path.Combine(options.DataFolder, "mail");

    /// <summary>Sends the letter. Sending it again under the same id replaces the file, or repeats the Message-ID.</summary>
    /// <param name="id">The outbox row's.</param>
    /// <exception cref="UndeliverableException">The address cannot be written to, now or later.</exception>
    /// <exception cref="SmtpException">The server did not take it; trying again later may help.</exception>
    public Task SendAsync(Guid id, Letter letter, CancellationToken cancel)
    {
        if (!Email.TryRead(letter.To, out var address))
        {
            throw new UndeliverableException("The address is not one that a mail can be sent to.");
        }

        var from = new MailAddress(settings.Mail.From);
        var name = from.DisplayName.Length > 0 ? from.DisplayName : settings.Name;
        var envelope = new Envelope(id, Email.Wire(from.Address), name, time.Now());
        var addressed = letter with { To = Email.Wire(address) };
        return options.MailTransport is { } transport ? transport(id, addressed, cancel)
            : settings.Mail.SmtpHost is { } host ? SubmitAsync(host, envelope, addressed, cancel)
            : PutAsync(envelope, addressed, cancel);
    }

    private async Task PutAsync(Envelope envelope, Letter letter, CancellationToken cancel)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"{envelope.Id:D}.eml");
        var draft = path + ".part";
        await using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
        {
            await file.WriteAsync(Mime.Write(envelope, letter), cancel);
            // It is about to be noted as sent, which a power cut must not undo on one side only.
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }

        // Whoever collects the files never meets half of one.
        File.Move(draft, path, overwrite: true);
    }

    private async Task SubmitAsync(string host, Envelope envelope, Letter letter, CancellationToken cancel)
    {
        using var message = Message(envelope, letter);
        using var client = new SmtpClient(host, settings.Mail.SmtpPort)
        {
            EnableSsl = settings.Mail.SmtpTls, // STARTTLS; a server that does not offer it is refused, never spoken to in clear.
            DeliveryMethod = SmtpDeliveryMethod.Network,
        };
        if (settings.Mail.SmtpUser is { } user)
        {
            client.Credentials = new NetworkCredential(user, settings.Mail.SmtpPassword);
        }

        try
        {
            await client.SendMailAsync(message, cancel);
        }
        catch (SmtpFailedRecipientException exception) when (exception.StatusCode == SmtpStatusCode.MailboxUnavailable)
        {
            // 550, a permanent answer (RFC 5321, 4.2.1). Mailboxes that are full or slow have others and are tried again.
            throw new UndeliverableException("The mail server says that there is no such mailbox.");
        }
    }

    private static MailMessage Message(Envelope envelope, Letter letter)
    {
        var message = new MailMessage
        {
            From = new MailAddress(envelope.FromAddress, Mime.OneLine(envelope.FromName), Encoding.UTF8),
            Subject = Mime.OneLine(letter.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(new MailAddress(letter.To, Mime.OneLine(letter.ToName), Encoding.UTF8));
        message.Headers.Add("Message-ID", envelope.MessageId);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(letter.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(letter.Html, MediaTypeNames.Text.Html));
        return message;
    }

    private static AlternateView View(string content, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(content.ReplaceLineEndings("\r\n"), Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.QuotedPrintable;
        return view;
    }
}

/// <summary>A letter that no later try can send.</summary>
internal sealed class UndeliverableException(string message) : Exception(message);
