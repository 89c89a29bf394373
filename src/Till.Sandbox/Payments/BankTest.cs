using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>
/// Stripe's test numbers of bank accounts, by what becomes of a debit from them. Numbers that it does not name succeed. The number itself
/// is not kept, only its turn.
/// </summary>
internal static class BankTest
{
    /// <summary>Three minutes, in seconds: some test numbers take that long.</summary>
    public const long Slow = 180;

    /// <summary>Names of US bank accounts after <c>pm_usBankAccount_</c>, and the turn of each.</summary>
    private static readonly Dictionary<string, string> UsNames = new(StringComparer.Ordinal)
    {
        ["success"] = "", ["accountClosed"] = "account_closed", ["noAccount"] = "no_account", ["insufficientFunds"] = "insufficient_funds",
        ["debitNotAuthorized"] = "debit_not_authorized", ["invalidCurrency"] = "invalid_currency", ["processing"] = "never",
    };

    /// <summary>A failure's code, <c>slow</c>, <c>slow </c> and a code, <c>never</c>, or nothing for success.</summary>
    public static string Turn(string type, Doc given) => (type, given.Text("iban")?.Replace(" ", "", StringComparison.Ordinal) ?? given.Text("account_number")) switch
    {
        ("sepa_debit", "AT321904300235473204" or "DE08370400440532013003") => "slow",
        // The last one is what Stripe's command line fails with.
        ("sepa_debit", "AT861904300235473202" or "DE62370400440532013001" or "IT60X0542811101000000123456") => "debit_not_authorized",
        ("sepa_debit", "AT051904300235473205" or "DE78370400440532013004") => "slow debit_not_authorized",
        ("sepa_debit", "AT981904300000343434" or "DE65370400440000343434") => "charge_exceeds_source_limit",
        ("sepa_debit", "AT601904300000121212" or "DE27370400440000121212") => "charge_exceeds_weekly_limit",
        ("sepa_debit", "AT981904300002222227" or "DE65370400440002222227") => "insufficient_funds",
        ("us_bank_account", "000111111113") => "account_closed",
        ("us_bank_account", "000111111116") => "no_account",
        ("us_bank_account", "000222222227") => "insufficient_funds",
        ("us_bank_account", "000333333335") => "debit_not_authorized",
        ("us_bank_account", "000444444440") => "invalid_currency",
        ("us_bank_account", "000777777771") => "charge_exceeds_source_limit",
        ("us_bank_account", "000000000009") => "never",
        ("bacs_debit", "90012345") => "slow",
        ("bacs_debit", "33333335") => "debit_not_authorized",
        ("bacs_debit", "22222227") => "insufficient_funds",
        ("bacs_debit", "93333335") => "slow debit_not_authorized",
        ("au_becs_debit", "900123456") => "slow",
        ("au_becs_debit", "111111113") => "account_closed",
        ("au_becs_debit", "111111116") => "no_account",
        ("au_becs_debit", "222222227") => "insufficient_funds",
        ("au_becs_debit", "666666660") => "slow refer_to_customer",
        ("acss_debit", "900123456789") => "slow",
        ("acss_debit", "000222222227") => "insufficient_funds",
        ("acss_debit", "900222222227") => "slow insufficient_funds",
        ("acss_debit", "000333333335") => "debit_not_authorized",
        _ => "",
    };

    /// <summary>The parameters of one of Stripe's names for a US bank account; null for any other id.</summary>
    public static string? OfAlias(string id) =>
        id.StartsWith("pm_usBankAccount", StringComparison.Ordinal)
            ? UsNames.GetValueOrDefault(id.Length > 17 ? id[17..] : "success")
            : null;

    /// <summary>What an integrator reads of a failure.</summary>
    public static string Message(string code) => code switch
    {
        "account_closed" => "The customer's bank account has been closed.",
        "no_account" => "The customer's bank account could not be located.",
        "insufficient_funds" => "The customer's account has insufficient funds to cover this payment.",
        "debit_not_authorized" => "The customer has notified their bank that this payment was unauthorized.",
        "invalid_currency" => "The customer's bank account does not take debits in this currency.",
        "charge_exceeds_source_limit" => "The payment exceeds the account's limit.",
        "charge_exceeds_weekly_limit" => "The payment exceeds the account's limit for a week.",
        "refer_to_customer" => "The payment could not be completed. The customer has to ask their bank.",
        _ => "The payment failed.",
    };
}
