using System.Net.Mime;
using Till.Storage;

namespace Till.Orders.Invoices;

/// <summary>The invoice lies below its order's own address and opens by the same key.</summary>
internal static class InvoiceRoute
{
    public static void MapInvoices(this WebApplication app) => app.MapGet(
        "/orders/{id:guid}/{key}/invoice.pdf",
        async (Guid id, string key, Database database, Invoice invoice, HttpContext context) =>
        {
            if (await OrderView.FindAsync(database, id, key, context.RequestAborted) is not { IsPaid: true } order)
            {
                return Results.NotFound();
            }

            context.Response.Headers.CacheControl = "private, no-cache";
            context.Response.Headers.ContentDisposition = $"inline; filename=\"invoice-{order.Head.Number}.pdf\"";
            return Results.Bytes(invoice.Write(order), MediaTypeNames.Application.Pdf);
        });
}
