using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Billing;
using Till.Sandbox.Checkout;
using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Invoices;

/// <summary>
/// The page at an invoice's <c>hosted_invoice_url</c>, and the documents beside it. Its address is the secret: whoever knows it may read the
/// invoice and pay it, and nothing else can be done there.
/// </summary>
internal sealed class InvoiceEndpoints(Store store, PageHost host)
{
    private static readonly FrozenDictionary<string, string> NoErrors = FrozenDictionary<string, string>.Empty;

    public void MapTo(WebApplication application)
    {
        application.MapMethods("/i/{id}/{secret}", ["GET", "HEAD"], host.Guarded(Show));
        application.MapPost("/i/{id}/{secret}", host.Guarded(Pay));
        application.MapMethods("/i/{id}/{secret}/pdf", ["GET", "HEAD"], host.Guarded(http => Document(http, "invoice", "invoice_pdf")));
        application.MapMethods("/cn/{id}/{secret}/pdf", ["GET", "HEAD"], host.Guarded(http => Document(http, "credit_note", "pdf")));
    }

    private Task Show(HttpContext http) => Page(http, 200, new CheckoutValues("", "", Account.Country, ""), NoErrors, null);

    private async Task Pay(HttpContext http)
    {
        if (await PageHost.Form(http) is not { } form)
        {
            await host.Notice(http, 415, new NoticeModel("The form could not be read", "It has to be sent as a form.", new PageLink(http.Request.Path, "Back to the invoice")));
            return;
        }
        var submission = new CheckoutSubmission(form, "", "card", [], DateTimeOffset.FromUnixTimeSeconds(store.Now));
        if (submission.Errors.Count > 0)
        {
            await Page(http, 422, submission.Values, submission.Errors, null);
            return;
        }
        var (url, refusal) = store.Run(unit => Charge(unit, http, submission.Payment));
        await (url is not null ? PageHost.SeeOther(http, url)
            : refusal is not null ? Page(http, 402, submission.Values, NoErrors, refusal)
            : host.NotFound(http));
    }

    /// <summary>Where the customer goes on, or why the card was refused; neither when there is no such invoice.</summary>
    private static (string? Url, string? Refusal) Charge(Unit unit, HttpContext http, CheckoutForm form)
    {
        if (Find(unit, http, "invoice", "hosted_invoice_url") is not { } invoice)
        {
            return (null, null);
        }
        TestClocks.Enter(unit, invoice);
        if (Payable(unit, invoice) is not { } intent)
        {
            // It has been paid meanwhile, in another window say; the page shows it.
            return (http.Request.Path, null);
        }
        if (form.Card.Check(unit.Instant) is { } wrong)
        {
            return (null, wrong.Message);
        }
        var method = CheckoutEngine.Method(unit, form with { Email = invoice.Text("customer_email") ?? "" });
        var how = new Confirmation(false, false, invoice.Text("hosted_invoice_url"));
        return Payment.Confirm(unit, intent, method, how) switch
        {
            PaymentOutcome.Refused refused => (null, refused.Error.Text("message")),
            PaymentOutcome.Challenged => (intent.Part("next_action")!.Part("redirect_to_url")!.Text("url"), null),
            _ => (http.Request.Path, null),
        };
    }

    private Task Page(HttpContext http, int status, CheckoutValues values, IReadOnlyDictionary<string, string> errors, string? refusal)
    {
        var model = store.Run(unit => Find(unit, http, "invoice", "hosted_invoice_url") is { } invoice
            ? Model(unit, invoice, Address(http), values, errors, refusal)
            : null);
        return model is null ? host.NotFound(http) : host.Render<InvoicePage>(http, status, model);
    }

    private static InvoiceModel Model(
        Unit unit, Doc invoice, string address, CheckoutValues values, IReadOnlyDictionary<string, string> errors, string? refusal)
    {
        var currency = invoice.Text("currency")!;
        var merchant = invoice.Text("account_name") ?? Account.DisplayName;
        var paid = invoice.Text("status") == "paid";
        var amount = Shown.Money(paid ? invoice.Number("amount_paid") : invoice.Number("amount_remaining"), currency);
        var intent = Payable(unit, invoice);
        var charge = unit.Find("payment_intent", invoice.Text("_intent") ?? "")?.Text("latest_charge") is { } id ? unit.Find("charge", id) : null;
        return new InvoiceModel
        {
            Address = address,
            Merchant = merchant,
            Number = invoice.Text("number") ?? "",
            State = Written.State(invoice),
            Amount = amount,
            Lead = paid ? "Paid to " + merchant : invoice.Text("status") == "void" ? "Void, nothing is due to " + merchant : "Due to " + merchant,
            Facts = Written.Facts(invoice),
            Lines = Written.Lines(unit, invoice, currency),
            Sums = Written.Sums(unit, invoice, currency),
            Footer = invoice.Text("footer"),
            Pay = intent is null ? null : "Pay " + amount,
            ChallengeUrl = intent?.Part("next_action")?.Part("redirect_to_url")?.Text("url"),
            Receipt = paid ? charge?.Text("receipt_url") : null,
            Values = values,
            Refusal = refusal ?? (intent is null || errors.Count > 0 ? null : intent.Part("last_payment_error")?.Text("message")),
            Errors = errors,
        };
    }

    /// <summary>The payment that an invoice still waits for; null for none.</summary>
    private static Doc? Payable(Unit unit, Doc invoice) =>
        invoice.Text("status") is "open" or "uncollectible" && unit.Find("payment_intent", invoice.Text("_intent") ?? "") is { } intent
            && intent.Text("status") is not ("succeeded" or "processing" or "canceled")
            ? intent
            : null;

    private Task Document(HttpContext http, string kind, string link)
    {
        var (name, pdf) = store.Run(unit => Find(unit, http, kind, link) is { } subject
            ? (subject.Text("number")!, kind == "invoice" ? InvoicePdf.OfInvoice(unit, subject) : InvoicePdf.OfCreditNote(unit, subject))
            : ("", null));
        if (pdf is null)
        {
            return host.NotFound(http);
        }
        http.Response.ContentType = "application/pdf";
        http.Response.ContentLength = pdf.Length;
        http.Response.Headers.ContentDisposition = $"inline; filename=\"{name}.pdf\"";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(pdf, http.RequestAborted).AsTask();
    }

    /// <summary>The document of an address whose secret is right.</summary>
    private static Doc? Find(Unit unit, HttpContext http, string kind, string link) =>
        unit.Find(kind, (string)http.Request.RouteValues["id"]!) is { } found && found.Text(link) is { } url
            && url.Split('/').Contains((string)http.Request.RouteValues["secret"]!, StringComparer.Ordinal)
            ? found
            : null;

    private static string Address(HttpContext http) => $"/i/{http.Request.RouteValues["id"]}/{http.Request.RouteValues["secret"]}";
}
