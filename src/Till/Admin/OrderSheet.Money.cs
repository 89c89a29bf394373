using Microsoft.AspNetCore.Mvc;
using Till.Core;
using Till.Orders;
using Till.Payments;

namespace Till.Admin;

/// <content>Money that goes back: by line, by amount, or with the whole order.</content>
internal sealed partial class OrderSheetModel
{
    [BindProperty]
    public string? Amount { get; set; }

    /// <summary>What becomes of the downloads when an amount goes back: "close", "keep", or nothing.</summary>
    [BindProperty]
    public string? Access { get; set; }

    /// <summary>How many pieces of each line go back, by its position, as typed.</summary>
    [BindProperty(Name = nameof(Return))]
    public Dictionary<string, string?> Return { get; set; } = [];

    /// <summary>"true": all that is left, whatever stands in the fields.</summary>
    [BindProperty]
    public string? Everything { get; set; }

    /// <summary>"true", or nothing.</summary>
    [BindProperty]
    public string? WithDelivery { get; set; }

    /// <summary>"true", or nothing.</summary>
    [BindProperty]
    public string? Restocked { get; set; }

    /// <summary>"true", or nothing.</summary>
    [BindProperty]
    public string? CloseDownloads { get; set; }

    /// <summary>What the owner was told that it makes, in minor units; blank while they only ask.</summary>
    [BindProperty]
    public string? Expected { get; set; }

    /// <summary>What the chosen lines make, once somebody has asked.</summary>
    public RefundPlan? Plan { get; private set; }

    /// <summary>Whether the boxes stand as they do to begin with.</summary>
    public bool IsFresh => Request.Query["handler"] != "Lines";

    public bool CanGiveBack => User.May(Right.Own) && Order.IsPaid && Order.Left.Minor > 0 && Order.Head.StripePaymentIntentId is not null;

    public bool CanCancel => User.May(Right.Own) && Order is { IsPaid: true, IsRefunded: false, IsCancelled: false, Shipment: null };

    public bool HasDownloads => Order.Lines.Any(line => line.Kind == "album");

    public string ToReturn(OrderLine line) => Return.GetValueOrDefault(line.Position.ToString()) ?? "";

    public async Task<IActionResult> OnPostRefundAsync(CancellationToken cancel)
    {
        if (!HasKeys)
        {
            return await RefuseAsync("", NoKeys, cancel);
        }

        if (Access is not (null or "" or "close" or "keep"))
        {
            return await RefuseAsync(nameof(Access), "Choose what becomes of the downloads from the list.", cancel);
        }

        var typed = (Amount ?? "").Trim();
        var wish = new RefundWish.Amount(currency => Money.TryParse(typed, currency, out var money) ? money : Money.Zero(currency))
        {
            Access = Access switch { "close" => RefundAccess.Close, "keep" => RefundAccess.Keep, _ => RefundAccess.Follow },
        };
        return await AnswerAsync(await services.GetRequiredService<StartRefund>().RunAsync(Id, wish, Me, cancel), nameof(Amount), cancel);
    }

    /// <summary>Says what the chosen pieces make, and gives that back once the owner has agreed to it.</summary>
    public async Task<IActionResult> OnPostLinesAsync(CancellationToken cancel)
    {
        if (!HasKeys)
        {
            return await RefuseAsync("", NoKeys, cancel);
        }

        if (await OrderView.FindAsync(database, Id, cancel) is not { } order)
        {
            return NotFound();
        }

        var wish = ReadWish(order);
        if (!ModelState.IsValid)
        {
            return await ShowAsync(cancel);
        }

        if (string.IsNullOrEmpty(Expected))
        {
            Plan = RefundPlan.Of(order, wish);
            return Plan is null or { Total.IsZero: true } ? await RefuseAsync("", Nothing(order), cancel) : await ShowAsync(cancel);
        }

        wish = wish with { Shown = order.In(long.TryParse(Expected, out var minor) ? minor : -1) };
        return await AnswerAsync(await services.GetRequiredService<StartRefund>().RunAsync(Id, wish, Me, cancel), "", cancel);
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancel)
    {
        var outcome = HasKeys ? await services.GetRequiredService<CancelOrder>().RunAsync(Id, Me, cancel) : null;
        switch (outcome)
        {
            case CancelOrder.Outcome.Done { RefundId: { } refundId }:
                await CarryOutAsync(refundId, cancel);
                return SeeSheet("cancelled");
            case CancelOrder.Outcome.Done:
                return SeeSheet("cancelled");
            case CancelOrder.Outcome.NotFound:
                return NotFound();
            default:
                return await RefuseAsync(
                    "",
                    outcome switch
                    {
                        null => NoKeys,
                        CancelOrder.Outcome.CancelledAlready => "This order is cancelled already.",
                        CancelOrder.Outcome.RefundedAlready => "All of it has been given back already.",
                        CancelOrder.Outcome.Sent => "A parcel has left, so the order cannot be cancelled. Give back by item what is not to be sent.",
                        _ => "This order is not paid, so there is nothing to cancel.",
                    },
                    cancel);
        }
    }

    private const string NoKeys = "No Stripe keys are set, so nothing can be given back.";

    private bool HasKeys => services.GetRequiredService<ShopSettings>().Stripe.HasKeys;

    private RefundWish.ByLine ReadWish(OrderView order)
    {
        var pieces = Everything == "true" ? null : ReadPieces(Return, nameof(Return));
        foreach (var line in order.Lines.Where(line => pieces?.GetValueOrDefault(line.Position) > line.Left))
        {
            ModelState.AddModelError($"{nameof(Return)}[{line.Position}]", line.Left == 0 ? "All of these went back already." : $"At most {line.Left} can go back.");
        }

        return new RefundWish.ByLine(pieces, WithDelivery == "true" || Everything == "true", Restocked == "true", null)
        {
            Access = !order.Lines.Any(line => line.Kind == "album" && (pieces is null || pieces.GetValueOrDefault(line.Position) > 0)) ? RefundAccess.Follow
                : CloseDownloads == "true" ? RefundAccess.Close
                : RefundAccess.Keep,
        };
    }

    private async Task<IActionResult> AnswerAsync(StartRefund.Outcome outcome, string field, CancellationToken cancel)
    {
        switch (outcome)
        {
            case StartRefund.Outcome.Started started:
                return SeeSheet(await CarryOutAsync(started.RefundId, cancel));
            case StartRefund.Outcome.TooMuch { Left.IsZero: true }:
                return await RefuseAsync(field, "All of it has been given back already.", cancel);
            case StartRefund.Outcome.TooMuch one:
                return await RefuseAsync(field, $"Type an amount such as 5.00, of at most {one.Left}: so much is left.", cancel);
            case StartRefund.Outcome.NotPaid:
                return await RefuseAsync(field, "This order is not paid, so there is nothing to give back.", cancel);
            case StartRefund.Outcome.NotSoMany:
                return await RefuseAsync(field, "Some of that has been given back meanwhile. Look at what is left, and choose again.", cancel);
            case StartRefund.Outcome.Otherwise one:
                return await RefuseAsync(field, $"Something has changed meanwhile: it now makes {one.Amount}. Nothing was given back. Look again, and choose.", cancel);
            default:
                return NotFound();
        }
    }

    private static string Nothing(OrderView order) =>
        order.Left.IsZero ? "All of it has been given back already." : "Choose how many pieces go back, or the delivery; so far that makes nothing.";

    /// <summary>The row is written, so whatever happens here, the shop goes on with it.</summary>
    private async Task<string> CarryOutAsync(Guid refundId, CancellationToken cancel) =>
        await services.GetRequiredService<MakeRefund>().TryAsync(new RefundOrder(refundId), cancel) == RefundState.Succeeded ? "refunded" : "refunding";
}
