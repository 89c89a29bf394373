using Microsoft.AspNetCore.Mvc;
using Till.Orders;

namespace Till.Admin;

/// <content>Parcels.</content>
internal sealed partial class OrderSheetModel
{
    /// <summary>How many of each line are in the parcel, by its position, as typed.</summary>
    [BindProperty(Name = nameof(Parcel))] // by its name alone: a form without parcels has none
    public Dictionary<string, string?> Parcel { get; set; } = [];

    [BindProperty]
    public string? Carrier { get; set; }

    [BindProperty]
    public string? Tracking { get; set; }

    public bool CanPrepare => CanShip && Order is { Shipment: null, Head.PreparingAt: null };

    public bool CanShip => User.May(Right.SendOrders) && Order is { IsPaid: true, IsRefunded: false, IsCancelled: false } && Order.ToGo.Any();

    public bool CanChangeAddress => CanShip && Order.Head.ErasedAt is null;

    public bool CanComplete => User.May(Right.SendOrders) && Order is { IsShipped: true, HasArrived: false, IsRefunded: false, IsCancelled: false };

    /// <summary>In the parcel, as it was typed; to begin with, all that is still to go.</summary>
    public string InParcel(OrderLine line) => Parcel.TryGetValue(line.Position.ToString(), out var typed) ? typed ?? "" : line.ToGo.ToString();

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostCompleteAsync(CancellationToken cancel) =>
        await AnswerAsync(await services.GetRequiredService<CompleteOrder>().RunAsync(Id, Me, cancel), "completed", cancel);

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostShipAsync(CancellationToken cancel)
    {
        var carrier = ReadLine(Carrier, nameof(Carrier), "carrier");
        var tracking = ReadLine(Tracking, nameof(Tracking), "tracking number");
        var pieces = ReadPieces(Parcel, nameof(Parcel));
        return ModelState.IsValid
            ? await AnswerAsync(
                await services.GetRequiredService<ShipOrder>().RunAsync(Id, Parcel.Count == 0 ? null : pieces, carrier, tracking, Me, cancel), "shipped", cancel)
            : await ShowAsync(cancel);
    }

    /// <summary>Blank is none. What is no number of pieces is said at its field.</summary>
    private Dictionary<int, int> ReadPieces(Dictionary<string, string?> typed, string field)
    {
        var pieces = new Dictionary<int, int>();
        foreach (var (position, text) in typed)
        {
            var count = 0;
            if (!string.IsNullOrWhiteSpace(text) && (!int.TryParse(text.Trim(), System.Globalization.NumberStyles.None, null, out count) || count > 99))
            {
                ModelState.AddModelError($"{field}[{position}]", "Type a number of pieces, such as 1, or leave it blank for none.");
            }

            if (int.TryParse(position, out var at))
            {
                pieces[at] = count;
            }
        }

        return pieces;
    }

    private string? ReadLine(string? typed, string field, string name)
    {
        var text = typed?.Trim();
        if (text is { Length: > ShipOrder.MaxLength } || text?.Any(char.IsControl) == true)
        {
            ModelState.AddModelError(field, $"A {name} has at most {ShipOrder.MaxLength} characters, on one line.");
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }
}
