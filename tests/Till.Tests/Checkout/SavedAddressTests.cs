using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Checkout;

/// <summary>Who is signed in need not type what the account knows, and nobody else gets to see it.</summary>
public sealed class SavedAddressTests
{
    private const string Password = "three small boats";

    private static readonly (string, string)[] Typed =
    [
        ("Form.SendTo", "another"), ("Form.Name", "Ada Lovelace"), ("Form.Delivery.Country", "GB"), ("Form.Delivery.Street1", "12 St James's Square"),
        ("Form.Delivery.Town", "London"), ("Form.Delivery.Postcode", "SW1Y 4JH"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task They_are_offered_to_their_owner_the_default_first_and_one_can_be_sent_to_without_typing(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var ada = await SignInAsync(shop, "ada@example.com");
        using var eve = await SignInAsync(shop, "eve@example.com");
        var work = await SaveAsync(shop, "ada@example.com", "Work 1", isDefault: false);
        var home = await SaveAsync(shop, "ada@example.com", "Home 2", isDefault: true);
        var evil = await SaveAsync(shop, "eve@example.com", "Elsewhere 3", isDefault: true);
        var page = await ada.BuyNowAsync(await shop.AddGoodAsync());

        Assert.Equal([home, work, "another"], page.Page.Html.QuerySelectorAll("[name='Form.SendTo']").Select(one => one.GetAttribute("value")));
        Assert.Equal((home, "ada@example.com"), (page.Fields()["Form.SendTo"], page.Fields()["Form.Email"]));
        Assert.Contains("Home 2, 1060 Wien, Austria", page.Page.Text("#delivery"));
        Assert.DoesNotContain("Elsewhere", page.Body);

        var chosen = await ada.PostAsync(ada.Checkout, page.Fields(filled: [("Form.SendTo", work)]));
        Assert.Contains("Your details are fine.", chosen.Page.Text("[role=status]"));

        // Another's is nobody's: what is typed counts, and nothing is.
        var stolen = await ada.PostAsync(ada.Checkout, page.Fields(filled: [("Form.SendTo", evil)]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stolen.Status);
        Assert.DoesNotContain("Elsewhere", stolen.Body);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("on", false)]
    [InlineData("1", false)]
    [InlineData(null, false)]
    public async Task Only_a_box_that_was_checked_keeps_an_address(string? save, bool kept)
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite", webhooks: false);
        using var ada = await SignInAsync(shop, "ada@example.com");
        var page = await ada.BuyNowAsync(await shop.AddGoodAsync());
        var fields = page.Fields(filled: Typed);
        Assert.False(fields.ContainsKey("Form.Save"));
        if (save is not null)
        {
            fields["Form.Save"] = save;
        }

        var answer = await ada.PostAsync(ada.Checkout + "&handler=pay", fields, "application/json");

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body);
        Assert.Equal(kept, await shop.SingleAsync<bool>("SELECT save_details FROM orders"));
    }

    private static async Task<Visitor> SignInAsync(SaleShop shop, string email)
    {
        var now = TimeProvider.System.Now();
        var account = new Account { Id = Chance.Secure.NewId(now), Email = email, EmailKey = Email.Key(email), EmailConfirmed = true, CreatedAt = now };
        await using (var scope = shop.App.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<AccountManager>().SetPasswordAsync(account, Password);
        }

        await shop.Get<Database>().WriteAsync(transaction => AccountStore.InsertAsync(transaction, account), Cancel);
        var visitor = new Visitor(shop.Address);
        var page = await visitor.GetAsync("/account/sign-in");
        var sent = await visitor.PostAsync("/account/sign-in", page.Fields("main form", ("EmailAddress", email), ("Password", Password)));
        Assert.Equal(HttpStatusCode.Redirect, sent.Status);
        return visitor;
    }

    private static async Task<string> SaveAsync(SaleShop shop, string email, string street, bool isDefault)
    {
        var id = Chance.Secure.NewId(TimeProvider.System.Now());
        await shop.ExecuteAsync(
            """
            INSERT INTO addresses (id, account_id, name, street1, town, postcode, country, is_default, created_at)
            SELECT @id, id, 'Ada Lovelace', @street, 'Wien', '1060', 'AT', @isDefault, @now FROM accounts WHERE email = @email
            """,
            new { id, street, isDefault, email, now = TimeProvider.System.Now() });
        return id.ToString();
    }
}
