using Till.Mail;

namespace Till.Admin;

/// <summary>The shop's mails, and which of them the owner has worded.</summary>
internal sealed class MailsPageModel(MailTexts texts) : AdminPage
{
    public IReadOnlyList<(MailKind Kind, bool IsWorded)> Mails { get; private set; } = [];

    public void OnGet() => Mails = [.. MailKind.All.Select(kind => (kind, texts.Has(kind.Kind)))];
}
