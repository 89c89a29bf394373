namespace Till.Accounts;

/// <summary>Whose orders: those of an account, or of a guest by the address that they gave.</summary>
/// <param name="EmailKey">As <see cref="Email.Key"/> has it.</param>
internal sealed record Purchaser(Guid? AccountId, string EmailKey)
{
    /// <summary>A condition over orders, with this buyer's values.</summary>
    public string Theirs => AccountId is null ? "account_id IS NULL AND email_key = @EmailKey" : "account_id = @AccountId";

    /// <summary>The ids of their orders, paid or not.</summary>
    public string Orders => $"SELECT id FROM orders WHERE {Theirs}";
}
