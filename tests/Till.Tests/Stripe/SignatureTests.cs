using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Till.Stripe;

namespace Till.Tests.Stripe;

/// <summary>Only what Stripe signed, byte for byte and just now, gets in; and whatever doesn't is told why.</summary>
public sealed class SignatureTests
{
    private const string Secret = "whsec_9fJ3pQmZ1";
    private const string OldSecret = "whsec_older0000";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\n  \"id\": \"evt_1\",\n  \"object\": \"event\",\n  \"note\": \"Zoë\"\n}");

    private readonly VirtualClock clock = new();

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void A_delivery_as_Stripe_signs_it_is_valid()
    {
        var outcome = Validate(Body, $"t={Now},v1={Mac(Secret, Now, Body)},v0={new string('a', 64)}");
        Assert.Equal(new SignatureOutcome.Valid(0, DateTimeOffset.FromUnixTimeSeconds(Now)), outcome);
        Assert.True(outcome.IsValid);
    }

    [Fact]
    public void A_known_signature_is_recomputed_to_the_byte()
    {
        // Made with: printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_9fJ3pQmZ1
        clock.Jump(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        Assert.True(Validate("""{"id":"evt_1"}"""u8.ToArray(), $"t=1700000000,v1={KnownMac}").IsValid);
    }

    [Fact]
    public void A_body_that_was_written_anew_is_not_the_body_that_was_signed()
    {
        var header = Header(Secret, Now, Body);
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate("""{"id":"evt_1","object":"event","note":"Zoë"}"""u8.ToArray(), header));
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate([0xEF, 0xBB, 0xBF, .. Body], header));
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate([.. Body, (byte)'\n'], header));
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate(Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(Body)), header));
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate([], header));
    }

    [Fact]
    public void While_a_secret_is_rolled_both_work_and_it_is_told_which_did()
    {
        string[] secrets = [Secret, OldSecret];
        Assert.Equal(0, Index(Validate(Body, Header(Secret, Now, Body), secrets)));
        Assert.Equal(1, Index(Validate(Body, Header(OldSecret, Now, Body), secrets)));
        Assert.Equal(0, Index(Validate(Body, $"t={Now},v1={Mac(OldSecret, Now, Body)},v1={Mac(Secret, Now, Body)}", [Secret])));
        Assert.Equal(0, Index(Validate(Body, $"t={Now},v1={Mac(Secret, Now, Body)},v1={Mac(OldSecret, Now, Body)}", [Secret])));
        Assert.Equal(2, Index(Validate(Body, Header(Secret, Now, Body), ["", OldSecret, Secret])));
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate(Body, Header(OldSecret, Now, Body), [Secret]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(299)]
    [InlineData(300)]
    [InlineData(-299)]
    [InlineData(-300)]
    public void A_clock_within_five_minutes_is_near_enough(int age) =>
        Assert.True(Validate(Body, Header(Secret, Now - age, Body)).IsValid);

    [Theory]
    [InlineData(301)]
    [InlineData(86_400)]
    public void An_old_signature_is_a_replay(int age) =>
        Assert.Equal(new SignatureOutcome.TimestampTooOld(TimeSpan.FromSeconds(age)), Validate(Body, Header(Secret, Now - age, Body)));

    [Theory]
    [InlineData(301)]
    [InlineData(86_400)]
    public void A_signature_from_the_future_means_a_slow_clock(int lead) =>
        Assert.Equal(new SignatureOutcome.TimestampTooNew(TimeSpan.FromSeconds(lead)), Validate(Body, Header(Secret, Now + lead, Body)));

    [Fact]
    public void Old_and_forged_is_forged()
    {
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate(Body, $"t={Now - 900},v1={Mac(Secret, Now, Body)}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public void A_request_without_the_header_is_told_so(string? header) =>
        Assert.IsType<SignatureOutcome.NoHeader>(Validate(Body, header));

    [Theory]
    [InlineData("hello")]
    [InlineData(",,,,")]
    [InlineData("=")]
    [InlineData("t")]
    [InlineData("t=")]
    [InlineData("t=,v1=aa")]
    [InlineData("t=now,v1=aa")]
    [InlineData("t=-5,v1=aa")]
    [InlineData("t=+5,v1=aa")]
    [InlineData("t=1.5,v1=aa")]
    [InlineData("t= 5 5,v1=aa")]
    [InlineData("t=99999999999999999999999,v1=aa")]
    [InlineData("t=9223372036854775807,v1=aa")]
    [InlineData("t=1,t=2,v1=aa")]
    [InlineData("t=1")]
    [InlineData("t=1,v1=")]
    [InlineData("t=1,v0=aa")]
    [InlineData("v1=aa")]
    [InlineData("T=1,V1=aa")]
    [InlineData("t=１,v1=aa")]
    public void A_header_that_is_no_signature_is_malformed(string header) =>
        Assert.IsType<SignatureOutcome.MalformedHeader>(Validate(Body, header));

    [Fact]
    public void A_header_of_any_length_is_cheap() =>
        Assert.IsType<SignatureOutcome.MalformedHeader>(
            Validate(Body, $"t={Now}," + string.Concat(Enumerable.Repeat("v1=00,", 100_000))));

    [Theory]
    [InlineData("zz")]
    [InlineData("ä")]
    [InlineData("00")]
    [InlineData("\u0000")]
    public void A_candidate_that_is_no_mac_does_not_match(string candidate) =>
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate(Body, $"t={Now},v1={candidate}"));

    [Fact]
    public void Only_the_scheme_v1_counts()
    {
        var mac = Mac(Secret, Now, Body);
        Assert.IsType<SignatureOutcome.MalformedHeader>(Validate(Body, $"t={Now},v0={mac}"));
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate(Body, $"t={Now},v0={mac},v1={new string('0', 64)}"));
        Assert.IsType<SignatureOutcome.MalformedHeader>(Validate(Body, $"t={Now},v2={mac}"));
    }

    [Fact]
    public void Every_single_changed_character_of_the_mac_is_seen()
    {
        var mac = Mac(Secret, Now, Body);
        for (var i = 0; i < mac.Length; i++)
        {
            var forged = mac[..i] + (mac[i] == '0' ? '1' : '0') + mac[(i + 1)..];
            Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate(Body, $"t={Now},v1={forged}"));
        }

        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate(Body, $"t={Now},v1={mac[..^1]}"));
        Assert.IsType<SignatureOutcome.NoMatchingSignature>(Validate(Body, $"t={Now},v1={mac}0"));
    }

    [Fact]
    public void Spaces_around_the_parts_do_no_harm() =>
        Assert.True(Validate(Body, $" t={Now} , v1={Mac(Secret, Now, Body)} ").IsValid);

    [Fact]
    public void Without_a_secret_nothing_is_valid()
    {
        var header = Header("", Now, Body);
        Assert.IsType<SignatureOutcome.NoSecret>(Validate(Body, header, []));
        Assert.IsType<SignatureOutcome.NoSecret>(Validate(Body, header, ["", " "]));
    }

    [Fact]
    public void The_tolerance_cannot_be_turned_off()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            EventUtility.ValidateSignature(Body, Header(Secret, Now, Body), [Secret], clock, TimeSpan.Zero));
    }

    [Fact]
    public void Reasons_are_for_people_and_hold_no_secret()
    {
        SignatureOutcome[] outcomes =
        [
            Validate(Body, Header(Secret, Now, Body)), Validate(Body, null), Validate(Body, "junk"), Validate(Body, "t=1,v1=aa"),
            Validate(Body, Header(Secret, Now - 301, Body)), Validate(Body, Header(Secret, Now + 301, Body)), Validate(Body, "t=1,v1=aa", []),
        ];
        Assert.Equal(7, outcomes.Select(outcome => outcome.Reason).Distinct(StringComparer.Ordinal).Count());
        Assert.All(outcomes, outcome =>
        {
            Assert.EndsWith(".", outcome.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain("whsec_", outcome.ToString() + outcome.Reason, StringComparison.Ordinal);
        });
    }

    private const string KnownMac = "d4c7daf23a4aecd22efd88af7eafab7fef01763e301abfe0de614a112b40393f";

    private static string Header(string secret, long at, byte[] body) => $"t={at},v1={Mac(secret, at, body)}";

    private static string Mac(string secret, long at, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(at.ToString(CultureInfo.InvariantCulture) + "."), .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private static int Index(SignatureOutcome outcome) => Assert.IsType<SignatureOutcome.Valid>(outcome).SecretIndex;

    private SignatureOutcome Validate(byte[] body, string? header, string[]? secrets = null) =>
        EventUtility.ValidateSignature(body, header, secrets ?? [Secret], clock);
}
