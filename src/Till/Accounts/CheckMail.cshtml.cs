namespace Till.Accounts;

/// <summary>Says the same to everybody: what there is to say stands in the mail.</summary>
public sealed class CheckMailModel : AccountPage;
