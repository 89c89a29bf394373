using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Till.Sandbox.Webhooks;

/// <summary>The <c>Stripe-Signature</c> header: HMAC-SHA256 over the time, a dot and the body, once for each live secret.</summary>
internal static class Signature
{
    public static string Header(IReadOnlyList<string> secrets, long now, byte[] body)
    {
        var time = now.ToString(CultureInfo.InvariantCulture);
        var signed = new byte[time.Length + 1 + body.Length];
        Encoding.ASCII.GetBytes(time, signed);
        signed[time.Length] = (byte)'.';
        body.CopyTo(signed, time.Length + 1);
        var header = new StringBuilder("t=").Append(time);
        foreach (var secret in secrets)
        {
            header.Append(",v1=").Append(Hash(secret, signed));
        }
        // Test events carry a signature of a scheme that nobody must accept.
        return header.Append(",v0=").Append(Hash("not a secret", signed)).ToString();
    }

    private static string Hash(string secret, byte[] signed) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
}
