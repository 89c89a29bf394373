namespace Till.Orders;

/// <summary>What left the shop, and how the buyer can follow it.</summary>
/// <param name="Carrier">As the owner wrote it; null when not said.</param>
/// <param name="Tracking">The parcel's number, or an address to follow it at.</param>
internal sealed record Shipment(Guid Id, string? Carrier, string? Tracking, DateTimeOffset ShippedAt)
{
    /// <summary>What is in it.</summary>
    public IReadOnlyList<ParcelLine> Lines { get; init; } = [];

    /// <summary>The pages of carriers that take a number in their address, by the beginning of the carrier's name.</summary>
    private static readonly (string Carrier, string Page)[] Pages =
    [
        ("dhl", "https://www.dhl.com/en/express/tracking.html?AWB="),
        ("fedex", "https://www.fedex.com/fedextrack/?trknbr="),
        ("royal mail", "https://www.royalmail.com/track-your-item#/tracking-results/"),
        ("ups", "https://www.ups.com/track?tracknum="),
        ("usps", "https://tools.usps.com/go/TrackConfirmAction?tLabels="),
    ];

    /// <summary>Where the parcel can be followed, if that is known.</summary>
    public string? TrackingUrl
    {
        get
        {
            if (Tracking is null)
            {
                return null;
            }

            if (Uri.TryCreate(Tracking, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
            {
                return address.AbsoluteUri;
            }

            var page = Carrier is null ? null : Pages.FirstOrDefault(one => Carrier.StartsWith(one.Carrier, StringComparison.OrdinalIgnoreCase)).Page;
            return page is null ? null : page + Uri.EscapeDataString(Tracking);
        }
    }

    /// <summary>"with DHL, parcel 123", as far as it is known.</summary>
    public string How
    {
        get
        {
            var number = Tracking is not null && !Tracking.Contains("://") ? $"parcel {Tracking}" : null;
            return string.Join(", ", new[] { Carrier is null ? null : $"with {Carrier}", number }.Where(part => part is not null));
        }
    }
}

/// <summary>So many of one of the order's lines.</summary>
internal sealed record ParcelLine(int Position, int Quantity);
