using System.Text.Json.Serialization;

namespace Till.Stripe;

/// <summary>
/// Parameters of a call. A null is not sent, which leaves the field as it is; an empty text or list is
/// sent as empty, which clears it where Stripe allows that.
/// </summary>
public abstract class BaseOptions
{
    /// <summary>Fields to answer with whole objects instead of ids, such as <c>latest_charge.balance_transaction</c>.</summary>
    public IReadOnlyList<string>? Expand { get; set; }
}

/// <summary>For reading one object.</summary>
public sealed class GetOptions : BaseOptions;

/// <summary>Parameters of a list.</summary>
public class ListOptions : BaseOptions
{
    /// <summary>Objects per page, 1 to 100; Stripe's default is 10, auto-paging's is 100.</summary>
    public int? Limit { get; set; }

    /// <summary>An id: the page after it, in the list's order, newest first.</summary>
    public string? StartingAfter { get; set; }

    /// <summary>An id: the page before it. Auto-paging then goes from old to new.</summary>
    public string? EndingBefore { get; set; }
}

/// <summary>Parameters of a list that can be narrowed by time.</summary>
public class ListOptionsWithCreated : ListOptions
{
    public DateRangeOptions? Created { get; set; }
}

/// <summary>Bounds in whole seconds; what is finer is cut off.</summary>
public sealed class DateRangeOptions
{
    [JsonPropertyName("gt")]
    public DateTimeOffset? GreaterThan { get; set; }

    [JsonPropertyName("gte")]
    public DateTimeOffset? GreaterThanOrEqual { get; set; }

    [JsonPropertyName("lt")]
    public DateTimeOffset? LessThan { get; set; }

    [JsonPropertyName("lte")]
    public DateTimeOffset? LessThanOrEqual { get; set; }
}

/// <summary>Where a person is, as parameter. Two-letter country code.</summary>
public sealed class AddressOptions
{
    public string? City { get; set; }

    public string? Country { get; set; }

    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? PostalCode { get; set; }

    public string? State { get; set; }
}

/// <summary>Where goods go, as parameter.</summary>
public sealed class ShippingOptions
{
    public AddressOptions? Address { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public string? Carrier { get; set; }

    public string? TrackingNumber { get; set; }
}
