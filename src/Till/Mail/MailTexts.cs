using System.Collections.Frozen;
using Dapper;
using Till.Products;
using Till.Storage;

namespace Till.Mail;

/// <summary>
/// The owner's words of each mail. They are held in memory, so that a mail costs no question more, and read again when any process of the
/// shop has changed one.
/// </summary>
internal sealed class MailTexts(Database database, TimeProvider time, Chance chance)
{
    private volatile FrozenDictionary<string, MailText> texts = FrozenDictionary<string, MailText>.Empty;

    public static string SubjectOf(string kind) => kind;

    public MailText Of(string kind) => texts.GetValueOrDefault(kind) ?? MailText.None;

    public bool Has(string kind) => Of(kind) != MailText.None;

    public async Task LoadAsync(CancellationToken cancel) =>
        texts = (await database.ReadAsync(db => db.QueryAsync<Row>(Select), cancel))
            .ToFrozenDictionary(row => row.Kind, row => row.Text);

    /// <returns>The words as they are kept, and the version that a form carries; 0 where there never were any.</returns>
    public async Task<(MailText Text, int Version)> ReadAsync(string kind, CancellationToken cancel) =>
        await database.ReadAsync(db => db.QuerySingleOrDefaultAsync<Row?>($"{Select} WHERE kind = @kind", new { kind }), cancel) is { } row
            ? (row.Text, row.Version)
            : (MailText.None, 0);

    /// <param name="version">That the form was shown with.</param>
    public async Task<Edit> SaveAsync(string kind, int version, MailText text, Actor by, CancellationToken cancel)
    {
        var outcome = await database.WriteAsync(
            async transaction =>
            {
                var (now, db) = (time.Now(), transaction.Db);
                await db.ExecuteAsync(
                    """
                    INSERT INTO mail_texts (kind, subject, greeting, before_text, after_text, closing, version, changed_at)
                    VALUES (@kind, '', '', '', '', '', 0, @now) ON CONFLICT (kind) DO NOTHING
                    """,
                    new { kind, now });
                var before = await db.QuerySingleAsync<Row>($"{Select} WHERE kind = @kind {transaction.ForUpdate}", new { kind });
                if (before.Version != version)
                {
                    return await OwnerDesk.StaleAsync(transaction, SubjectOf(kind), now);
                }

                var what = Compare(MailWords.Of(kind), before.Text, text);
                if (what.Any)
                {
                    await db.ExecuteAsync(
                        """
                        UPDATE mail_texts SET subject = @Subject, greeting = @Greeting, before_text = @Before, after_text = @After, closing = @Closing,
                               version = version + 1, changed_at = @now
                        WHERE kind = @kind
                        """,
                        new { kind, text.Subject, text.Greeting, text.Before, text.After, text.Closing, now });
                    await Audit.AddAsync(
                        transaction, chance, by, text == MailText.None ? Audit.MailReset : Audit.MailChanged, SubjectOf(kind), what.ToString(), now);
                    transaction.Wake(Signals.Settings);
                }

                return (Edit)new Edit.Done(Guid.Empty);
            },
            cancel);
        if (outcome is Edit.Done)
        {
            await LoadAsync(cancel);
        }

        return outcome;
    }

    private const string Select = "SELECT kind, subject, greeting, before_text, after_text, closing, version FROM mail_texts";

    private static Differences Compare(string about, MailText before, MailText after)
    {
        var what = new Differences(about);
        what.Compare("Subject", before.Subject, after.Subject);
        what.Compare("Greeting", before.Greeting, after.Greeting);
        what.Compare("Before", before.Before, after.Before);
        what.Compare("After", before.After, after.After);
        what.Compare("Closing", before.Closing, after.Closing);
        return what;
    }

    private sealed record Row(string Kind, string Subject, string Greeting, string BeforeText, string AfterText, string Closing, int Version)
    {
        public MailText Text => new(Subject, Greeting, BeforeText, AfterText, Closing);
    }
}
