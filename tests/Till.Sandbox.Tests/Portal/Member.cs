using System.Text.Json;
using Till.Sandbox.Tests.Pages;

namespace Till.Sandbox.Tests.Portal;

/// <summary>A sandbox in which a shop sells two memberships, Silver at $9.00 a month and Gold at $20.00, and a member who has Silver.</summary>
internal sealed class Member : IAsyncDisposable
{
    private Member(Shopkeeper shop) => Shop = shop;

    public Shopkeeper Shop { get; }

    public string Silver { get; private set; } = "";

    public string Gold { get; private set; } = "";

    public string Customer { get; private set; } = "";

    public string Subscription { get; private set; } = "";

    public string Configuration { get; private set; } = "";

    /// <summary>Where the portal is; known once it is open.</summary>
    public string Portal { get; private set; } = "";

    public static async Task<Member> Open(string proration = "always_invoice", string mode = "at_period_end", params (string Name, string Value)[] session)
    {
        var member = new Member(await Shopkeeper.OpenAsync());
        await member.Join(proration, mode);
        await member.Visit(session);
        return member;
    }

    /// <summary>Opens another session of the portal.</summary>
    public async Task Visit(params (string Name, string Value)[] more)
    {
        var made = await Api("/v1/billing_portal/sessions", [("customer", Customer), ("configuration", Configuration), ("return_url", "https://shop.example/me"), .. more]);
        Portal = new Uri(made.GetProperty("url").GetString()!).AbsolutePath;
    }

    public Task<Reply> Get(string path = "") => Shop.GetAsync(Portal + path);

    /// <summary>Sends a form with the token that the portal's forms carry.</summary>
    public async Task<Reply> Post(string path, params (string Name, string Value)[] fields)
    {
        var form = (await Get("/payment-method")).Page.QuerySelector("input[name=form_token]")!.GetAttribute("value")!;
        return await Shop.PostAsync(Portal + path, [new("form_token", form), .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
    }

    public Task<Reply> AddCard(string number, params (string Name, string Value)[] other) => Post(
        "/payment-method", [.. Shopkeeper.Card(number).Where(field => field.Key != "email").Select(field => (field.Key, field.Value)), .. other]);

    /// <summary>Answers the bank's question as its page would, and goes on to where that leads.</summary>
    public async Task<Reply> Authenticate(Reply challenged, string outcome)
    {
        var form = (await Shop.GetAsync(challenged.Location!)).Page.QuerySelector("form")!;
        var fields = form.QuerySelectorAll("input[type=hidden]").Select(input => new KeyValuePair<string, string>(input.GetAttribute("name")!, input.GetAttribute("value")!));
        var answered = await Shop.PostAsync(form.GetAttribute("action")!, [.. fields, new("outcome", outcome)]);
        return await Shop.GetAsync(answered.Location!);
    }

    public Task<JsonElement> Api(string path, params (string Name, string Value)[] fields) =>
        Shop.ApiAsync(HttpMethod.Post, path, fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal));

    public Task<JsonElement> Read(string path) => Shop.ApiAsync(HttpMethod.Get, path);

    public Task<JsonElement> Subscribed() => Read("/v1/subscriptions/" + Subscription);

    public ValueTask DisposeAsync() => Shop.DisposeAsync();

    private async Task Join(string proration, string mode)
    {
        var (silver, gold) = (await Price("Silver", 900), await Price("Gold", 2000));
        (Silver, Gold) = (Id(silver), Id(gold));
        const string update = "features[subscription_update]";
        Configuration = Id(await Api(
            "/v1/billing_portal/configurations", ("business_profile[headline]", "Your membership"), ("features[payment_method_update][enabled]", "true"),
            ("features[invoice_history][enabled]", "true"), ("features[subscription_cancel][enabled]", "true"), ("features[subscription_cancel][mode]", mode),
            ("features[subscription_cancel][cancellation_reason][enabled]", "true"), ("features[subscription_cancel][cancellation_reason][options][0]", "unused"),
            (update + "[enabled]", "true"), (update + "[default_allowed_updates][0]", "price"), (update + "[default_allowed_updates][1]", "quantity"),
            (update + "[proration_behavior]", proration), (update + "[products][0][product]", silver.GetProperty("product").GetString()!), (update + "[products][0][prices][0]", Silver),
            (update + "[products][1][product]", gold.GetProperty("product").GetString()!), (update + "[products][1][prices][0]", Gold),
            (update + "[products][1][adjustable_quantity][enabled]", "true"), (update + "[products][1][adjustable_quantity][maximum]", "3")));
        Customer = Id(await Api(
            "/v1/customers", ("email", "ada@example.org"), ("name", "Ada"), ("payment_method", "pm_card_visa"), ("invoice_settings[default_payment_method]", "pm_card_visa")));
        Subscription = Id(await Api("/v1/subscriptions", ("customer", Customer), ("items[0][price]", Silver)));
    }

    private Task<JsonElement> Price(string name, int amount) => Api(
        "/v1/prices", ("currency", "usd"), ("unit_amount", amount.ToString()), ("recurring[interval]", "month"), ("product_data[name]", name));

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;
}
