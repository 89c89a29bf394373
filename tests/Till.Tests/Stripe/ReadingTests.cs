using System.Globalization;
using System.Text;
using System.Text.Json;
using Till.Stripe;
using Till.Stripe.Checkout;
using Till.Stripe.Json;

namespace Till.Tests.Stripe;

/// <summary>What Stripe writes is what is read: of every version, with every field that we have a name for.</summary>
public sealed class ReadingTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_recorded_object_of_a_known_kind_is_read_field_by_field()
    {
        var read = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var compared = 0;
        var wrong = new List<string>();
        foreach (var (kind, original) in Recordings.Objects())
        {
            read[kind] = read.GetValueOrDefault(kind) + 1;
            var understood = Recordings.Understand(kind, original);
            if (understood is null)
            {
                wrong.Add($"{kind} {original.GetProperty("id")} cannot be read");
                continue;
            }

            Compare(kind, original, understood.Value, wrong, ref compared);
            wrong.AddRange(Recordings.Lost(Recordings.TypeOf(kind), original, understood.Value).Select(name => $"{kind}.{name} was lost"));
        }

        output.WriteLine($"{read.Values.Sum()} objects ({string.Join(", ", read.Select(pair => $"{pair.Value} {pair.Key}"))}), {compared} fields compared, {wrong.Count} wrong");
        Assert.Empty(wrong);
        Assert.True(compared > 100, "The comparison compares next to nothing.");
        if (Environment.GetEnvironmentVariable("TILL_RECORDINGS") is null)
        {
            Assert.Equal(Recordings.Kinds.Order(StringComparer.Ordinal), read.Keys);
        }
    }

    [Fact]
    public async Task Every_recorded_error_becomes_its_exception()
    {
        var errors = Recordings.Errors().ToList();
        Assert.NotEmpty(errors);
        foreach (var (status, body) in errors)
        {
            using var bench = new Bench(retries: 0);
            bench.Network.Replies(status, body);
            var failure = await Assert.ThrowsAnyAsync<StripeException>(() => bench.Read());

            using var recorded = JsonDocument.Parse(body);
            var error = recorded.RootElement.GetProperty("error");
            Assert.Equal(error.GetProperty("type").GetString(), failure.StripeError!.Type);
            Assert.Equal(error.GetProperty("message").GetString(), failure.StripeError.Message);
            Assert.Equal(error.TryGetProperty("code", out var code) ? code.GetString() : null, failure.StripeError.Code);
        }

        output.WriteLine($"{errors.Count} errors");
    }

    [Fact]
    public void A_comparison_that_finds_nothing_wrong_can_find_something_wrong()
    {
        var wrong = new List<string>();
        var compared = 0;
        Compare("x", Parse("""{"a":1,"b":"x","c":[1,2],"d":{"id":"cus_1"},"e":null}"""), Parse("""{"a":2,"b":"y","c":[1],"d":"cus_2","e":"z"}"""), wrong, ref compared);
        Assert.Equal(5, wrong.Count);

        Assert.Equal(
            ["outcome.reason", "receipt_url"],
            Recordings.Lost(
                typeof(Charge),
                Parse("""{"receipt_url":"x","amount":1,"outcome":{"reason":"y","type":"z"},"description":null,"unknown":1}"""),
                Parse("""{"amount":1,"outcome":{"type":"z"} }""")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Missing_null_and_oddly_typed_fields_are_no_exception()
    {
        foreach (var odd in new[] { "null", "\"x\"", "7", "7.5", "true", "[]", "[1]", "1e99" })
        {
            var intent = Read<PaymentIntent>($$"""
                {"id":"pi_1","object":"payment_intent","amount":{{odd}},"amount_received":{{odd}},"canceled_at":{{odd}},"currency":{{odd}},
                 "customer":{{odd}},"latest_charge":{{odd}},"livemode":{{odd}},"status":{{odd}},"created":{{odd}},"client_secret":{{odd}} }
                """);
            Assert.NotNull(intent);
            Assert.Equal("pi_1", intent.Id);
            Assert.NotNull(intent.Status);
        }

        var bare = Read<PaymentIntent>("""{"id":"pi_1","object":"payment_intent"}""")!;
        Assert.Equal((0L, "", null, null), (bare.AmountReceived, bare.Status, bare.Customer.Id, bare.LatestCharge.Object));
        Assert.Empty(bare.Metadata);
        Assert.Empty(Read<Session>("""{"id":"cs_1","object":"checkout.session","metadata":null}""")!.Metadata);
    }

    [Fact]
    public void Unknown_words_and_fields_are_kept_or_passed_over()
    {
        var refund = Read<Refund>("""{"id":"re_1","object":"refund","status":"being_considered","tomorrow":{"deep":[{}]}}""")!;
        Assert.Equal("being_considered", refund.Status);
    }

    [Fact]
    public void A_reference_is_an_id_or_the_whole_object()
    {
        var byId = Read<PaymentIntent>("""{"id":"pi_1","object":"payment_intent","latest_charge":"ch_1"}""")!;
        Assert.Equal(("ch_1", null), (byId.LatestCharge.Id, byId.LatestCharge.Object));

        var expanded = Read<PaymentIntent>("""
            {"id":"pi_1","object":"payment_intent","latest_charge":{"id":"ch_1","object":"charge","amount":1999,
              "balance_transaction":{"id":"txn_1","object":"balance_transaction","fee":88,"net":1911,"source":"ch_1"}}}
            """)!;
        Assert.Equal("ch_1", expanded.LatestCharge.Id);
        Assert.Equal((88L, 1911L), (expanded.LatestCharge.Object!.BalanceTransaction.Object!.Fee, expanded.LatestCharge.Object.BalanceTransaction.Object.Net));
        Assert.Equal("ch_1", expanded.LatestCharge.Object.BalanceTransaction.Object.Source.Id);
    }

    [Fact]
    public void An_amount_is_exact_to_the_last_minor_unit()
    {
        Assert.Equal(long.MaxValue, Read<Charge>("""{"id":"ch_1","object":"charge","amount":9223372036854775807}""")!.Amount);
        Assert.Equal(-5, Read<BalanceTransaction>("""{"id":"txn_1","object":"balance_transaction","net":-5}""")!.Net);
    }

    [Theory]
    [InlineData("2026-10-28.endive", true)]
    [InlineData("2027-03-25.fennel", false)]
    [InlineData("2015-10-16", false)]
    public void An_event_of_any_version_is_read(string version, bool pinned)
    {
        var body = Encoding.UTF8.GetBytes($$"""
            {"id":"evt_1","object":"event","api_version":"{{version}}","created":1700000000,"livemode":false,"pending_webhooks":1,
             "request":"req_old","type":"payment_intent.some_day",
             "data":{"object":{"id":"pi_1","object":"payment_intent","metadata":{"attempt":"a1"},"status":"succeeded"},
                     "previous_attributes":{"status":"processing"} } }
            """);

        foreach (var bytes in new[] { body, [0xEF, 0xBB, 0xBF, .. body] })
        {
            var happened = EventUtility.ParseEvent(bytes);
            Assert.Equal(("evt_1", "payment_intent.some_day", pinned, "req_old"), (happened.Id, happened.Type, happened.HasPinnedVersion, happened.Request!.Id));
            Assert.Equal(("pi_1", "payment_intent", "a1", null), (happened.Data.ObjectId, happened.Data.ObjectType, happened.Data.Metadata("attempt"), happened.Data.Metadata("x")));
            Assert.Equal("succeeded", happened.Data.As<PaymentIntent>()!.Status);
            Assert.Null(happened.Data.As<Charge>());
            Assert.Equal("processing", happened.Data.PreviousAttributes!.Value.GetProperty("status").GetString());
            Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), happened.Created);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"id":"evt_1","object":"charge","type":"x"}""")]
    [InlineData("""{"id":"","object":"event","type":"x"}""")]
    [InlineData("""{"id":"evt_1","object":"event"}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"x","data":[[[[""")]
    public void What_is_no_event_is_told_so(string body)
    {
        Assert.False(EventUtility.TryParseEvent(Encoding.UTF8.GetBytes(body), out _));
        Assert.Throws<FormatException>(() => EventUtility.ParseEvent(Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void An_event_about_nothing_is_still_an_event()
    {
        foreach (var data in new[] { "null", "{}", """{"object":null}""", """{"object":[1]}""", "7" })
        {
            var read = EventUtility.TryParseEvent(
                Encoding.UTF8.GetBytes($$"""{"id":"evt_1","object":"event","type":"x","data":{{data}}}"""), out var happened);
            Assert.True(read || data == "7");
            Assert.Null(happened?.Data.ObjectId);
            Assert.Null(happened?.Data.As<Charge>());
        }
    }

    /// <summary>All that was understood stands in the original; what the original lacks or leaves null is a default.</summary>
    private static void Compare(string path, JsonElement original, JsonElement understood, List<string> wrong, ref int compared)
    {
        compared++;
        switch (understood.ValueKind, original.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                foreach (var property in understood.EnumerateObject())
                {
                    var there = original.TryGetProperty(property.Name, out var value) && value.ValueKind != JsonValueKind.Null;
                    if (there)
                    {
                        Compare($"{path}.{property.Name}", value, property.Value, wrong, ref compared);
                    }
                    else if (!IsDefault(property.Value))
                    {
                        wrong.Add($"{path}.{property.Name}: {property.Value} from nothing");
                    }
                }

                break;
            case (JsonValueKind.Array, JsonValueKind.Array) when original.GetArrayLength() == understood.GetArrayLength():
                foreach (var (from, to) in original.EnumerateArray().Zip(understood.EnumerateArray()))
                {
                    Compare(path + "[]", from, to, wrong, ref compared);
                }

                break;
            case (JsonValueKind.String, JsonValueKind.Object) when original.TryGetProperty("id", out var id) && id.GetString() == understood.GetString():
            case (JsonValueKind.String, JsonValueKind.String) when original.GetString() == understood.GetString():
            case (JsonValueKind.Number, JsonValueKind.Number) when original.GetDecimal() == understood.GetDecimal():
            case (JsonValueKind.True, JsonValueKind.True):
            case (JsonValueKind.False, JsonValueKind.False):
                break;
            default:
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {original} read as {understood}"));
                break;
        }
    }

    private static bool IsDefault(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Number => value.GetDecimal() == 0 || value.GetDecimal() == default(DateTimeOffset).ToUnixTimeSeconds(),
        JsonValueKind.False or JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.EnumerateObject().All(property => IsDefault(property.Value)),
        _ => false,
    };

    private static T? Read<T>(string json)
        where T : StripeEntity => EntityReader.TryRead<T>(Parse(json));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
