namespace Till.Payments;

/// <summary>
/// Holds the word test or live, which every Stripe key carries, against the environment, so that a shop in Production never
/// hands out goods for test cards and a trial never charges a real one. Of a key, only that word is ever shown.
/// </summary>
internal static class StripeKeys
{
    private const string Secret = "Stripe__SecretKey";
    private const string Publishable = "Stripe__PublishableKey";

    /// <returns>What the operator should know before the shop opens, or null.</returns>
    /// <exception cref="StripeKeysException">The keys do not belong together, or not into this environment.</exception>
    public static string? Check(StripeSettings settings, string environment)
    {
        var production = environment == Environments.Production;
        if (settings is not { SecretKey: { } secretKey, PublishableKey: { } publishableKey })
        {
            return production
                ? $"No Stripe keys are set: the shop can be browsed, and buying is off. Set {Secret} and {Publishable}."
                : null;
        }

        var (secret, publishable) = (Word(secretKey), Word(publishableKey));
        if (secret != publishable)
        {
            throw new StripeKeysException(
                $"{Secret} is a {secret} key and {Publishable} a {publishable} one. Set both from the same side of Stripe's dashboard.");
        }

        return (secret, production) switch
        {
            ("test", true) => throw new StripeKeysException(
                "Test keys are set, and this is Production: buyers would get the goods and nobody would be charged. "
                + "Set the live keys, or start with --environment Development."),
            ("live", false) => throw new StripeKeysException(
                $"Live keys are set, and this is {environment}: real cards would be charged. "
                + "Set the test keys, or start with --environment Production."),
            _ => null,
        };
    }

    /// <summary>The second part of sk_test_…, rk_live_…, pk_test_…; the settings accept no other form.</summary>
    private static string Word(string key) => key.Split('_')[1];
}

internal sealed class StripeKeysException(string message) : Exception(message);
