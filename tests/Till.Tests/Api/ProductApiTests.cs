using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Till.Api;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;

namespace Till.Tests.Api;

/// <summary>Products over the API: by the same rules as in the back office, once for each idempotency key.</summary>
public sealed class ProductApiTests
{
    private static readonly object Shirt = new
    {
        kind = "good", title = "Harbour Shirt", maker = "Loom & Co", description = "Soft.", published = true, sizes = new[] { "S", "M" }, stock = 7,
        prices = new[] { new { amount = 2500 } },
    };

    [Theory, BothEngines]
    public async Task A_product_is_made_once_changed_by_its_version_priced_and_stocked(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);

        var reply = await caller.PostAsync("/api/v1/products", Shirt, "one");
        var made = reply.Must(HttpStatusCode.Created);
        var id = made.GetProperty("id").GetGuid();
        var path = $"/api/v1/products/{id}";
        Assert.Equal(path, reply.Headers["Location"]);
        Assert.Equal("harbour-shirt", made.GetProperty("slug").GetString());
        Assert.Equal(["S", "M"], made.GetProperty("variants").EnumerateArray().Select(one => one.GetProperty("size").GetString()));
        var variant = made.GetProperty("variants")[1];
        Assert.Equal(2500, variant.GetProperty("prices")[0].GetProperty("amount").GetInt64());
        Assert.Equal(7, variant.GetProperty("stock").GetInt32());
        Assert.EndsWith("+00:00", made.GetProperty("updated_at").GetString());

        // The first answer again, and nothing more made.
        var again = await caller.PostAsync("/api/v1/products", Shirt, "one");
        Assert.Equal(reply.Body, again.Body);
        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal("true", again.Headers["Idempotent-Replayed"]);
        (await caller.PostAsync("/api/v1/products", new { kind = "good", title = "Other", maker = "Loom" }, "one")).Must(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products"));

        var read = await caller.GetAsync(path);
        var version = read.Must(HttpStatusCode.OK).GetProperty("version").GetInt32();
        Assert.Equal($"\"{version}\"", read.Headers["ETag"]);
        var changed = await caller.PatchAsync(path, new { version, title = "Harbour Shirt II", published = false, year = 2026 });
        Assert.Equal("Harbour Shirt II", changed.Must(HttpStatusCode.OK).GetProperty("title").GetString());
        Assert.False(changed["published"].GetBoolean());
        Assert.Equal("Soft.", changed["description"].GetString());
        Assert.Equal(2026, changed["year"].GetInt32());
        (await caller.PatchAsync(path, new { version, title = "Lost" })).Must(HttpStatusCode.Conflict);
        (await caller.PatchAsync(path, new { title = "Lost" }, ("If-Match", $"\"{version}\""))).Must(HttpStatusCode.PreconditionFailed);
        (await caller.PatchAsync(path, new { title = "Lost" })).Must(HttpStatusCode.PreconditionRequired);
        Assert.Equal(JsonValueKind.Null, (await caller.PatchAsync(path, new { year = (int?)null }, ("If-Match", changed.Headers["ETag"]))).Must(HttpStatusCode.OK).GetProperty("year").ValueKind);

        var move = new { variant_id = variant.GetProperty("id").GetGuid(), reason = "received", number = 5, note = "Box 12" };
        var moved = await caller.PostAsync($"{path}/stock", move, "two");
        Assert.Equal(12, moved.Must(HttpStatusCode.Created).GetProperty("variants")[1].GetProperty("stock").GetInt32());
        Assert.Equal(moved.Body, (await caller.PostAsync($"{path}/stock", move, "two")).Body);
        Assert.Equal(12, await shop.QueryAsync<int>("SELECT stock FROM variants WHERE size = 'M'"));
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        var priced = await caller.PostAsync($"{path}/prices", new { amount = 2750 });
        Assert.All(priced.Must(HttpStatusCode.Created).GetProperty("variants").EnumerateArray(), one => Assert.Equal(2750, one.GetProperty("prices")[0].GetProperty("amount").GetInt64()));

        var log = (await owner.ChangesAsync()).Where(line => !line.Contains("Made an API key")).ToList();
        Assert.Equal(5, log.Count);
        Assert.All(log, line => Assert.Contains("Key “Stock sync” (till_", line));
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_taken_says_which_field_and_why_and_changes_nothing(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        var made = (await caller.PostAsync("/api/v1/products", Shirt)).Must(HttpStatusCode.Created);
        var path = $"/api/v1/products/{made.GetProperty("id").GetGuid()}";
        var variant = made.GetProperty("variants")[0].GetProperty("id").GetGuid();

        foreach (var (body, field) in new (string, string)[]
        {
            ("""{"kind":"boat","title":"A","maker":"B"}""", "kind"),
            ("""{"kind":"good","title":" ","maker":"B"}""", "title"),
            ($$"""{"kind":"good","title":"{{new string('x', 201)}}","maker":"B"}""", "title"),
            ("""{"kind":"good","title":"A","maker":"B","slug":"No Slug"}""", "slug"),
            ("""{"kind":"good","title":"A","maker":"B","slug":"harbour-shirt"}""", "slug"),
            ("""{"kind":"good","title":"A","maker":"B","year":3}""", "year"),
            ("""{"kind":"good","title":"A","maker":"B","stock":-1}""", "stock"),
            ("""{"kind":"album","title":"A","maker":"B","stock":1}""", "stock"),
            ("""{"kind":"good","title":"A","maker":"B","prices":[{"amount":-5}]}""", "prices"),
            ("""{"kind":"good","title":"A","maker":"B","prices":[{"amount":500},{"amount":600}]}""", "prices"),
            ("""{"kind":"good","title":"A","maker":"B","sizes":["S","s"]}""", "sizes"),
            ("""{"kind":"good","title":"A","maker":"B","categories":["01900000-0000-7000-8000-000000000000"]}""", "categories"),
            ("""{"kind":"good","title":7,"maker":"B"}""", "title"),
            ("""{"kind":"good","title":"A","maker":"B","prices":[{"amount":"5"}]}""", "prices[0].amount"),
            ("""{"kind":"good","title":"A","maker":"B","colour":"red"}""", "colour"),
        })
        {
            var reply = await caller.SendAsync(HttpMethod.Post, "/api/v1/products", body, ("Idempotency-Key", Chance.Secure.NewKey()));
            reply.Must(HttpStatusCode.BadRequest);
            Assert.Equal([field], reply.Fields);
        }

        Assert.Contains("colour", (await RawAsync("""{"kind":"good","colour":1}""")).Detail);
        foreach (var body in (string[])["{", "", "null", "[]", "\"text\"", """{"kind":"good","kind":"good"}""", """{"title":"A"}"""])
        {
            (await RawAsync(body)).Must(HttpStatusCode.BadRequest);
        }

        (await RawAsync($"{{\"title\":\"{new string('x', 300_000)}\"}}")).Must(HttpStatusCode.RequestEntityTooLarge);
        (await caller.SendAsync(HttpMethod.Post, "/api/v1/products", "a=b", ("Idempotency-Key", "form"), ("Content-Type", "application/x-www-form-urlencoded")))
            .Must(HttpStatusCode.UnsupportedMediaType);
        Assert.Contains("Idempotency-Key", (await caller.SendAsync(HttpMethod.Post, "/api/v1/products", "{}")).Must(HttpStatusCode.BadRequest).GetProperty("detail").GetString());

        foreach (var (body, field) in new (object, string)[]
        {
            (new { variant_id = Guid.Empty, reason = "received", number = 1 }, "variant_id"),
            (new { variant_id = variant, reason = "stolen", number = 1 }, "reason"),
            (new { variant_id = variant, reason = "received" }, "number"),
            (new { variant_id = variant, reason = "received", number = 0 }, "number"),
            (new { variant_id = variant, reason = "lost", number = 8 }, "number"),
            (new { variant_id = variant, reason = "counted", number = 3, seen = 6 }, "number"),
        })
        {
            var reply = await caller.PostAsync($"{path}/stock", body);
            reply.Must(HttpStatusCode.BadRequest);
            Assert.Equal([field], reply.Fields);
        }

        Assert.Equal(["amount"], Fields(await caller.PostAsync($"{path}/prices", new { amount = 1 })));
        Assert.Equal(["currency"], Fields(await caller.PostAsync($"{path}/prices", new { amount = 500, currency = "xxx" })));
        Assert.Equal(["interval"], Fields(await caller.PostAsync($"{path}/prices", new { amount = 500, interval = "month" })));
        Assert.Equal(["variant_id"], Fields(await caller.PostAsync($"{path}/prices", new { amount = 500, variant_id = Guid.Empty })));
        (await caller.PostAsync($"/api/v1/products/{Guid.Empty}/prices", new { amount = 500 })).Must(HttpStatusCode.NotFound);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products"));
        Assert.Equal(14, await shop.QueryAsync<int>("SELECT CAST(SUM(stock) AS integer) FROM variants"));

        Task<Reply> RawAsync(string body) => caller.SendAsync(HttpMethod.Post, "/api/v1/products", body, ("Idempotency-Key", Chance.Secure.NewKey()));

        static IReadOnlyList<string> Fields(Reply reply)
        {
            reply.Must(HttpStatusCode.BadRequest);
            return reply.Fields;
        }
    }

    [Theory, BothEngines]
    public async Task A_list_is_walked_page_by_page_and_narrowed(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        for (var i = 0; i < 5; i++)
        {
            (await caller.PostAsync("/api/v1/products", new { kind = i < 3 ? "book" : "good", title = $"Thing {i}", maker = "Somebody", published = i % 2 == 0 })).Must(HttpStatusCode.Created);
            shop.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var titles = new List<string>();
        string? after = null;
        do
        {
            var page = (await caller.GetAsync($"/api/v1/products?limit=2{(after is null ? "" : $"&after={after}")}")).Must(HttpStatusCode.OK);
            titles.AddRange(page.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("title").GetString()!));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        Assert.Equal(["Thing 0", "Thing 1", "Thing 2", "Thing 3", "Thing 4"], titles);
        Assert.Equal(3, await CountAsync("kind=book"));
        Assert.Equal(3, await CountAsync("state=published"));
        Assert.Equal(2, await CountAsync($"updated_since={Uri.EscapeDataString(shop.Clock.GetUtcNow().AddSeconds(-125).ToString("O"))}"));
        var sku = (await caller.GetAsync("/api/v1/products?limit=1"))["data"][0].GetProperty("variants")[0].GetProperty("sku").GetString();
        Assert.Equal(1, await CountAsync($"sku={sku}"));
        Assert.Equal(0, await CountAsync("sku=none"));
        foreach (var (query, field) in new[]
        {
            ("limit=0", "limit"), ("limit=101", "limit"), ("limit=many", "limit"), ("kind=boat", "kind"), ("state=lost", "state"), ("after=x", "after"), ("updated_since=today", "updated_since"),
        })
        {
            var reply = await caller.GetAsync($"/api/v1/products?{query}");
            reply.Must(HttpStatusCode.BadRequest);
            Assert.Equal([field], reply.Fields);
        }

        async Task<int> CountAsync(string query) => (await caller.GetAsync($"/api/v1/products?{query}")).Must(HttpStatusCode.OK).GetProperty("data").GetArrayLength();
    }

    [Theory, BothEngines]
    public async Task The_same_request_many_times_at_once_makes_one_product(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => caller.PostAsync("/api/v1/products", Shirt, "same")));

        Assert.All(replies, one => Assert.True(one.Status is HttpStatusCode.Created or HttpStatusCode.Conflict, one.Body));
        Assert.Single(replies.Where(one => one.Status == HttpStatusCode.Created).Select(one => one.Body).Distinct());
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products"));
    }

    [Fact]
    public async Task A_list_takes_as_many_queries_for_many_as_for_few()
    {
        await using var shop = await AccountsShop.OpenAsync(nameof(Engine.Postgres));
        using var caller = await Caller.OpenAsync(shop.Address, shop.Services);
        await caller.PostAsync("/api/v1/products", Shirt);
        using var counter = await QueryCounter.StartAsync(shop.Services.GetRequiredService<Database>());
        await caller.GetAsync("/api/v1/products");
        var few = counter.Take();
        for (var i = 0; i < 10; i++)
        {
            await caller.PostAsync("/api/v1/products", Shirt);
        }

        counter.Take();
        await caller.GetAsync("/api/v1/products");

        Assert.Equal(few, counter.Take());
    }
}
