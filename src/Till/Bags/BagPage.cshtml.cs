using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Storage;

namespace Till.Bags;

/// <summary>The bag: its lines with what has become of them, what it costs, and everything that can be done about it.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class BagPageModel(BagReading reading, ChangeBag change, ShopSettings settings) : PageModel
{
    /// <summary>The variant whose line a form is about.</summary>
    [BindProperty]
    public Guid? Line { get; set; }

    /// <summary>As typed.</summary>
    [BindProperty]
    public string? Quantity { get; set; }

    /// <summary>A discount code, as typed.</summary>
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>Null: the visitor has none yet.</summary>
    internal BagQuote? Bag { get; private set; }

    /// <summary>What the change that led here came to.</summary>
    public string? Said { get; private set; }

    /// <summary>What is wrong with the quantity of <see cref="Line"/>.</summary>
    public string? QuantityFault { get; private set; }

    public string? CodeFault { get; private set; }

    public bool CanPay => settings.Stripe.HasKeys;

    private BagOwner Owner => BagOwner.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync(string? said, Guid? line, CancellationToken cancel)
    {
        await ReadAsync(cancel);
        Said = BagAddress.Words(BagAddress.Read(said), Bag?.Contents.Lines.FirstOrDefault(one => one.VariantId == line));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? set, CancellationToken cancel)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        var code = Code?.Trim() ?? "";
        switch (set)
        {
            case "quantity" when Line is { } variant:
                if (!Quantities.TryRead(Quantity, out var quantity))
                {
                    QuantityFault = $"{Quantities.Fault} To take it out, press Remove.";
                    return await RefuseAsync(cancel);
                }

                return After(await change.SetAsync(Owner, variant, quantity, cancel));
            case "remove" when Line is { } variant:
                return After(await change.RemoveAsync(Owner, variant, cancel));
            case "empty":
                return After(await change.EmptyAsync(Owner, cancel));
            case "no-code":
                return After(await change.SetCodeAsync(Owner, null, cancel));
            case "code":
                if (code.Length is 0 or > BagCode.MaxLength)
                {
                    CodeFault = code.Length == 0 ? "Type a code first." : $"A code has at most {BagCode.MaxLength} characters.";
                    return await RefuseAsync(cancel);
                }

                return After(await change.SetCodeAsync(Owner, code, cancel));
            default:
                return BadRequest();
        }
    }

    private IActionResult After(ChangeBag.Outcome outcome) => BagAddress.SeeOther(
        Response, "/bag", outcome is ChangeBag.Outcome.Done done ? done.News : BagNews.None, Line);

    private async Task<IActionResult> RefuseAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        Bag = await reading.FindAsync(HttpContext, cancel);
        BagCookie.Write(HttpContext, Bag?.Contents.Count ?? 0);
    }
}
