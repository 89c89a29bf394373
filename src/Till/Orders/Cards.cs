namespace Till.Orders;

/// <summary>Card brands as people write them. Stripe's words: https://docs.stripe.com/api/payment_methods/object#payment_method_object-card-brand.</summary>
internal static class Cards
{
    public static string Name(string? brand) => brand switch
    {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        "discover" => "Discover",
        "diners" => "Diners Club",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        _ => "Card",
    };
}
