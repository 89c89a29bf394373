using System.Globalization;
using System.Net.Mail;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>What the shop is called and how it goes about things. What was never set here is as it was configured.</summary>
[UploadLimit(64_000_000)]
internal sealed class SettingsPageModel(Database database, ShopSettings settings, OwnerDesk desk, Media media) : AdminPage
{
    public const int MaxName = 80;
    public const int MaxAddress = 500;
    public const int MaxTaxId = 40;
    public const int MostDays = 90;

    public static readonly IReadOnlyList<(string Value, string Name)> Policies =
        [(OwnerSettings.BackOrder, "The order stands, and waits until there is more"), (OwnerSettings.Refund, "The money goes back")];

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>Of the settings, as the form was shown.</summary>
    [BindProperty]
    public string? Version { get; set; }

    [BindProperty]
    public string? ShopName { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? TaxId { get; set; }

    [BindProperty]
    public string? CurrencyCode { get; set; }

    [BindProperty]
    public string? MailFrom { get; set; }

    [BindProperty]
    public string? LatePayments { get; set; }

    [BindProperty]
    public string? ArrivesAfterDays { get; set; }

    [BindProperty]
    public string? LeewayDays { get; set; }

    [BindProperty]
    public string? GraceDays { get; set; }

    [BindProperty]
    public IFormFile? Picture { get; set; }

    /// <summary>Why the currency stays as it is; null where it may be changed.</summary>
    public string? CurrencyStays { get; private set; }

    public RuleClash? Clash { get; private set; }

    public ShopLogo? Logo => settings.Logo;

    public Currency Currency => settings.Currency;

    public string? Message => Done switch
    {
        "saved" => "Saved. The shop goes by it now.",
        "logo" => "The logo is changed.",
        _ => null,
    };

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        Fill();
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        var version = ReadVersion();
        if (Read() is not { } typed)
        {
            return Again();
        }

        var configured = settings.Configured;
        var outcome = await desk.ChangeAsync(
            version,
            own => own with
            {
                Name = Unless(typed.Name, configured.Name),
                Address = Unless(typed.Address.ToString(), configured.Address.ToString()),
                TaxId = Unless(typed.TaxId ?? "", configured.TaxId ?? ""),
                Currency = Unless(typed.Currency.Code, configured.Currency.Code),
                FreeFromMinor = typed.Currency == Currency ? own.FreeFromMinor : null,
                MailFrom = Unless(typed.MailFrom, configured.MailFrom),
                LatePayments = typed.LatePayments == configured.LatePayments ? null : LatePayments,
                ArrivesAfterDays = typed.ArrivesAfterDays == configured.ArrivesAfterDays ? null : typed.ArrivesAfterDays,
                LeewayDays = typed.Access.Leeway == configured.Access.Leeway ? null : (int)typed.Access.Leeway.TotalDays,
                GraceDays = typed.Access.Grace == configured.Access.Grace ? null : (int)typed.Access.Grace.TotalDays,
            },
            async (transaction, _) => typed.Currency != Currency && await WhyStaysAsync(transaction.Db) is { } why ? new Edit.Refused(nameof(CurrencyCode), why) : null,
            "Shop settings",
            Me,
            cancel);
        return Answer(outcome, await desk.ReadAsync(cancel), "saved");
    }

    public async Task<IActionResult> OnPostLogoAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        var version = ReadVersion();
        if (await ReadPictureAsync(cancel) is not { } picture)
        {
            Fill();
            return Again();
        }

        var file = await media.PutAsync(picture.Content, picture.ContentType, cancel);
        var outcome = await desk.ChangeAsync(
            version,
            own => own with { Logo = new ShopLogo(file.Sha256, file.ContentType, picture.Width, picture.Height) },
            async (transaction, _) =>
            {
                await Media.AddRowAsync(transaction, file);
                return null;
            },
            "Logo",
            Me,
            cancel);
        Fill();
        return Answer(outcome, await desk.ReadAsync(cancel), "logo");
    }

    public async Task<IActionResult> OnPostNoLogoAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        var outcome = await desk.ChangeAsync(ReadVersion(), own => own with { Logo = null }, null, "Logo", Me, cancel);
        Fill();
        return Answer(outcome, await desk.ReadAsync(cancel), "logo");
    }

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    private static string? Unless(string typed, string configured) => typed == configured ? null : typed;

    /// <summary>What was typed; null where something is wrong with it, which stands at its field then.</summary>
    private ShopProfile? Read()
    {
        var typed = new Typed((field, why) => ModelState.AddModelError(field, why));
        var name = typed.Line(nameof(ShopName), ShopName, "A name", MaxName);
        var address = new Lines(typed.Text(nameof(Address), Address, "An address", MaxAddress));
        if (address.Count > 8)
        {
            typed.Refuse(nameof(Address), "An address has at most eight lines.");
        }

        var taxId = typed.Line(nameof(TaxId), TaxId, "A tax number", MaxTaxId, required: false);
        var currency = Currency;
        if ((CurrencyCode is not null || Request.Form.ContainsKey(nameof(CurrencyCode))) && !Core.Currency.TryParse((CurrencyCode ?? "").Trim().ToLowerInvariant(), out currency))
        {
            typed.Refuse(nameof(CurrencyCode), "A currency is its code of three letters, such as USD, and one that Stripe charges in.");
        }

        var from = typed.Line(nameof(MailFrom), MailFrom, "A sender", 200);
        if (from.Length > 0 && (!MailAddress.TryCreate(from, out var sender) || !Email.TryRead(sender.Address, out _)))
        {
            typed.Refuse(nameof(MailFrom), "Type an e-mail address that the shop writes from; it looks like shop@example.org.");
        }

        if (Policies.All(one => one.Value != LatePayments))
        {
            typed.Refuse(nameof(LatePayments), "Choose what becomes of such a payment.");
        }

        var arrives = typed.Number(nameof(ArrivesAfterDays), ArrivesAfterDays, "The time until it counts as arrived", 0, MostDays, required: true);
        var leeway = typed.Number(nameof(LeewayDays), LeewayDays, "The leeway", 0, MostDays, required: true);
        var grace = typed.Number(nameof(GraceDays), GraceDays, "The grace", 0, MostDays, required: true);
        return typed.IsSound
            ? settings.Profile with
            {
                Name = name, Address = address, TaxId = taxId.Length == 0 ? null : taxId, Currency = currency, MailFrom = from,
                LatePayments = LatePayments == OwnerSettings.Refund ? LatePaymentPolicy.Refund : LatePaymentPolicy.BackOrder,
                ArrivesAfterDays = arrives!.Value,
                Access = new Core.Memberships.AccessPolicy(TimeSpan.FromDays(leeway!.Value), TimeSpan.FromDays(grace!.Value)),
            }
            : null;
    }

    private async Task<PictureFile?> ReadPictureAsync(CancellationToken cancel)
    {
        if (Picture is null || Picture.Length is 0 or > PictureFile.MaxBytes)
        {
            ModelState.AddModelError(nameof(Picture), Picture is { Length: > 0 } ? PictureFile.TooLarge(Picture.Length) : "Choose a picture.");
            return null;
        }

        using var memory = new MemoryStream((int)Picture.Length);
        await Picture.CopyToAsync(memory, cancel);
        var (picture, why) = PictureFile.Read(memory.ToArray());
        if (picture is null)
        {
            ModelState.AddModelError(nameof(Picture), why);
        }

        return picture;
    }

    private int ReadVersion() => int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private async Task ReadAsync(CancellationToken cancel)
    {
        CurrencyStays = await database.ReadAsync(WhyStaysAsync, cancel);
        Version ??= (await desk.ReadAsync(cancel)).Version.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What was sold was sold in this currency, and what is typed of amounts is typed in it.</summary>
    private async Task<string?> WhyStaysAsync(System.Data.Common.DbConnection db)
    {
        var (sold, amounts) = await db.QuerySingleAsync<(bool, bool)>(
            """
            SELECT EXISTS (SELECT 1 FROM orders WHERE state = 'paid') OR EXISTS (SELECT 1 FROM memberships)
                   OR EXISTS (SELECT 1 FROM payment_attempts WHERE state IN ('creating', 'open'))
                   OR EXISTS (SELECT 1 FROM join_attempts WHERE state IN ('creating', 'open')),
                   EXISTS (SELECT 1 FROM delivery_zones) OR EXISTS (SELECT 1 FROM discount_codes WHERE amount_minor IS NOT NULL OR minimum_minor > 0)
            """);
        var code = settings.Currency.Code.ToUpperInvariant();
        return sold ? $"It stays {code}: something has been sold, or is being paid, and the books are kept in it."
            : amounts ? $"It stays {code} while there are delivery zones, or discount codes with sums, whose amounts are in it."
            : null;
    }

    private void Fill()
    {
        var profile = settings.Profile;
        (ShopName, Address, TaxId, MailFrom) = (profile.Name, profile.Address.ToString(), profile.TaxId, profile.MailFrom);
        CurrencyCode = profile.Currency.Code.ToUpperInvariant();
        LatePayments = profile.LatePayments == LatePaymentPolicy.Refund ? OwnerSettings.Refund : OwnerSettings.BackOrder;
        ArrivesAfterDays = profile.ArrivesAfterDays.ToString(CultureInfo.InvariantCulture);
        LeewayDays = ((int)profile.Access.Leeway.TotalDays).ToString(CultureInfo.InvariantCulture);
        GraceDays = ((int)profile.Access.Grace.TotalDays).ToString(CultureInfo.InvariantCulture);
    }

    private IActionResult Answer(Edit outcome, OwnerSettings now, string done)
    {
        switch (outcome)
        {
            case Edit.Done:
                return Redirect($"/admin/settings?done={done}");
            case Edit.Refused refused:
                ModelState.AddModelError(refused.Field, refused.Why);
                return Again();
            case Edit.Stale stale:
                var theirs = settings.Profile;
                var fields = new List<(string Field, string? Theirs, string? Mine)>
                {
                    ("Name", theirs.Name, ShopName), ("Address", theirs.Address.ToString(), Address?.ReplaceLineEndings("\n")), ("Tax number", theirs.TaxId, TaxId),
                    ("Currency", theirs.Currency.Code.ToUpperInvariant(), CurrencyCode ?? theirs.Currency.Code.ToUpperInvariant()), ("Sender of mails", theirs.MailFrom, MailFrom),
                    ("Days until it counts as arrived", $"{theirs.ArrivesAfterDays}", ArrivesAfterDays), ("Leeway", $"{theirs.Access.Leeway.TotalDays:0}", LeewayDays), ("Grace", $"{theirs.Access.Grace.TotalDays:0}", GraceDays),
                };
                Clash = new RuleClash(
                    stale.By, stale.At, [.. fields.Where(one => (one.Theirs ?? "") != (one.Mine ?? "").Trim()).Select(one => (one.Field, one.Theirs ?? ""))]);
                Version = now.Version.ToString(CultureInfo.InvariantCulture);
                Response.StatusCode = StatusCodes.Status409Conflict;
                return Page();
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    /// <summary>The page with the form as it was typed.</summary>
    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
