namespace Till.Checkout;

/// <summary>Addresses in the shapes that Stripe's script takes when it confirms: https://docs.stripe.com/js/payment_intents/confirm_payment.</summary>
internal static class StripeDetails
{
    /// <summary>
    /// Whatever the page's fields do not ask for must be given, be it empty. Where nothing is sent, Stripe's own fields ask for what the
    /// bank wants to know of the address.
    /// </summary>
    public static Dictionary<string, object> Billing(CheckedForm form)
    {
        var (details, address) = (form.Details, form.Billing);
        var billing = new Dictionary<string, object>
        {
            ["name"] = address?.Name ?? details.Name,
            ["email"] = details.Email,
            ["phone"] = address?.Phone ?? details.Phone ?? "",
        };
        if (address is not null)
        {
            billing["address"] = Parts(address).ToDictionary(part => part.Name, part => part.Value ?? "");
        }

        return billing;
    }

    public static Dictionary<string, object>? Shipping(Address? address)
    {
        if (address is null)
        {
            return null;
        }

        var shipping = new Dictionary<string, object>
        {
            ["name"] = address.Name,
            ["address"] = Parts(address).Where(part => part.Value is not null).ToDictionary(part => part.Name, part => part.Value!),
        };
        if (address.Phone is not null)
        {
            shipping["phone"] = address.Phone;
        }

        return shipping;
    }

    private static IEnumerable<(string Name, string? Value)> Parts(Address address) =>
    [
        ("line1", address.Street1), ("line2", address.Street2), ("city", address.Town), ("state", address.County),
        ("postal_code", address.Postcode), ("country", address.Country),
    ];
}
