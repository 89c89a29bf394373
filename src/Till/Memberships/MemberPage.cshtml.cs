using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Till.Accounts;
using Till.Core.Memberships;
using Till.Storage;

namespace Till.Memberships;

/// <summary>
/// The membership as its member sees it, from the shop's own record alone: Stripe is asked only when a button is pressed, and opens its portal
/// for this member and now.
/// </summary>
[Authorize]
internal sealed class MemberPageModel(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time) : AccountPage
{
    [BindProperty]
    public PortalFlow Flow { get; set; }

    /// <summary>Null: never a member, and not joining.</summary>
    internal MembershipView? View { get; private set; }

    /// <summary>What the plan gives now.</summary>
    internal Member Member { get; private set; } = Member.Nobody;

    /// <summary>What comes with it, for who is in.</summary>
    internal IReadOnlyList<MemberAlbum> Albums { get; private set; } = [];

    /// <summary>It can still ask for money, so that no other can be joined.</summary>
    public bool IsLiving { get; private set; }

    public bool Welcome { get; private set; }

    public string? Notice { get; private set; }

    /// <summary>"Visa ending in 4242, until 04/2027"; null when it is not known.</summary>
    public string? Card => View is { CardLast4: { } last4 } view
        ? $"{Orders.PaymentWords.Describe("card", view.CardBrand, last4)}{(view.CardExpires is [_, _, _, _, '-', ..] ends ? $", until {ends[5..]}/{ends[..4]}" : "")}"
        : null;

    /// <summary>"3 days", until what failed must be mended.</summary>
    public string Left => MemberWords.Left(View!.Access.Until!.Value, time.Now());

    public async Task OnGetAsync(bool welcome, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        Welcome = welcome && View?.Access.IsIn == true; // the address says it, and the record must too
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid || !Enum.IsDefined(Flow))
        {
            return BadRequest();
        }

        if (await services.GetRequiredService<MemberPortal>().OpenAsync(User.AccountId()!.Value, JoinPageModel.MemberPath, Flow, cancel) is { } url)
        {
            Response.Headers.Location = url;
            return StatusCode(StatusCodes.Status303SeeOther);
        }

        await LoadAsync(cancel);
        Notice = settings.Stripe.HasKeys
            ? "Our payment provider, where this is done, did not answer. Nothing has changed. Please try again in a minute."
            : "This shop has no payment provider set up at the moment, so this cannot be done now. Nothing has changed.";
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Page();
    }

    private Task<bool> LoadAsync(CancellationToken cancel) => database.ReadAsync(
        async db =>
        {
            var (account, now) = (User.AccountId()!.Value, time.Now());
            var row = await MembershipRow.FindAsync(db, account, settings.Access, now);
            View = await MembershipView.ReadAsync(db, account, row, settings.Access, now);
            Member = await Member.ReadAsync(db, row, settings.Access, now);
            IsLiving = row is { IsLiving: true };
            Albums = Member.OpensMemberOnly ? await MemberAlbums.ListAsync(db, settings.Currency, now) : [];
            return true;
        },
        cancel);

    internal static string StateOf(MembershipView.Invoice invoice) => invoice switch
    {
        { Withdrawn: "refunded" } => "paid back",
        { Withdrawn: "disputed" } => "disputed",
        { RefundedMinor: > 0 } => $"paid, {invoice.Refunded} of it paid back",
        { Stands: InvoiceState.Paid } => "paid",
        { Stands: InvoiceState.Open } => "to be paid",
        { Stands: InvoiceState.Void } => "void",
        _ => "given up",
    };
}
