using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Till.Mail;
using Till.Storage;
using Till.Tests.Bags;
using Till.Tests.Harness;
using Till.Tests.Mail;

namespace Till.Tests.Memberships;

/// <summary>What members are written, as true as it is when it is sent.</summary>
public sealed class MembershipMailTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string[]> Letters => new()
    {
        { "mail:member-welcome", "status = 'active'", "Welcome to The Back Room", ["paid until 10 December 2026", "$6.00 a month", "R-0001", "in_1.pdf", "/account/membership"] },
        { "mail:member-welcome", "status = 'trialing', trial_ends_at = period_ends_at", "Welcome to The Back Room", ["free until 10 December 2026", "cancel before"] },
        { "mail:trial-ending", "status = 'trialing', trial_ends_at = period_ends_at", "Your free days of The Back Room end on 10 December 2026", ["your card ending in 4242", "nothing is charged"] },
        { "mail:renewal-receipt", "status = 'active'", "Receipt for The Back Room", ["20 November 2026 to 10 December 2026", "$6.00", "$6.60 USD", "Tax", "$0.60", "in_1.pdf"] },
        { "mail:renewal-failed", "status = 'past_due', paid_through = @now, past_due_since = @now", "The payment for The Back Room failed", ["still in until 4 December 2026", "/account/membership"] },
        { "mail:authentication-needed", "status = 'past_due', paid_through = @now, past_due_since = @now", "Your bank asks you to confirm", ["https://stripe.example/in_1", "/account/membership"] },
        { "mail:membership-cancelled", "cancel_at = period_ends_at", "You have cancelled The Back Room", ["You stay in until 10 December 2026"] },
        { "mail:membership-ended", "status = 'canceled', paid_through = @now, ended_at = @now, past_due_since = @now", "Your membership of The Back Room has ended", ["the payment failed, and went on failing", "/membership"] },
        { "mail:membership-refunded", "status = 'active'", "$2.00 is on its way back", ["$2.00 of $6.60", "five to ten days"] },
    };

    [Theory, MemberData(nameof(Letters))]
    public async Task A_letter_says_what_is_so_in_text_and_on_its_page(string kind, string set, string subject, string[] facts)
    {
        await using var club = await ClubShop.OpenAsync(nameof(Engine.Sqlite), settings: new Dictionary<string, string?> { ["Till:PublicUrl"] = "https://shop.example" });
        await NoteAsync(club, kind, set);

        var mail = Assert.Single(await SentAsync(club));

        Assert.StartsWith(subject, mail.GetProperty("subject").GetString());
        var (text, html) = (mail.GetProperty("text").GetString()!, WebUtility.HtmlDecode(mail.GetProperty("html").GetString()!));
        Assert.All(facts, fact => Assert.True(text.Contains(fact) && html.Contains(fact), $"{fact} in {text}"));
    }

    [Theory]
    [InlineData("mail:member-welcome", "status = 'canceled', paid_through = @now")]
    [InlineData("mail:trial-ending", "status = 'trialing', trial_ends_at = period_ends_at, cancel_at = period_ends_at")]
    [InlineData("mail:trial-ending", "status = 'active'")]
    [InlineData("mail:renewal-failed", "status = 'active'")]
    [InlineData("mail:authentication-needed", "status = 'active'")]
    [InlineData("mail:membership-cancelled", "cancel_at = NULL")]
    [InlineData("mail:membership-ended", "status = 'active'")]
    [InlineData("mail:membership-refunded", "account_id = NULL")]
    public async Task What_is_no_longer_so_is_not_written(string kind, string set)
    {
        await using var club = await ClubShop.OpenAsync(nameof(Engine.Sqlite));
        await NoteAsync(club, kind, set, paid: true);

        Assert.Empty(await SentAsync(club));
        Assert.Equal("done", await club.Shop.SingleAsync<string>("SELECT state FROM outbox"));
    }

    private static async Task NoteAsync(ClubShop club, string kind, string set, bool paid = false)
    {
        var membership = await club.Shop.SingleAsync<Guid>("SELECT id FROM memberships");
        var state = paid || kind is not ("mail:renewal-failed" or "mail:authentication-needed") ? "paid" : "open";
        await MemberPageTests.InvoiceAsync(club, membership, "in_1", "R-0001", state, 6_00);
        var invoice = await club.Shop.SingleAsync<Guid>("SELECT id FROM membership_invoices");
        await club.Shop.ExecuteAsync("UPDATE membership_invoices SET tax_minor = 60, total_minor = 660, paid_minor = 660");
        var payment = Chance.Secure.NewId(ClubShop.Start);
        await club.Shop.ExecuteAsync(
            """
            INSERT INTO payments (id, invoice_id, role, stripe_payment_intent_id, currency, amount_minor, paid_at)
            VALUES (@payment, @invoice, 'invoice', 'pi_1', 'usd', 660, @Start)
            """,
            new { payment, invoice, ClubShop.Start });
        await club.Shop.ExecuteAsync(
            "INSERT INTO refunds (id, payment_id, stripe_refund_id, state, currency, amount_minor, created_at) VALUES (@id, @payment, 're_1', 'succeeded', 'usd', 200, @Start)",
            new { id = Chance.Secure.NewId(ClubShop.Start), payment, ClubShop.Start });
        await club.Shop.ExecuteAsync($"UPDATE memberships SET {set}", new { now = ClubShop.Start });
        await club.Shop.Database.WriteAsync(
            transaction => Outbox.AddAsync(
                transaction, Chance.Secure.NewId(ClubShop.Start), kind, "membership:1", new { MembershipId = membership, InvoiceId = invoice }, ClubShop.Start),
            Cancel);
    }

    private static async Task<IReadOnlyList<JsonElement>> SentAsync(ClubShop club)
    {
        await club.Shop.Services.GetRequiredService<OutboxWorker>().DrainAsync(Cancel);
        var folder = club.Shop.Services.GetRequiredService<Mailer>().Folder;
        var mails = new List<JsonElement>();
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            mails.Add(await LetterTests.ReadAsync(await File.ReadAllBytesAsync(file, Cancel)));
        }

        return mails;
    }
}
