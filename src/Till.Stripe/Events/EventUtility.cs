using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Till.Stripe.Json;

namespace Till.Stripe;

/// <summary>Checks and reads what arrives at a webhook.</summary>
public static class EventUtility
{
    /// <summary>What Stripe's own libraries allow, both ways: 300 s.</summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromSeconds(300);

    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Whether these very bytes were signed by Stripe, with one of these secrets, within the tolerance.
    /// </summary>
    /// <param name="body">The request's body as it came: not decoded, not re-serialised.</param>
    /// <param name="header">The <c>Stripe-Signature</c> header; null or empty if there was none.</param>
    /// <param name="secrets">
    /// The endpoint's signing secrets (<c>whsec_…</c>, used whole); two while one is being rolled. Blank ones don't count.
    /// </param>
    /// <param name="time">The clock to compare the timestamp with.</param>
    /// <param name="tolerance">How far the timestamp may be from now; <see cref="DefaultTolerance"/> if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is not positive, which would turn the check off.</exception>
    public static SignatureOutcome ValidateSignature(
        ReadOnlySpan<byte> body, string? header, IEnumerable<string> secrets, TimeProvider time, TimeSpan? tolerance = null)
    {
        var allowed = tolerance ?? DefaultTolerance;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(allowed, TimeSpan.Zero, nameof(tolerance));

        if (string.IsNullOrWhiteSpace(header))
        {
            return new SignatureOutcome.NoHeader();
        }

        var (parsed, problem) = SignatureHeader.Parse(header);
        if (parsed is null)
        {
            return new SignatureOutcome.MalformedHeader(problem!);
        }

        var usable = 0;
        var index = 0;
        foreach (var secret in secrets)
        {
            if (!string.IsNullOrWhiteSpace(secret))
            {
                usable++;
                if (IsSignedWith(secret, parsed, body))
                {
                    return Judge(parsed.SignedAt, time.GetUtcNow().ToUnixTimeSeconds(), allowed, index);
                }
            }

            index++;
        }

        return usable == 0 ? new SignatureOutcome.NoSecret() : new SignatureOutcome.NoMatchingSignature();
    }

    /// <summary>Reads an event of any API version. Check its signature first.</summary>
    /// <returns>False if the body is no event: not JSON, another object, or without id or type.</returns>
    public static bool TryParseEvent(ReadOnlySpan<byte> body, [NotNullWhen(true)] out Event? stripeEvent)
    {
        stripeEvent = null;
        try
        {
            var parsed = JsonSerializer.Deserialize(body.StartsWith(Bom) ? body[Bom.Length..] : body, StripeJson.Default.Event);
            if (parsed is { Object: "event", Id.Length: > 0, Type.Length: > 0 })
            {
                stripeEvent = parsed;
            }
        }
        catch (JsonException)
        {
            // Whoever can sign can still send nonsense; the answer says so.
        }

        return stripeEvent is not null;
    }

    /// <inheritdoc cref="TryParseEvent"/>
    /// <exception cref="FormatException">The body is no event.</exception>
    public static Event ParseEvent(ReadOnlySpan<byte> body) => TryParseEvent(body, out var stripeEvent)
        ? stripeEvent
        : throw new FormatException("The body is not a Stripe event.");

    private static SignatureOutcome Judge(long signedAt, long now, TimeSpan allowed, int secretIndex)
    {
        var age = TimeSpan.FromSeconds(now - signedAt);
        return age > allowed ? new SignatureOutcome.TimestampTooOld(age)
            : -age > allowed ? new SignatureOutcome.TimestampTooNew(-age)
            : new SignatureOutcome.Valid(secretIndex, DateTimeOffset.FromUnixTimeSeconds(signedAt));
    }

    private static bool IsSignedWith(string secret, SignatureHeader header, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(header.Timestamp));
        hmac.AppendData("."u8);
        hmac.AppendData(body);
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));

        var fits = false;
        foreach (var candidate in header.V1)
        {
            fits |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(candidate));
        }

        return fits;
    }
}
