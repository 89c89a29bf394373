using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Till.Bags;

/// <summary>The bag in short, without the frame of a page: what our script shows beside the page that is open.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class DrawerModel(BagReading reading, ShopSettings settings) : PageModel
{
    internal BagQuote? Bag { get; private set; }

    public string? Said { get; private set; }

    public bool CanPay => settings.Stripe.HasKeys;

    public async Task OnGetAsync(string? said, Guid? line, CancellationToken cancel)
    {
        Bag = await reading.FindAsync(HttpContext, cancel);
        BagCookie.Write(HttpContext, Bag?.Contents.Count ?? 0);
        Said = BagAddress.Words(BagAddress.Read(said), Bag?.Contents.Lines.FirstOrDefault(one => one.VariantId == line));
    }
}
