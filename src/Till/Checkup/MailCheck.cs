using System.Net.Sockets;
using System.Text;
using Till.Mail;

namespace Till.Checkup;

/// <summary>Whether mails can leave: the server greets, or the folder can be written.</summary>
internal sealed class MailCheck(ShopSettings settings, Mailer mailer, TimeProvider time)
{
    private const string Area = "Mail";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task<Finding> LookAsync(CancellationToken cancel) =>
        settings.Mail.SmtpHost is { } host ? GreetAsync(host, settings.Mail.SmtpPort, cancel) : Task.FromResult(Probe());

    private Finding Probe()
    {
        try
        {
            Directory.CreateDirectory(mailer.Folder);
            var probe = Path.Combine(mailer.Folder, ".writable");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return settings.Stripe.IsLive
                ? Finding.Bad(Area, $"Mails are only written into {mailer.Folder}: no buyer gets a receipt.", "Set Till__Mail__Smtp__Host and what your mail provider says beside it.")
                : Finding.Good(Area, $"Mails are written into {mailer.Folder}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(Area, $"The folder {mailer.Folder} cannot be written: {exception.Message}", "Give the shop’s user the right to write there.");
        }
    }

    /// <summary>As far as the greeting (RFC 5321, 4.3.1); whether the password is right shows with the first mail.</summary>
    private async Task<Finding> GreetAsync(string host, int port, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, either.Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            return await reader.ReadLineAsync(either.Token) is { } line && line.StartsWith("220", StringComparison.Ordinal)
                ? Finding.Good(Area, $"The mail server {host}:{port} answers.")
                : Finding.Bad(Area, $"What answers at {host}:{port} is no mail server that takes mails now.", "Check Till__Mail__Smtp__Host and __Port with your mail provider; 587 is usual.");
        }
        catch (Exception exception) when (exception is SocketException or IOException || (exception is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            var why = exception is OperationCanceledException ? "no answer in time" : exception.Message;
            return Finding.Bad(Area, $"The mail server {host}:{port} cannot be reached: {why}", "Check Till__Mail__Smtp__Host and __Port, and whether this machine may reach them.");
        }
    }
}
