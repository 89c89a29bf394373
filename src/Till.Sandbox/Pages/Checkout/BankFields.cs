using System.Collections.Frozen;

namespace Till.Sandbox.Pages.Checkout;

/// <summary>One field of a bank account.</summary>
/// <param name="Name">As the API names it.</param>
/// <param name="Missing">What is said when it was left out.</param>
/// <param name="Length">How many letters and digits it has; 0 for any number.</param>
public sealed record BankField(string Name, string Label, string Placeholder, string Missing, int Length);

/// <summary>What is asked of a bank account that is to be debited.</summary>
internal static class BankFields
{
    private static readonly FrozenDictionary<string, BankField[]> Fields = new Dictionary<string, BankField[]>(StringComparer.Ordinal)
    {
        ["sepa_debit"] = [new("iban", "IBAN", "DE89 3704 0044 0532 0130 00", "Enter your IBAN.", 0)],
        ["us_bank_account"] =
        [
            new("routing_number", "Routing number", "110000000", "Enter the routing number of your bank.", 9),
            new("account_number", "Account number", "000123456789", "Enter your account number.", 0),
        ],
        ["bacs_debit"] =
        [
            new("sort_code", "Sort code", "10-88-00", "Enter the sort code of your bank.", 6),
            new("account_number", "Account number", "00012345", "Enter your account number.", 8),
        ],
        ["au_becs_debit"] =
        [
            new("bsb_number", "BSB", "000-000", "Enter the BSB of your bank.", 6),
            new("account_number", "Account number", "000123456", "Enter your account number.", 0),
        ],
        ["acss_debit"] =
        [
            new("institution_number", "Institution number", "000", "Enter the number of your bank.", 3),
            new("transit_number", "Transit number", "11000", "Enter the transit number of your branch.", 5),
            new("account_number", "Account number", "000123456789", "Enter your account number.", 0),
        ],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>None for a method that needs none.</summary>
    public static IReadOnlyList<BankField> Of(string type) => Fields.GetValueOrDefault(type) ?? [];
}
