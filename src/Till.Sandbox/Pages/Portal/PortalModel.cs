using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Dashboard;
using Till.Sandbox.Pages.Frame;

namespace Till.Sandbox.Pages.Portal;

/// <summary>What every page of the portal has.</summary>
/// <param name="Merchant">Whose portal it is.</param>
/// <param name="Address">Where it is.</param>
/// <param name="ReturnUrl">The way back to the shop; null for none.</param>
/// <param name="Token">Guards every form.</param>
public sealed record PortalFrame(string Merchant, string Address, string? ReturnUrl, string Token);

/// <summary>A subscription as its customer sees it.</summary>
/// <param name="Next">What happens next, and when.</param>
/// <param name="PaidWith">Such as <c>Visa •••• 4242</c>.</param>
/// <param name="Bill">The invoice that waits to be paid; null for none.</param>
public sealed record PlanRow(string Id, string Name, string Price, StateMark State, string Next, string? PaidWith, string? Bill)
{
    public bool CanSwitch { get; init; }

    public bool CanCancel { get; init; }

    public bool CanResume { get; init; }
}

/// <summary>A payment method. <paramref name="CanGo"/> says whether nothing is paid with it.</summary>
public sealed record MethodRow(string Id, string Words, string Expires, bool IsDefault, bool CanGo);

/// <summary>An invoice in the history; <paramref name="Url"/> is its page.</summary>
public sealed record BillRow(string Number, When At, string Amount, StateMark State, string? Url);

/// <summary>The portal's first page. Lists are null where the configuration does not show them.</summary>
public sealed record PortalModel(
    PortalFrame Frame, string? Headline, string? Said, string? Refusal, IReadOnlyList<PlanRow> Plans, IReadOnlyList<MethodRow>? Methods, IReadOnlyList<BillRow>? Bills)
{
    /// <summary>The shop's terms and privacy policy, as far as it has them.</summary>
    public IReadOnlyList<PageLink> Small { get; init; } = [];
}

/// <summary>The form for another card.</summary>
public sealed record CardModel(PortalFrame Frame, CheckoutValues Values, string? Refusal, IReadOnlyDictionary<string, string> Errors);

/// <summary>A plan to choose.</summary>
public sealed record PlanOption(string Price, string Name, string Amount, bool IsCurrent);

/// <summary>The plans to which a subscription can be switched.</summary>
/// <param name="Quantity">How many there are now; null when that cannot be changed.</param>
public sealed record PlansModel(PortalFrame Frame, string Subscription, IReadOnlyList<PlanOption> Options, long? Quantity, string? Error);

/// <summary>What a switch costs, before it is confirmed.</summary>
/// <param name="At">The moment to which it was reckoned, in Unix seconds.</param>
/// <param name="Due">What is to be paid, and when.</param>
public sealed record SwitchModel(
    PortalFrame Frame, string Subscription, string Price, long Quantity, long At, string Name, string Amount, string Due, IReadOnlyList<CheckoutLine> Lines,
    IReadOnlyList<Sum> Sums, string? Refusal);

/// <summary>Asks whether a subscription shall end.</summary>
/// <param name="Words">When it ends.</param>
/// <param name="Reasons">To choose from; empty when none is asked for.</param>
public sealed record CancelModel(PortalFrame Frame, string Subscription, string Name, string Words, IReadOnlyList<(string Value, string Words)> Reasons, string? Error);
