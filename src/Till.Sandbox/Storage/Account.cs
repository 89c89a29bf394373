using Till.Sandbox.Wire;

namespace Till.Sandbox.Storage;

/// <summary>The one test-mode account of a sandbox. Its ids and keys are drawn once and kept in its store.</summary>
internal sealed record Account(string Id, string SecretKey, string PublishableKey, string PaymentMethodConfiguration)
{
    /// <summary>The currency in which the account settles by default.</summary>
    public const string Currency = "usd";

    public const string Country = "US";

    /// <summary>What buyers see on statements and on hosted pages.</summary>
    public const string DisplayName = "Till sandbox";

    public const string StatementDescriptor = "TILL SANDBOX";

    /// <summary>What the account takes where nobody says what, as one switches it on in Stripe's own dashboard.</summary>
    public IReadOnlyList<string> Methods { get; init; } = UsualMethods;

    public static IReadOnlyList<string> UsualMethods { get; } = ["card", "link"];

    public static Account Open(Func<string, string?> fact, Action<string, string> setFact, Chance chance)
    {
        return new Account(
            Kept("account", () => "acct_1" + chance.Letters(15)),
            Kept("secret_key", () => "sk_test_51" + chance.Letters(96)),
            Kept("publishable_key", () => "pk_test_51" + chance.Letters(96)),
            Kept("payment_method_configuration", () => chance.LongId("pmc")))
        {
            Methods = Kept("payment_methods", () => string.Join(' ', UsualMethods)).Split(' '),
        };

        string Kept(string name, Func<string> draw)
        {
            if (fact(name) is { } kept)
            {
                return kept;
            }
            var drawn = draw();
            setFact(name, drawn);
            return drawn;
        }
    }
}
