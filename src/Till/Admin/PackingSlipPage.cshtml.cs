using System.Net.Mime;
using Microsoft.AspNetCore.Mvc;
using Till.Orders;
using Till.Orders.Invoices;
using Till.Storage;

namespace Till.Admin;

/// <summary><c>/admin/orders/{id}/packing-slip?parcel={id}</c>; without a parcel, of what is still to go.</summary>
[Needs(Right.SeeOrders)]
internal sealed class PackingSlipPageModel(Database database, PackingSlip slip) : AdminPage
{
    public async Task<IActionResult> OnGetAsync(Guid id, string? parcel, CancellationToken cancel)
    {
        var order = await OrderView.FindAsync(database, id, cancel);
        var sent = order?.Shipments.FirstOrDefault(one => one.Id.ToString() == parcel);
        if (order is not { IsPaid: true } || (parcel is null ? !order.ToGo.Any() : sent is null))
        {
            return NotFound();
        }

        Response.Headers.ContentDisposition = $"inline; filename=\"packing-slip-{order.Head.Number}.pdf\"";
        return File(slip.Write(order, sent), MediaTypeNames.Application.Pdf);
    }
}
