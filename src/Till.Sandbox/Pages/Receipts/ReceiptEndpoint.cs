using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Receipts;

/// <summary>The page at a charge's <c>receipt_url</c>.</summary>
internal sealed class ReceiptEndpoint(SandboxEngine engine, PageHost host)
{
    public void MapTo(WebApplication application) =>
        application.MapMethods("/receipts/{id}", ["GET", "HEAD"], host.Guarded(Show));

    private Task Show(HttpContext http)
    {
        if (engine.Find((string)http.Request.RouteValues["id"]!) is not { } charge || charge.Text("receipt_url") is null)
        {
            return host.NotFound(http);
        }
        var currency = charge.Text("currency")!;
        var paid = charge.Flag("captured") ? charge.Number("amount_captured") : charge.Number("amount");
        var card = charge.Part("payment_method_details")?.Part("card");
        var intent = charge.Text("payment_intent");
        var refunds = intent is null ? [] : engine.OfPayment("refund", intent);
        return host.Render<ReceiptPage>(http, 200, new ReceiptModel
        {
            Merchant = Account.DisplayName,
            ChargeId = charge.Id,
            Paid = Shown.MoneyAndCurrency(paid, currency),
            On = (Shown.Day(charge.Number("created")), Shown.Machine(charge.Number("created"))),
            Card = $"{Shown.Brand(card?.Text("brand"))} •••• {card?.Text("last4")}",
            Lines = Lines(charge, intent, paid, currency),
            Refunds = [.. refunds
                .Where(refund => refund.Text("charge") == charge.Id && refund.Text("status") is "succeeded" or "pending")
                .Select(refund => (Shown.Day(refund.Number("created")), Shown.MoneyAndCurrency(refund.Number("amount"), currency)))],
        });
    }

    /// <summary>The lines of the session that was paid; without one, what the payment was described as.</summary>
    private IReadOnlyList<CheckoutLine> Lines(Doc charge, string? intent, long paid, string currency) =>
        intent is not null && engine.OfPayment("checkout.session", intent) is [var session, ..] && engine.ViewCheckout(session.Id) is { } view
            ? [.. view.Lines.Select(line => Presented.Line(line, currency))]
            : [new CheckoutLine(charge.Text("description") ?? "Payment to " + Account.DisplayName, null, Shown.Money(paid, currency), null)];
}
