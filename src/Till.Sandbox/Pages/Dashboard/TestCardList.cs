namespace Till.Sandbox.Pages.Dashboard;

/// <summary>A card that can be tried, and what it does.</summary>
public sealed record TestCardRow(string Number, string Does);

/// <summary>Cards that do the same sort of thing.</summary>
public sealed record TestCardGroup(string Name, IReadOnlyList<TestCardRow> Cards);

/// <summary>The test cards worth trying; any future date and any CVC will do.</summary>
public sealed record TestCardsModel(IReadOnlyList<TestCardGroup> Groups)
{
    public static readonly TestCardsModel All = new(
    [
        new("Succeed",
        [
            new("4242 4242 4242 4242", "Visa"), new("5555 5555 5555 4444", "Mastercard"), new("2223 0031 2200 3222", "Mastercard, 2-series"),
            new("4000 0566 5566 5556", "Visa debit"), new("5105 1051 0510 5100", "Mastercard prepaid"),
            new("3782 8224 6310 005", "American Express (its CVC has four digits)"), new("6011 1111 1111 1117", "Discover"),
            new("3056 9300 0902 0004", "Diners Club"), new("3566 0020 2036 0505", "JCB"), new("6200 0000 0000 0005", "UnionPay"),
        ]),
        new("Ask for authentication (3-D Secure)",
        [
            new("4000 0027 6000 3184", "Always asks"), new("4000 0025 0000 3155", "Asks unless it was set up before"),
            new("4000 0000 0000 3220", "Asks; Irish card"), new("4000 0084 0000 0027", "Asks; US card"),
            new("4000 0082 6000 3178", "Asks, then has insufficient funds"), new("4000 0084 0000 1629", "Asks, then is declined"),
            new("4000 0084 0000 1280", "The bank’s own page fails: declined"), new("4000 0000 3220 0000", "Authenticated without a question"),
        ]),
        new("Are declined",
        [
            new("4000 0000 0000 0002", "Declined without a reason"), new("4000 0000 0000 9995", "Insufficient funds"),
            new("4000 0000 0000 9987", "Lost card"), new("4000 0000 0000 9979", "Stolen card"), new("4000 0000 0000 0069", "Expired card"),
            new("4000 0000 0000 0127", "Incorrect CVC"), new("4000 0000 0000 0119", "Processing error"),
            new("4000 0000 0000 6975", "Used too often or for too much"), new("4100 0000 0000 0019", "Blocked as fraudulent"),
            new("4000 0000 0000 0341", "Can be saved, but every charge fails"),
        ]),
        new("Go wrong or differ later",
        [
            new("4000 0000 0000 7726", "Refunds are pending for ten seconds, then succeed"), new("4000 0000 0000 5126", "Refunds succeed, and fail after ten seconds"),
            new("4000 0000 0000 0077", "Its money is available at once"), new("4000 0000 0000 0101", "The CVC check fails, the charge succeeds"),
            new("4000 0000 0000 0036", "The postal code check fails, the charge succeeds"), new("4000 0000 0000 9235", "Elevated risk"),
        ]),
    ]);
}
