using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Till.Stripe;
using Till.Stripe.Checkout;
using Till.Stripe.Json;
using Till.Stripe.Wire;

namespace Till.Tests.Stripe;

public sealed class FormEncodingTests
{
    /// <summary>Any text without halves of surrogate pairs, which no encoding can carry.</summary>
    private static readonly Gen<string> Texts = ArbMap.Default.GeneratorFor<string>()
        .Where(text => text is not null && !text.Any(char.IsSurrogate));

    private static readonly Gen<string> Keys = Texts.Where(text => text.Length > 0 && !text.Contains('[') && !text.Contains(']'));

    private static readonly Gen<Dictionary<string, string>> Maps =
        from pairs in (from key in Keys from value in Texts select (key, value)).ListOf()
        select pairs.DistinctBy(pair => pair.key).ToDictionary(pair => pair.key, pair => pair.value);

    [Fact]
    public void A_checkout_is_written_as_Stripe_documents_it()
    {
        var options = new SessionCreateOptions
        {
            Mode = "payment",
            SuccessUrl = "http://localhost:4000/return?s={CHECKOUT_SESSION_ID}",
            CustomerEmail = "zoë+1@example.org",
            AllowPromotionCodes = false,
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_999),
            LineItems =
            [
                new()
                {
                    Quantity = 2,
                    PriceData = new() { Currency = "usd", UnitAmount = 1999, ProductData = new() { Name = "Night & Day" } },
                },
                new() { Quantity = 1, Price = "price_1" },
            ],
            PaymentIntentData = new() { Metadata = new() { ["order"] = "42" } },
            Expand = ["payment_intent", "line_items"],
        };

        Assert.Equal(
            [
                "allow_promotion_codes=false",
                "customer_email=zo%C3%AB%2B1%40example.org",
                "expand[0]=payment_intent",
                "expand[1]=line_items",
                "expires_at=1700000000",
                "line_items[0][price_data][currency]=usd",
                "line_items[0][price_data][product_data][name]=Night%20%26%20Day",
                "line_items[0][price_data][unit_amount]=1999",
                "line_items[0][quantity]=2",
                "line_items[1][price]=price_1",
                "line_items[1][quantity]=1",
                "mode=payment",
                "payment_intent_data[metadata][order]=42",
                "success_url=http%3A%2F%2Flocalhost%3A4000%2Freturn%3Fs%3D%7BCHECKOUT_SESSION_ID%7D",
            ],
            FormEncoder.Encode(options, StripeJson.Default.SessionCreateOptions).Split('&').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nulls_are_left_out_and_empty_values_clear()
    {
        Assert.Equal("", FormEncoder.Encode(new CustomerUpdateOptions(), StripeJson.Default.CustomerUpdateOptions));
        Assert.Equal("", FormEncoder.Encode(null, StripeJson.Default.CustomerUpdateOptions));
        Assert.Equal(
            ["metadata[gone]=", "name=", "preferred_locales="],
            FormEncoder.Encode(
                new() { Name = "", PreferredLocales = [], Metadata = new() { ["gone"] = "" } },
                StripeJson.Default.CustomerUpdateOptions).Split('&').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_range_of_time_is_written_in_whole_seconds()
    {
        var options = new EventListOptions
        {
            Created = new() { GreaterThanOrEqual = DateTimeOffset.FromUnixTimeSeconds(5), LessThan = DateTimeOffset.FromUnixTimeSeconds(9) },
            DeliverySuccess = false,
            Types = [EventTypes.ChargeRefunded],
        };

        Assert.Equal(
            ["created[gte]=5", "created[lt]=9", "delivery_success=false", "types[0]=charge.refunded"],
            FormEncoder.Encode(options, StripeJson.Default.EventListOptions).Split('&').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Any_metadata_arrives_as_it_was_given() => Prop.ForAll(Arb.From(Maps), map =>
    {
        var read = Decode(Encode(new() { Amount = 1, Currency = "usd", Metadata = map }));
        return read.Count == map.Count + 2
            && map.All(pair => read[$"metadata[{pair.Key}]"] == pair.Value);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_and_any_amount_arrive_as_they_were_given() =>
        Prop.ForAll(Arb.From(Texts), Arb.From(ArbMap.Default.GeneratorFor<long>()), (text, amount) =>
        {
            var read = Decode(Encode(new() { Amount = amount, Currency = "usd", Description = text }));
            return read["description"] == text && read["amount"] == amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_list_of_any_length_keeps_its_order_and_its_length() =>
        Prop.ForAll(Arb.From(Texts.ListOf()), names =>
        {
            var options = new SessionCreateOptions
            {
                LineItems = [.. names.Select(name => new SessionLineItemOptions
                {
                    PriceData = new() { Currency = "usd", ProductData = new() { Name = name } },
                })],
            };
            var read = Decode(FormEncoder.Encode(options, StripeJson.Default.SessionCreateOptions));
            return names.Count == 0
                ? read.Count == 1 && read["line_items"].Length == 0
                : read.Count == 2 * names.Count
                    && names.Select((name, i) => read[$"line_items[{i}][price_data][product_data][name]"] == name).All(same => same);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_sent_is_plain_ascii() => Prop.ForAll(Arb.From(Maps), map =>
        Encode(new() { Amount = 1, Currency = "usd", Metadata = map }).All(c => c is > ' ' and <= '~')).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("a[b]")]
    [InlineData("]")]
    public void A_metadata_key_that_would_read_as_another_field_is_refused(string key) =>
        Assert.Throws<ArgumentException>(() => Encode(new() { Amount = 1, Currency = "usd", Metadata = new() { [key] = "x" } }));

    private static string Encode(PaymentIntentCreateOptions options) =>
        FormEncoder.Encode(options, StripeJson.Default.PaymentIntentCreateOptions);

    /// <summary>As a server decodes a form; two fields of one name would be an error here.</summary>
    private static Dictionary<string, string> Decode(string form) => form.Split('&').Select(field => field.Split('='))
        .ToDictionary(field => WebUtility.UrlDecode(field[0]), field => WebUtility.UrlDecode(field[1]), StringComparer.Ordinal);
}
