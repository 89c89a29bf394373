using Till.Sandbox.Pages.Challenge;

namespace Till.Sandbox.Pages.Redirect;

/// <summary>What a bank or wallet shows of the payment that is to be authorised with it.</summary>
/// <param name="Amount">Null when the method is only kept for later.</param>
/// <param name="Method">Such as iDEAL.</param>
public sealed record RedirectModel(string Merchant, string? Amount, string Method, Asked Asked);
