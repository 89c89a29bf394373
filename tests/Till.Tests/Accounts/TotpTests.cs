using System.Text;
using Till.Accounts;

namespace Till.Tests.Accounts;

/// <summary>The codes are those of everybody's apps.</summary>
public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, the column of SHA-1.</summary>
    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1111111109L, "07081804")]
    [InlineData(1111111111L, "14050471")]
    [InlineData(1234567890L, "89005924")]
    [InlineData(2000000000L, "69279037")]
    [InlineData(20000000000L, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Assert.Equal(code, Totp.Code(Secret, step, digits: 8));
        Assert.Equal(code[2..], Totp.Code(Secret, step));
    }

    /// <summary>RFC 4226, appendix D.</summary>
    [Fact]
    public void Counters_give_the_codes_of_the_older_standard() => Assert.Equal(
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"],
        Enumerable.Range(0, 10).Select(step => Totp.Code(Secret, step)));

    [Fact]
    public void A_code_holds_one_step_either_way_and_never_after_itself()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_111);
        var step = Totp.StepAt(now);

        foreach (var drift in (int[])[-1, 0, 1])
        {
            Assert.Equal(step + drift, Totp.Match(Secret, Totp.Code(Secret, step + drift), now, after: step - 2));
        }

        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step - 2), now, after: 0));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step + 2), now, after: 0));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step), now, after: step));
        Assert.All((string[])["", "12345", "１２３４５６", "abcdef", new('1', 1000)], typed => Assert.Null(Totp.Match(Secret, typed, now, after: 0)));
    }

    /// <summary>RFC 4648, 10, without the padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_as_apps_read_them(string text, string written) =>
        Assert.Equal(written, Base32.Encode(Encoding.ASCII.GetBytes(text)));
}
