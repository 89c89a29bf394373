using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Till.Core;
using Till.Mail;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Mail;

/// <summary>Letters as a mail program of another make reads them: Python's <c>email</c> package is the judge.</summary>
public sealed class LetterTests
{
    private const string Reader = """
        import email, email.header, email.policy, email.utils, json, sys
        source = sys.stdin.buffer.read()
        message = email.message_from_bytes(source, policy=email.policy.default)
        # The newer policy puts spaces between the encoded words of a name, against RFC 2047; the older one reads them right.
        old = email.message_from_bytes(source)
        def mailbox(name):
            phrase, address = email.utils.parseaddr(old[name])
            return [str(email.header.make_header(email.header.decode_header(phrase))), address]
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        defects = [repr(defect) for part in message.walk() for defect in part.defects]
        defects += [repr(defect) for header in message.values() for defect in getattr(header, 'defects', ())]
        json.dump({
            'headers': sorted(name.lower() for name in message.keys()), 'subject': message['subject'], 'id': message['message-id'],
            'date': message['date'].datetime.isoformat(), 'type': message.get_content_type(),
            'from': mailbox('from'), 'to': mailbox('to'), 'addressees': [a.addr_spec for a in message['to'].addresses],
            'text': parts['text/plain'], 'html': parts['text/html'], 'defects': defects}, sys.stdout)
        """;

    private static readonly string[] Headers =
        ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"];

    private static readonly ReceiptModel Receipt = new(
        "Café Søster", "Zoë Łukasz", 1001, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        [
            new ReceiptLine("Níght <Trains> & “Others”", "The Øresund Band", "", 1, Usd(1999), Usd(1999)),
            new ReceiptLine("Shirt", "", "M", 2, Usd(1000), Usd(2000)),
        ],
        [("Subtotal", "$39.99"), ("Discount HALLO10", "-$4.00"), ("Delivery", "$5.00")], "$40.99 USD", [("VAT 20%", "$6.83")],
        "Visa ending in 4242", ["Zoë Łukasz", "1 Æble Vej", "2100 København"], "https://shop.example/orders/1/key?x=1&y=2",
        [new ReceiptDownload("night-trains.zip", 12_345_678, "https://shop.example/downloads/1?sig=abc=")]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receipt_says_all_of_it_in_both_alternatives()
    {
        await using var shop = await MailShop.CreateAsync(nameof(Engine.Sqlite));
        var id = Chance.Secure.NewId(shop.Clock.Now());

        await shop.Mailer.SendAsync(id, await shop.Letters.ReceiptAsync("zoe@bücher.example", Receipt), Cancel);

        var mail = await ReadAsync(await File.ReadAllBytesAsync(Assert.Single(shop.Files()), Cancel));
        Assert.Empty(Texts(mail, "defects"));
        Assert.Equal("multipart/alternative", mail.GetProperty("type").GetString());
        Assert.Equal("Your receipt from Café Søster: order 1001", mail.GetProperty("subject").GetString());
        Assert.Equal($"<{id:D}@till.example>", mail.GetProperty("id").GetString());
        Assert.Equal("2026-11-20T12:00:00+00:00", mail.GetProperty("date").GetString());
        Assert.Equal(["Café Søster", "shop@till.example"], Texts(mail, "from"));
        Assert.Equal(["Zoë Łukasz", "zoe@xn--bcher-kva.example"], Texts(mail, "to"));
        var text = mail.GetProperty("text").GetString()!;
        var html = mail.GetProperty("html").GetString()!;
        Assert.All(
            ["$19.99", "$20.00", "2 × $10.00", "size M", "-$4.00", "$5.00", "$40.99 USD", "VAT 20%", "$6.83", "1 Æble Vej", "HALLO10", "Visa ending in 4242", "The Øresund Band", "12.3 MB"],
            fact => Assert.True(text.Contains(fact) && System.Net.WebUtility.HtmlDecode(html).Contains(fact), fact));
        Assert.Contains("Níght <Trains> & “Others”", text);
        Assert.Contains("Níght <Trains> & “Others”", System.Net.WebUtility.HtmlDecode(html));
        Assert.DoesNotContain("<Trains>", html);
        Assert.Contains("https://shop.example/orders/1/key?x=1&y=2", text);
        Assert.DoesNotContain("$0.00", text);
    }

    [Fact]
    public async Task A_letter_sent_again_replaces_the_first()
    {
        await using var shop = await MailShop.CreateAsync(nameof(Engine.Sqlite));
        var id = Chance.Secure.NewId(shop.Clock.Now());
        var letter = await shop.Letters.ReceiptAsync("zoe@till.example", Receipt);

        await shop.Mailer.SendAsync(id, letter, Cancel);
        await shop.Mailer.SendAsync(id, letter with { Subject = "again" }, Cancel);

        var mail = await ReadAsync(await File.ReadAllBytesAsync(Assert.Single(shop.Files()), Cancel));
        Assert.Equal("again", mail.GetProperty("subject").GetString());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("Zoë\r\nBcc: everyone@till.example\r\n\r\n<script>")]
    [InlineData("quotes \" and \\ and , ; : <a@b.example>")]
    [InlineData("=?utf-8?B?SGVsbG8=?=")]
    [InlineData("長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い名前")]
    [InlineData("a long long long long long long long long long long long long long long long long long ASCII name")]
    [InlineData("half a pair \ud83d. and a whole 🎵")]
    [InlineData("tab\there, null\0there, line\u2028separator")]
    public async Task Whatever_a_name_contains_it_stays_one_header(string name)
    {
        var content = $"{name}\n.\n..leading dots\nFrom here\n{new string('x', 200)}\ntrailing space \n=_00\n\n";
        var envelope = new Envelope(Guid.Empty, "shop@till.example", name, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        var bytes = Mime.Write(envelope, new Letter("zoe@till.example", name, name, content, $"<p>{name}</p>"));

        var mail = await ReadAsync(bytes);
        Assert.Empty(Texts(mail, "defects"));
        Assert.Equal(Headers, Texts(mail, "headers"));
        // The Python program writes its answer in UTF-8, which has no half characters.
        var line = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Mime.OneLine(name)));
        Assert.Equal(line, mail.GetProperty("subject").GetString());
        Assert.Equal([line, "zoe@till.example"], Texts(mail, "to"));
        Assert.Equal(["zoe@till.example"], Texts(mail, "addressees"));
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(content.ReplaceLineEndings("\n")));
        Assert.Equal(expected, mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n"));
        Assert.All(Encoding.ASCII.GetString(bytes).Split("\r\n"), one => Assert.True(one.Length <= 78 && !one.Contains('\n'), one));
    }

    [Theory]
    [InlineData("zoe@till.example\r\nBcc: x@till.example")]
    [InlineData("Zoë <zoe@till.example>")]
    [InlineData("zoe")]
    [InlineData("zoe@")]
    [InlineData("@till.example")]
    [InlineData("zoë@till.example")]
    [InlineData("a b@till.example")]
    [InlineData("zoe@till..example")]
    [InlineData("zoe@[127.0.0.1]")]
    [InlineData("zoe@till.example, mallory@till.example")]
    [InlineData("")]
    public async Task An_address_that_is_none_is_refused(string address)
    {
        await using var shop = await MailShop.CreateAsync(nameof(Engine.Sqlite));

        await Assert.ThrowsAsync<UndeliverableException>(
            () => shop.Mailer.SendAsync(Guid.Empty, new Letter(address, "", "Hello", "Hello", "<p>Hello</p>"), Cancel));

        Assert.Empty(shop.Files());
    }

    internal static async Task<JsonElement> ReadAsync(byte[] message)
    {
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Reader])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await python.StandardInput.BaseStream.WriteAsync(message, Cancel);
        python.StandardInput.Close();
        var output = await python.StandardOutput.ReadToEndAsync(Cancel);
        Assert.True(output.Length > 0, await python.StandardError.ReadToEndAsync(Cancel));
        return JsonDocument.Parse(output).RootElement;
    }

    private static Money Usd(long minor) => new(minor, Currency.Usd);

    private static string[] Texts(JsonElement mail, string name) => [.. mail.GetProperty(name).EnumerateArray().Select(one => one.GetString()!)];
}
