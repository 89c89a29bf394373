namespace Till.Mail;

/// <summary>A mail, ready to be sent to one person.</summary>
/// <param name="ToName">How the addressee calls themself; empty when unknown.</param>
/// <param name="Text">The whole of it in plain text, for those who read mail so.</param>
/// <param name="Html">The whole of it as a page.</param>
internal sealed record Letter(string To, string ToName, string Subject, string Text, string Html);

/// <summary>The envelope around a letter: who sends it, when, and the name by which copies of it are known as one.</summary>
/// <param name="Id">The outbox row's id. A letter that is sent again, because a crash came between sending and noting it,
/// carries the same Message-ID, so that mail programs show it once.</param>
internal sealed record Envelope(Guid Id, string FromAddress, string FromName, DateTimeOffset Date)
{
    /// <summary>RFC 5322, 3.6.4: unique in the world, with its angle brackets.</summary>
    public string MessageId => $"<{Id:D}@{FromAddress[(FromAddress.LastIndexOf('@') + 1)..]}>";
}
