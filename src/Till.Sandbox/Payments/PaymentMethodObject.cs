using System.Security.Cryptography;
using System.Text;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

internal static class PaymentMethodObject
{
    /// <param name="chance">For the id.</param>
    /// <param name="now">Seconds.</param>
    /// <param name="type">The method's type, and the name of the field that describes it.</param>
    /// <param name="details">What that field holds.</param>
    public static Doc New(Chance chance, DateTimeOffset now, string type, Doc details) => new(16)
    {
        ["id"] = chance.LongId("pm"),
        ["object"] = "payment_method",
        [type] = details,
        ["allow_redisplay"] = "unspecified",
        ["billing_details"] = new Doc(5)
        {
            ["address"] = Patch.EmptyAddress(), ["email"] = null, ["name"] = null, ["phone"] = null, ["tax_id"] = null,
        },
        ["created"] = now.ToUnixTimeSeconds(),
        ["customer"] = null,
        ["customer_account"] = null,
        ["livemode"] = false,
        ["metadata"] = new Doc(),
        ["type"] = type,
    };

    /// <summary>A payment method that behaves as a test card does.</summary>
    public static Doc OfCard(Chance chance, DateTimeOffset now, TestCard card, long expMonth, long expYear, bool hasCvc)
    {
        var method = New(chance, now, "card", Card(card, expMonth, expYear, hasCvc));
        method["_card"] = card.Name;
        return method;
    }

    /// <summary>A payment method of one of Stripe's names, which expires next year.</summary>
    public static Doc OfAlias(Chance chance, DateTimeOffset now, TestCard card) =>
        OfCard(chance, now, card, now.Month, now.Year + 1, hasCvc: true);

    public static TestCard CardOf(Doc method) => TestCards.OfName(method.Text("_card") ?? "visa")!;

    private static Doc Card(TestCard card, long expMonth, long expYear, bool hasCvc) => new(16)
    {
        ["brand"] = card.Brand,
        ["checks"] = new Doc(3)
        {
            ["address_line1_check"] = null, ["address_postal_code_check"] = null, ["cvc_check"] = hasCvc ? card.Cvc : null,
        },
        ["country"] = card.Country,
        ["display_brand"] = card.Brand switch { "amex" => "american_express", "diners" => "diners_club", "unionpay" => "union_pay", _ => card.Brand },
        ["exp_month"] = expMonth,
        ["exp_year"] = expYear,
        ["fingerprint"] = Fingerprint(card.Number),
        ["funding"] = card.Funding,
        ["generated_from"] = null,
        ["last4"] = card.Last4,
        ["networks"] = new Doc(2) { ["available"] = new List<object?> { card.Brand }, ["preferred"] = null },
        ["regulated_status"] = "unregulated",
        ["three_d_secure_usage"] = new Doc(1) { ["supported"] = card.Brand is not "amex" },
        ["wallet"] = null,
    };

    /// <summary>The same for the same number, whoever uses it.</summary>
    private static string Fingerprint(string number) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(number)))[..22].Replace('+', 'x').Replace('/', 'y')[..16];
}
