using Microsoft.AspNetCore.Mvc.ModelBinding;
using Till.Accounts;

namespace Till.Checkout;

/// <summary>What is typed on the checkout page.</summary>
internal sealed class CheckoutForm
{
    /// <summary>Says in <see cref="SendTo"/> and <see cref="BillTo"/> that the address is typed.</summary>
    public const string Another = "another";

    /// <summary>In the order in which the page asks.</summary>
    private static readonly string[] Asked =
    [
        nameof(Email), nameof(SendTo), nameof(Name), nameof(Delivery), nameof(Phone), nameof(BillTo), nameof(BillingName), nameof(Billing),
    ];

    private static readonly string[] AskedOfAddress =
    [
        nameof(AddressFields.Country), nameof(AddressFields.Street1), nameof(AddressFields.Street2), nameof(AddressFields.Town),
        nameof(AddressFields.County), nameof(AddressFields.Postcode),
    ];

    /// <summary>The <see cref="Draft.Fingerprint"/> of what the page showed. It buys nothing: it is held against what the bag costs.</summary>
    public string? Shown { get; set; }

    public string? Email { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    /// <summary>The id of a saved address, or <see cref="Another"/>.</summary>
    public string? SendTo { get; set; }

    public AddressFields Delivery { get; set; } = new();

    /// <summary>Blank: the card's bills go where the things go. <see cref="Another"/>: to the address below it.</summary>
    public string? BillTo { get; set; }

    public string? BillingName { get; set; }

    public AddressFields Billing { get; set; } = new();

    /// <summary>A box that is checked sends "true"; whatever else comes, comes from no box of ours.</summary>
    public string? Save { get; set; }

    public bool BillsElsewhere => BillTo == Another;

    /// <summary>The address to send to, by the choice that was made among the saved ones.</summary>
    public SavedAddress? Chosen(IReadOnlyList<SavedAddress> saved) => saved.FirstOrDefault(one => one.Key == SendTo);

    /// <summary>What is wrong, from the top of the page to its end.</summary>
    public static IReadOnlyList<FieldError> Errors(ModelStateDictionary errors) =>
    [
        .. errors.SelectMany(entry => entry.Value!.Errors.Select(error => new FieldError(entry.Key, error.ErrorMessage)))
            .OrderBy(error => Array.IndexOf(Asked, error.Part(1))).ThenBy(error => Array.IndexOf(AskedOfAddress, error.Part(2))),
    ];

    /// <summary>What is wrong goes to the fields.</summary>
    /// <returns>Null where something is.</returns>
    public CheckedForm? Read(bool needsDelivery, bool signedIn, IReadOnlyList<SavedAddress> saved, ModelStateDictionary errors)
    {
        var before = errors.ErrorCount;
        if (!Accounts.Email.TryRead(Email, out var email))
        {
            errors.AddModelError(Field(nameof(Email)), string.IsNullOrWhiteSpace(Email)
                ? "Type your e-mail address: the receipt goes there."
                : "This is not an e-mail address that we can write to; it looks like name@example.org.");
        }

        var chosen = needsDelivery ? Chosen(saved) : null;
        var name = chosen?.Address.Name
            ?? Typed.Read(Name, required: true, Field(nameof(Name)), "full name", Address.MaxName, errors);
        var phone = chosen is null ? Typed.ReadPhone(Phone, Field(nameof(Phone)), errors) : chosen.Address.Phone;
        var address = chosen?.Address
            ?? (needsDelivery ? Delivery.Read(name ?? "", phone, Field(nameof(Delivery)), errors) : null);
        var billing = needsDelivery && BillsElsewhere ? ReadBilling(phone, errors) : address;
        return errors.ErrorCount == before
            ? new CheckedForm(new CheckoutDetails(email, name!, phone, address, Save == "true" && signedIn && chosen is null), billing)
            : null;
    }

    private Address? ReadBilling(string? phone, ModelStateDictionary errors)
    {
        var name = Typed.Read(BillingName, required: true, Field(nameof(BillingName)), "name on the bill", Address.MaxName, errors);
        return Billing.Read(name ?? "", phone, Field(nameof(Billing)), errors);
    }

    private static string Field(string name) => $"{nameof(CheckoutModel.Form)}.{name}";
}

/// <param name="Field">The name of the input.</param>
internal sealed record FieldError(string Field, string Message)
{
    public string? Part(int at) => Field.Split('.').ElementAtOrDefault(at);
}

/// <param name="Billing">Null where nothing is sent: then the card's field asks for what the bank wants to know.</param>
internal sealed record CheckedForm(CheckoutDetails Details, Address? Billing);
