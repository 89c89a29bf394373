namespace Till.Sandbox.Pages.Challenge;

/// <summary>What a bank shows of the payment that its card's holder is to confirm.</summary>
public sealed record ChallengeModel(string Merchant, string Amount, string Card, string Intent, string Secret);
