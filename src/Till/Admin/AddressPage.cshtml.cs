using Microsoft.AspNetCore.Mvc;
using Till.Checkout;
using Till.Orders;
using Till.Storage;

namespace Till.Admin;

/// <summary>Where an order goes, as long as it has not left: asked for as the country writes it, as at the checkout.</summary>
[Needs(Right.SendOrders)]
internal sealed class AddressPageModel(IServiceProvider services, Database database) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public AddressFields Delivery { get; set; } = new();

    [BindProperty]
    public string? Phone { get; set; }

    public long Number { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not { } order)
        {
            return NotFound();
        }

        var head = order.Head;
        (Name, Phone) = (head.Name, head.Phone);
        Delivery = new AddressFields
        {
            Country = head.Country, Street1 = head.Street1, Street2 = head.Street2, Town = head.Town, County = head.County, Postcode = head.Postcode,
        };
        return Page();
    }

    /// <summary>What is typed stays; nothing is checked yet.</summary>
    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostCountryAsync(CancellationToken cancel)
    {
        ModelState.Clear();
        return await FindAsync(cancel) is null ? NotFound() : Page();
    }

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is null)
        {
            return NotFound();
        }

        ModelState.Clear(); // what could not be bound is blank, and is asked for
        var (name, phone) = (Typed.Read(Name, required: true, nameof(Name), "full name", Address.MaxName, ModelState), Typed.ReadPhone(Phone, nameof(Phone), ModelState));
        var address = Delivery.Read(name ?? "", phone, nameof(Delivery), ModelState);
        if (address is not null && ModelState.IsValid)
        {
            var outcome = await services.GetRequiredService<ChangeAddress>().RunAsync(Id, address, Me, cancel);
            if (outcome is DeskOutcome.Done)
            {
                return Redirect($"/admin/orders/{Id}?done=addressed");
            }

            ModelState.AddModelError("", DeskWords.Refusal(outcome));
        }

        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    /// <returns>Null for an order that has no address to be changed.</returns>
    private async Task<OrderView?> FindAsync(CancellationToken cancel)
    {
        var order = await OrderView.FindAsync(database, Id, cancel);
        Number = order?.Head.Number ?? 0;
        return order is { IsPaid: true, IsDelivered: true, Head.ErasedAt: null } ? order : null;
    }
}
