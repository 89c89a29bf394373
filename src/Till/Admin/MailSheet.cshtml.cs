using System.Globalization;
using System.Net.Mail;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Till.Mail;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary><c>/admin/mails/words?kind=receipt</c>: the owner's words of one mail, seen and tried before they are kept.</summary>
internal sealed class MailSheetModel(MailTexts texts, SampleMails samples, Mailer mailer, TimeProvider time, Chance chance) : AdminPage
{
    public const int MaxLine = 200;
    public const int MaxText = 2000;

    [BindProperty(SupportsGet = true, Name = "kind")]
    public string? Slug { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    [BindProperty]
    public string? Version { get; set; }

    [BindProperty]
    public string? Subject { get; set; }

    [BindProperty]
    public string? Greeting { get; set; }

    [BindProperty]
    public string? Before { get; set; }

    [BindProperty]
    public string? After { get; set; }

    [BindProperty]
    public string? Closing { get; set; }

    public MailKind Kind { get; private set; } = null!;

    /// <summary>As it would go out, with what is in the form; as it is kept where that cannot be.</summary>
    public Letter Sample { get; private set; } = null!;

    public bool IsWorded => texts.Has(Kind.Kind);

    public RuleClash? Clash { get; private set; }

    /// <summary>Who is signed in: a mail to try goes to them, and to nobody else.</summary>
    public string MyAddress => User.FindFirstValue(ClaimTypes.Email)!;

    public string Action => $"/admin/mails/words?kind={Kind.Slug}";

    public string? Message => Done switch
    {
        "saved" => "Saved. The next of these mails says so.",
        "reset" => "The mail says again what it said at first.",
        "sent" => $"A sample is on its way to {MyAddress}.",
        _ => null,
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!Find())
        {
            return NotFound();
        }

        var (text, version) = await texts.ReadAsync(Kind.Kind, cancel);
        Fill(text, version);
        return await ShowAsync(text);
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel)
    {
        if (!Find())
        {
            return NotFound();
        }

        return Read() is { } text ? await ShowAsync(text) : await AgainAsync(cancel);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        if (!Find())
        {
            return NotFound();
        }

        return Read() is { } text ? await SaveAsync(text, "saved", cancel) : await AgainAsync(cancel);
    }

    public async Task<IActionResult> OnPostResetAsync(CancellationToken cancel) => Find() ? await SaveAsync(MailText.None, "reset", cancel) : NotFound();

    /// <summary>Sends what is in the form, saved or not, to whoever is signed in.</summary>
    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancel)
    {
        if (!Find())
        {
            return NotFound();
        }

        if (Read() is not { } text)
        {
            return await AgainAsync(cancel);
        }

        try
        {
            await mailer.SendAsync(chance.NewId(time.Now()), await samples.WriteAsync(Kind, MyAddress, text), cancel);
            Done = "sent";
        }
        catch (Exception exception) when (exception is SmtpException or UndeliverableException or IOException)
        {
            ModelState.AddModelError("", $"The mail could not be sent: {exception.Message} See Health.");
            Response.StatusCode = StatusCodes.Status502BadGateway;
        }

        return await ShowAsync(text);
    }

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    private bool Find()
    {
        if (MailKind.Find(Slug) is not { } kind)
        {
            return false;
        }

        Kind = kind;
        return true;
    }

    /// <summary>What was typed; null where something is wrong with it, which stands at its field then.</summary>
    private MailText? Read()
    {
        var typed = new Typed((field, why) => ModelState.AddModelError(field, why));
        var text = new MailText(
            typed.Line(nameof(Subject), Subject, "A subject", MaxLine, required: false),
            typed.Line(nameof(Greeting), Greeting, "A greeting", MaxLine, required: false),
            typed.Text(nameof(Before), Before, "The text before", MaxText),
            typed.Text(nameof(After), After, "The text after", MaxText),
            typed.Line(nameof(Closing), Closing, "The last sentence", MaxLine, required: false));
        foreach (var (field, words) in ((string, string)[])
            [(nameof(Subject), text.Subject), (nameof(Greeting), text.Greeting), (nameof(Before), text.Before), (nameof(After), text.After), (nameof(Closing), text.Closing)])
        {
            if (MailText.FieldsOf(words).FirstOrDefault(name => !Kind.Fields.Contains(name)) is { } unknown)
            {
                typed.Refuse(field, $"This mail has no field {{{unknown}}}. It has {string.Join(", ", Kind.Fields.Select(name => $"{{{name}}}"))}.");
            }
        }

        return typed.IsSound ? text : null;
    }

    private async Task<IActionResult> SaveAsync(MailText text, string done, CancellationToken cancel)
    {
        var version = int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        if (await texts.SaveAsync(Kind.Kind, version, text, Me, cancel) is not Edit.Stale stale)
        {
            return Redirect($"{Action}&done={done}");
        }

        var (theirs, now) = await texts.ReadAsync(Kind.Kind, cancel);
        var fields = new List<(string Field, string Theirs, string? Mine)>
        {
            ("Subject", theirs.Subject, Subject), ("Greeting", theirs.Greeting, Greeting), ("Before", theirs.Before, Before?.ReplaceLineEndings("\n")),
            ("After", theirs.After, After?.ReplaceLineEndings("\n")), ("Last sentence", theirs.Closing, Closing),
        };
        Clash = new RuleClash(stale.By, stale.At, [.. fields.Where(one => one.Theirs != (one.Mine ?? "").Trim()).Select(one => (one.Field, one.Theirs))]);
        Version = now.ToString(CultureInfo.InvariantCulture);
        Response.StatusCode = StatusCodes.Status409Conflict;
        return await ShowAsync(text);
    }

    /// <summary>The form as it was typed, beside the mail as it is kept.</summary>
    private async Task<IActionResult> AgainAsync(CancellationToken cancel)
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return await ShowAsync((await texts.ReadAsync(Kind.Kind, cancel)).Text);
    }

    private async Task<IActionResult> ShowAsync(MailText text)
    {
        Sample = await samples.WriteAsync(Kind, MyAddress, text);
        // The mail brings its own style, which the shop's pages may not: this very one is allowed, by its hash, and no other.
        var headers = Response.Headers;
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.ToString().Replace("style-src 'self'", $"style-src 'self' '{StyleHash(Sample.Html)}'", StringComparison.Ordinal);
        return Page();
    }

    private static string StyleHash(string html)
    {
        var start = html.IndexOf("<style>", StringComparison.Ordinal) + "<style>".Length;
        var style = html[start..html.IndexOf("</style>", start, StringComparison.Ordinal)];
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style.ReplaceLineEndings("\n"))))}";
    }

    private void Fill(MailText text, int version) =>
        (Subject, Greeting, Before, After, Closing, Version) =
            (text.Subject, text.Greeting, text.Before, text.After, text.Closing, version.ToString(CultureInfo.InvariantCulture));
}
