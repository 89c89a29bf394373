using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Admin;

/// <summary>Who works in the shop: invited, changed, let go.</summary>
public sealed class PeopleTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Somebody_new_is_invited_by_mail_and_let_in_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var invited = await owner.SubmitFormAsync(await owner.GetAsync("/admin/people"), Office.Form("Invite"), ("EmailAddress", "Sam@till.example"), ("Role", "staff"));
        Assert.Contains("The invitation is on its way.", invited.Text);
        var mail = Assert.Single(await shop.MailsAsync());
        Assert.Equal("Sam@till.example", mail.To);
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        using var sam = shop.NewBrowser();
        var page = await sam.GetAsync(mail.Link);
        Assert.Contains("as staff", page.Text);

        Assert.Equal(400, (await sam.SubmitAsync(page, ("Password", "short"), ("PasswordAgain", "short"))).Status);
        var accepted = await sam.SubmitAsync(page, ("Name", "Sam"), ("Password", Password), ("PasswordAgain", Password));
        Assert.Contains("You are part of the shop.", accepted.Text);
        Assert.Equal("/admin", (await sam.SubmitAsync(accepted, ("EmailAddress", "sam@till.example"), ("Password", Password))).Path);

        using var eve = shop.NewBrowser();
        Assert.Equal(410, (await eve.GetAsync(mail.Link)).Status);
        var rows = (await owner.GetAsync("/admin/people")).Rows();
        Assert.Contains(rows, row => row.StartsWith("Sam@till.example, Sam Staff none", StringComparison.Ordinal));
        var log = await owner.ChangesAsync();
        Assert.EndsWith("Sam@till.example Accepted an invitation Sam@till.example, as Staff, invited by owner@till.example", log[0]);
        Assert.EndsWith("owner@till.example Invited Sam@till.example, as Staff", log[1]);
    }

    [Theory, BothEngines]
    public async Task Who_has_an_account_shows_its_password_and_keeps_what_they_bought(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        using var owner = await Office.SignInAsync(shop);
        await owner.SubmitFormAsync(await owner.GetAsync("/admin/people"), Office.Form("Invite"), ("EmailAddress", "ada@till.example"), ("Role", "bookkeeper"));
        var mail = Assert.Single(await shop.MailsAsync());
        using var browser = shop.NewBrowser();
        var page = await browser.GetAsync(mail.Link);

        Assert.Equal(400, (await browser.SubmitAsync(page, ("Password", "something else"))).Status);
        Assert.Equal("buyer", await shop.QueryAsync<string>("SELECT role FROM accounts WHERE email_key = 'ada@till.example'"));
        await browser.SubmitAsync(page, ("Password", Password));

        Assert.Equal("bookkeeper", await shop.QueryAsync<string>("SELECT role FROM accounts WHERE email_key = 'ada@till.example'"));
        Assert.Equal(200, (await ada.GetAsync("/admin/orders")).Status);
        var again = await owner.SubmitFormAsync(await owner.GetAsync("/admin/people"), Office.Form("Invite"), ("EmailAddress", "ADA@till.example"));
        Assert.Contains("works here already", again.Page.QuerySelector("#EmailAddress-error")!.TextContent);
    }

    [Theory, BothEngines]
    public async Task An_invitation_is_over_when_it_is_taken_back_written_anew_or_a_week_old(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var browser = shop.NewBrowser();
        async Task<string> InviteAsync()
        {
            await owner.SubmitFormAsync(await owner.GetAsync("/admin/people"), Office.Form("Invite"), ("EmailAddress", "sam@till.example"));
            return Assert.Single(await shop.MailsAsync()).Link;
        }

        var (first, second) = (await InviteAsync(), await InviteAsync());
        Assert.Equal(410, (await browser.GetAsync(first)).Status);
        Assert.Equal(200, (await browser.GetAsync(second)).Status);
        await owner.SubmitFormAsync(await owner.GetAsync("/admin/people"), Office.Form("TakeBack"));
        Assert.Equal(410, (await browser.GetAsync(second)).Status);
        var third = await InviteAsync();
        shop.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(410, (await browser.GetAsync(third)).Status);
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_invited_is_said_at_its_field(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/people");

        foreach (var (email, role) in ((string, string)[])[("", "staff"), ("nobody", "staff"), ("<script>@till.example", "staff"), ("a@b.example", "king"), ("a@b.example", "buyer")])
        {
            var refused = await owner.SubmitFormAsync(page, Office.Form("Invite"), ("EmailAddress", email), ("Role", role));
            Assert.Equal(400, refused.Status);
            Assert.NotNull(refused.Page.QuerySelector("[role=alert]"));
        }

        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM invitations"));
        Assert.Empty(await shop.MailsAsync());
    }

    [Theory, BothEngines]
    public async Task A_role_is_changed_with_what_was_before_on_record_and_holds_at_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var sam = await Office.SignInAsync(shop, Roles.Staff);
        using var owner = await Office.SignInAsync(shop);
        var id = await IdAsync(shop, "staff@till.example");
        Assert.Equal(403, (await sam.GetAsync("/admin/attention")).Status);

        var changed = await owner.SubmitFormAsync(await owner.GetAsync($"/admin/people/{id}"), Office.Form("Role"), ("Role", "bookkeeper"));

        Assert.Contains("The role is changed.", changed.Text);
        Assert.Equal(200, (await sam.GetAsync("/admin/attention")).Status);
        Assert.EndsWith("Changed a role staff@till.example, from Staff to Bookkeeper", Assert.Single(await owner.ChangesAsync()));
    }

    [Theory, BothEngines]
    public async Task Who_is_removed_is_signed_out_everywhere_and_a_customer_again(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var sam = await Office.SignInAsync(shop, Roles.Staff);
        await SecondFactorTests.SetUpAsync(shop, sam, Password);
        using var owner = await Office.SignInAsync(shop);
        var id = await IdAsync(shop, "staff@till.example");

        var page = await owner.GetAsync($"/admin/people/{id}");
        Assert.Contains("The second factor is taken away.", (await owner.SubmitFormAsync(page, Office.Form("Factor"))).Text);
        Assert.Equal(404, (await owner.SubmitFormAsync(page, Office.Form("Factor"))).Status);
        Assert.Contains("They are out", (await owner.SubmitFormAsync(page, Office.Form("Remove"))).Text);

        Assert.StartsWith("/account/sign-in", (await sam.GetAsync("/account")).Path);
        Assert.Equal("/account", (await AccountsShop.SignInAsync(sam, "staff@till.example", Password)).Path);
        Assert.Equal(403, (await sam.GetAsync("/admin")).Status);
        Assert.Equal(404, (await owner.GetAsync($"/admin/people/{id}")).Status);
    }

    [Theory, BothEngines]
    public async Task An_owner_signs_somebody_out_one_browser_or_all(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var sam = await Office.SignInAsync(shop, Roles.Staff);
        using var phone = shop.NewBrowser();
        await AccountsShop.SignInAsync(phone, "staff@till.example", Password);
        using var owner = await Office.SignInAsync(shop);
        var id = await IdAsync(shop, "staff@till.example");

        var page = await owner.SubmitFormAsync(await owner.GetAsync($"/admin/people/{id}"), Office.Form("SignOut"));
        Assert.Contains("Signed out.", page.Text);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE a.role = 'staff'"));
        Assert.Equal(404, (await owner.SubmitFormAsync(page, Office.Form("SignOut"), ("session", "nonsense"))).Status);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE a.role = 'staff'"));
        await owner.SubmitFormAsync(page, Office.Form("SignOut"));
        Assert.StartsWith("/account/sign-in", (await sam.GetAsync("/account")).Path);
        Assert.StartsWith("/account/sign-in", (await phone.GetAsync("/account")).Path);
    }

    [Theory, BothEngines]
    public async Task The_last_owner_cannot_be_removed_or_made_anything_else(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync($"/admin/people/{await IdAsync(shop, Office.OwnerEmail)}");

        foreach (var refused in (Answer[])
            [await owner.SubmitFormAsync(page, Office.Form("Remove")), await owner.SubmitFormAsync(page, Office.Form("Role"), ("Role", "staff"))])
        {
            Assert.Equal(400, refused.Status);
            Assert.Contains("at least one owner", refused.Page.QuerySelector("[role=alert]")!.TextContent);
        }

        Assert.Equal(200, (await owner.GetAsync("/admin/people")).Status);
    }

    [Theory, BothEngines]
    public async Task Two_owners_who_remove_each_other_at_the_same_moment_leave_one(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await OwnerAccount.CreateAsync(shop.Services, "one@till.example", Cancel);
        await OwnerAccount.CreateAsync(shop.Services, "two@till.example", Cancel);
        var (one, two, people) = (await IdAsync(shop, "one@till.example"), await IdAsync(shop, "two@till.example"), shop.Services.GetRequiredService<People>());

        var ended = await Task.WhenAll(
            Task.Run(() => people.RemoveAsync(Actor.CommandLine, one, Cancel)), Task.Run(() => people.RemoveAsync(Actor.CommandLine, two, Cancel)));

        Assert.Equal([People.Outcome.Done, People.Outcome.LastOwner], ended.Order());
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM accounts WHERE role = 'owner'"));
    }

    private static Task<Guid> IdAsync(AccountsShop shop, string key) => shop.QueryAsync<Guid>("SELECT id FROM accounts WHERE email_key = @key", new { key });
}
