using Till.Payments;

namespace Till.Tests.CommandLine;

public sealed class StripeKeysTests
{
    [Theory]
    [InlineData("sk_test_1", "pk_test_1", "Development")]
    [InlineData("rk_test_1", "pk_test_1", "Development")]
    [InlineData("sk_test_1", "pk_test_1", "Staging")]
    [InlineData("sk_live_1", "pk_live_1", "Production")]
    [InlineData("rk_live_1", "pk_live_1", "Production")]
    [InlineData(null, null, "Development")]
    public void Keys_that_belong_to_the_environment_are_taken_without_a_word(string? secret, string? publishable, string environment) =>
        Assert.Null(StripeKeys.Check(Keys(secret, publishable), environment));

    [Theory]
    [InlineData("sk_test_51SECRET", "pk_test_51SECRET", "Production", "Test keys")]
    [InlineData("rk_test_51SECRET", "pk_test_51SECRET", "Production", "Test keys")]
    [InlineData("sk_live_51SECRET", "pk_live_51SECRET", "Development", "Live keys")]
    [InlineData("rk_live_51SECRET", "pk_live_51SECRET", "Staging", "Staging")]
    [InlineData("sk_live_51SECRET", "pk_test_51SECRET", "Production", "is a live key and Stripe__PublishableKey a test one")]
    [InlineData("sk_live_51SECRET", "pk_test_51SECRET", "Development", "is a live key and Stripe__PublishableKey a test one")]
    [InlineData("sk_test_51SECRET", "pk_live_51SECRET", "Production", "is a test key and Stripe__PublishableKey a live one")]
    public void Keys_that_do_not_are_refused_with_the_reason_and_never_shown(
        string secret, string publishable, string environment, string reason)
    {
        var refusal = Assert.Throws<StripeKeysException>(() => StripeKeys.Check(Keys(secret, publishable), environment));

        Assert.Contains(reason, refusal.Message);
        Assert.DoesNotContain("51SECRET", refusal.Message);
    }

    [Fact]
    public void Missing_keys_are_worth_a_warning_in_Production() =>
        Assert.Contains("buying is off", StripeKeys.Check(Keys(null, null), "Production"));

    private static StripeSettings Keys(string? secret, string? publishable) =>
        new(secret, publishable, [], StripeSettings.StripeApi, "https://js.stripe.com");
}
