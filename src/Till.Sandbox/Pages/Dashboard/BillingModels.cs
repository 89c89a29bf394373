namespace Till.Sandbox.Pages.Dashboard;

/// <summary>A customer in a list.</summary>
public sealed record CustomerRow(string Id, string Name, string Email, string Plans, When At);

/// <summary>The newest customers.</summary>
public sealed record CustomerListModel(IReadOnlyList<CustomerRow> Rows, Paging Paging);

/// <summary>A subscription in a list.</summary>
public sealed record SubscriptionRow(string Id, string Name, string Price, StateMark State, string Next);

/// <summary>An invoice in a list. <paramref name="Url"/> is the page that its customer sees; null for a draft.</summary>
public sealed record InvoiceRow(string Id, string Number, string Amount, StateMark State, string Reason, When At, string? Url);

/// <summary>A payment method of a customer.</summary>
public sealed record KeptMethodRow(string Id, string Words, string Type, bool IsDefault);

/// <summary>A customer with what they pay for.</summary>
public sealed record CustomerModel(
    string Id, string Name, IReadOnlyList<Fact> Facts, IReadOnlyList<SubscriptionRow> Subscriptions, IReadOnlyList<InvoiceRow> Invoices,
    IReadOnlyList<KeptMethodRow> Methods);

/// <summary>A price of a subscription, and how many of it.</summary>
public sealed record ItemRow(string Id, string Name, string Price, string Quantity, string Period);

/// <summary>A subscription with its life.</summary>
public sealed record SubscriptionModel
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required StateMark State { get; init; }

    public required IReadOnlyList<Fact> Facts { get; init; }

    public required IReadOnlyList<ItemRow> Items { get; init; }

    public required IReadOnlyList<InvoiceRow> Invoices { get; init; }

    public required IReadOnlyList<StepRow> Events { get; init; }

    /// <summary>Guards the buttons.</summary>
    public required string Token { get; init; }

    public required bool CanRenew { get; init; }

    /// <summary>When the open payment is tried again; null for never.</summary>
    public string? Retry { get; init; }

    /// <summary>Whether it has not ended.</summary>
    public required bool Lives { get; init; }

    public string? Refusal { get; init; }
}

/// <summary>A test clock, and what lives by it.</summary>
public sealed record ClockRow(string Id, string Name, string Time, string Date, string Customers, StateMark State);

/// <summary>The test clocks, and the forms that make and advance them.</summary>
/// <param name="Date">What was typed, or today.</param>
public sealed record ClockListModel(IReadOnlyList<ClockRow> Rows, string Token, string Date, string? Refusal);
