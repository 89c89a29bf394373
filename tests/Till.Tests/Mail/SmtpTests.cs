using System.Net.Mail;
using Till.Mail;
using Till.Storage;

namespace Till.Tests.Mail;

/// <summary>Sending to a mail server of another make.</summary>
public sealed class SmtpTests
{
    private static readonly Letter Letter = new(
        "zoe@bücher.example", "Zoë 長い\r\nBcc: x@y.example", "Your receipt: “Níght Trains”\r\nX-Evil: 1", "Dear Zoë,\n.\n..\n長い\n", "<!DOCTYPE html>\n<p>Dear Zoë, 長い\n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_letter_goes_out_sealed_signed_in_and_well_formed()
    {
        await using var server = await SmtpServer.StartAsync("tls");
        await using var shop = await OpenAsync(server, "sea shanty");
        var id = Chance.Secure.NewId(shop.Clock.Now());

        await shop.Mailer.SendAsync(id, Letter, Cancel);

        var taken = await server.ReadAsync();
        Assert.True(taken.GetProperty("secure").GetBoolean());
        Assert.Equal("shop", taken.GetProperty("user").GetString());
        Assert.Equal("shop@till.example", taken.GetProperty("from").GetString());
        Assert.Equal("zoe@bücher.example", Assert.Single(taken.GetProperty("to").EnumerateArray()).GetString()); // decoded by the server
        var mail = await LetterTests.ReadAsync(taken.GetProperty("source").GetBytesFromBase64());
        Assert.Empty(mail.GetProperty("defects").EnumerateArray());
        Assert.Equal("multipart/alternative", mail.GetProperty("type").GetString());
        Assert.Equal($"<{id:D}@till.example>", mail.GetProperty("id").GetString());
        Assert.Equal("Your receipt: “Níght Trains” X-Evil: 1", mail.GetProperty("subject").GetString());
        Assert.Equal("zoe@xn--bcher-kva.example", mail.GetProperty("to")[1].GetString());
        Assert.Equal("Zoë 長い Bcc: x@y.example", mail.GetProperty("to")[0].GetString());
        Assert.DoesNotContain(mail.GetProperty("headers").EnumerateArray(), header => header.GetString() is "bcc" or "x-evil");
        Assert.Equal(Letter.Text.TrimEnd(), mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal(Letter.Html.TrimEnd(), mail.GetProperty("html").GetString()!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Empty(shop.Files());
    }

    [Fact]
    public async Task A_server_that_refuses_is_tried_again_later()
    {
        await using var server = await SmtpServer.StartAsync("tls");
        await using var shop = await OpenAsync(server, "wrong");

        var refusal = await Assert.ThrowsAsync<SmtpException>(() => shop.Mailer.SendAsync(Guid.Empty, Letter, Cancel));

        Assert.DoesNotContain("wrong name", refusal.Message);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_given_up()
    {
        await using var server = await SmtpServer.StartAsync("tls");
        await using var shop = await OpenAsync(server, "sea shanty");

        await Assert.ThrowsAsync<UndeliverableException>(
            () => shop.Mailer.SendAsync(Guid.Empty, Letter with { To = "nobody@till.example" }, Cancel));
    }

    [Fact]
    public async Task A_server_without_encryption_gets_nothing()
    {
        await using var server = await SmtpServer.StartAsync("plain");
        await using var shop = await OpenAsync(server, "sea shanty");

        await Assert.ThrowsAsync<SmtpException>(() => shop.Mailer.SendAsync(Guid.Empty, Letter, Cancel));
    }

    private static Task<MailShop> OpenAsync(SmtpServer server, string password) => MailShop.CreateAsync(
        nameof(Engine.Sqlite),
        settings: new Dictionary<string, string?>
        {
            ["Till:Mail:Smtp:Host"] = "localhost",
            ["Till:Mail:Smtp:Port"] = server.Port.ToString(),
            ["Till:Mail:Smtp:User"] = "shop",
            ["Till:Mail:Smtp:Password"] = password,
        });
}
