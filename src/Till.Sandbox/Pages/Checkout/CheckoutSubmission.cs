using Microsoft.AspNetCore.Http;
using Till.Sandbox.Checkout;
using Till.Sandbox.Payments;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Checkout;

/// <summary>The hosted page's form as it was sent: what to show again, what is wrong with it, and the payment when nothing is.</summary>
internal sealed class CheckoutSubmission
{
    private const int LongestEmail = 254;
    private const int LongestName = 150;
    private const int LongestPostalCode = 20;

    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    /// <param name="form">The fields, named as the real page names them.</param>
    /// <param name="fixedEmail">The address that the shop gave; null when the buyer types one.</param>
    /// <param name="method">The type of the payment method; null when nothing is to be paid.</param>
    /// <param name="countries">To which it may be sent; empty when no address is asked.</param>
    /// <param name="now">To know which cards have expired.</param>
    public CheckoutSubmission(IFormCollection form, string? fixedEmail, string? method, IReadOnlyList<string> countries, DateTimeOffset now)
    {
        Values = new CheckoutValues(
            fixedEmail ?? Text(form, "email"), Text(form, "billingName"), Text(form, "billingCountry").ToUpperInvariant(), Text(form, "billingPostalCode"))
        {
            Shipping = new ShippingValues(
                Text(form, "shippingName"), Text(form, "shippingCountry").ToUpperInvariant(), Text(form, "shippingAddressLine1"), Text(form, "shippingAddressLine2"),
                Text(form, "shippingLocality"), Text(form, "shippingAdministrativeArea"), Text(form, "shippingPostalCode")),
            Code = Text(form, "promotionCode"),
        };
        CheckEmail(fixedEmail is null);
        if (countries.Count > 0)
        {
            CheckShipping(countries);
        }
        var card = new CardEntry("", 0, 0, null);
        var details = new Doc();
        if (method == "card")
        {
            card = ReadCard(Text(form, "cardNumber"), Text(form, "cardExpiry"), Text(form, "cardCvc"), now);
            CheckName("Enter the name on the card.");
            CheckAddress();
        }
        else if (method is not null)
        {
            ReadAccount(form, method, details);
            CheckName("Enter your full name.");
        }
        Payment = new CheckoutForm(Values.Email, card, Values.Name, Values.Country, Values.PostalCode) 
        {
            Type = method ?? "card", Details = details, Shipping = countries.Count > 0 ? Shipping() : null,
        };
    }

    public CheckoutValues Values { get; }

    /// <summary>Messages by field, in the order of the form.</summary>
    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>Only of use when there are no errors.</summary>
    public CheckoutForm Payment { get; }

    private void CheckEmail(bool typedEmail)
    {
        if (typedEmail && Values.Email.Length == 0)
        {
            _errors["email"] = "Enter your email address.";
        }
        else if (typedEmail && !IsEmail(Values.Email))
        {
            _errors["email"] = "Enter an email address such as name@example.com.";
        }
    }

    private void CheckShipping(IReadOnlyList<string> countries)
    {
        var to = Values.Shipping;
        Say("shippingName", to.Name.Length == 0 ? "Enter the name of whoever receives it." : TooLong(to.Name));
        Say("shippingCountry", countries.Contains(to.Country, StringComparer.Ordinal) ? null : "Choose the country that it is sent to.");
        Say("shippingAddressLine1", to.Line1.Length == 0 ? "Enter the street and house number." : TooLong(to.Line1));
        Say("shippingAddressLine2", TooLong(to.Line2));
        Say("shippingLocality", to.City.Length == 0 ? "Enter the town or city." : TooLong(to.City));
        Say("shippingAdministrativeArea", to.State.Length == 0 && to.Country is "US" or "CA" or "AU" ? "Enter the state or province." : TooLong(to.State));
        Say("shippingPostalCode", to.PostalCode.Length == 0 && Countries.NeedsPostalCode(to.Country) ? "Enter the postal code."
            : to.PostalCode.Length > LongestPostalCode ? $"Shorten the postal code to {LongestPostalCode} characters." : null);
    }

    private Doc Shipping()
    {
        var to = Values.Shipping;
        return new Doc(2)
        {
            ["address"] = new Doc(6)
            {
                ["city"] = to.City, ["country"] = to.Country, ["line1"] = to.Line1, ["line2"] = to.Line2, ["postal_code"] = to.PostalCode, ["state"] = to.State,
            },
            ["name"] = to.Name,
        };
    }

    private static string? TooLong(string text) => text.Length > LongestName ? $"Shorten this to {LongestName} characters." : null;

    private void CheckName(string missing)
    {
        if (Values.Name.Length == 0)
        {
            _errors["billingName"] = missing;
        }
        else if (Values.Name.Length > LongestName)
        {
            _errors["billingName"] = $"Shorten the name to {LongestName} characters.";
        }
    }

    private void CheckAddress()
    {
        if (!Countries.Knows(Values.Country))
        {
            _errors["billingCountry"] = "Choose a country or region.";
        }
        if (Values.PostalCode.Length == 0 && Countries.NeedsPostalCode(Values.Country))
        {
            _errors["billingPostalCode"] = Values.Country == "US" ? "Enter the ZIP code of the card." : "Enter the postal code of the card.";
        }
        else if (Values.PostalCode.Length > LongestPostalCode)
        {
            _errors["billingPostalCode"] = $"Shorten the postal code to {LongestPostalCode} characters.";
        }
    }

    private CardEntry ReadCard(string number, string expiry, string cvc, DateTimeOffset now)
    {
        var digits = new string([.. number.Where(c => !char.IsWhiteSpace(c) && c != '-')]);
        var (month, year) = Expiry(expiry);
        var card = new CardEntry(digits, month, year, cvc);
        Say("cardNumber", digits.Length == 0 ? "Enter your card number."
            : digits.Length < 12 || !digits.All(char.IsAsciiDigit) ? "Your card number is incomplete."
            : Wrong("number", card, now) is not null ? "Your card number is invalid." : null);
        Say("cardExpiry", expiry.Length == 0 ? "Enter the card's expiration date, such as 12 / 34."
            : month is < 1 or > 12 ? "Your card's expiration date is incomplete. Write it as month and year, such as 12 / 34."
            : card.Year < now.Year || (card.Year == now.Year && month < now.Month) ? "Your card's expiration date is in the past."
            : card.Year > now.Year + 50 ? "Your card's expiration year is invalid." : null);
        var length = digits.StartsWith("34", StringComparison.Ordinal) || digits.StartsWith("37", StringComparison.Ordinal) ? 4 : 3;
        Say("cardCvc", cvc.Length == 0 ? "Enter the card's security code (CVC)."
            : !cvc.All(char.IsAsciiDigit) || cvc.Length > length ? $"Your card's security code is invalid: it has {length} digits."
            : cvc.Length < length ? $"Your card's security code is incomplete: it has {length} digits." : null);
        return card;
    }

    private void ReadAccount(IFormCollection form, string method, Doc details)
    {
        foreach (var field in BankFields.Of(method))
        {
            var typed = new string([.. Text(form, field.Name).Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
            details[field.Name] = typed;
            Say(field.Name, typed.Length == 0 ? field.Missing
                : field.Length > 0 && typed.Length != field.Length ? $"The {field.Label[..1].ToLowerInvariant()}{field.Label[1..]} has {field.Length} digits."
                : field.Name == "iban" && !Iban.IsValid(typed) ? "Your IBAN is incomplete or mistyped."
                : typed.Length > 34 || typed.Length < 3 ? "This does not look right. Check it, and type it again." : null);
        }
    }

    /// <summary>Whether the engine itself would refuse the number. Other fields are stood in for, so that each is judged alone.</summary>
    private static string? Wrong(string param, CardEntry card, DateTimeOffset now) =>
        (card with { ExpMonth = 12, ExpYear = now.Year, Cvc = null }).Check(now) is { } wrong && wrong.Param == param ? wrong.Message : null;

    private void Say(string field, string? message)
    {
        if (message is null)
        {
            _errors.Remove(field);
        }
        else
        {
            _errors[field] = message;
        }
    }

    /// <summary>Takes 12/34, 12 / 34, 12/2034, 1234 and 122034. Month 0 means that it could not be read.</summary>
    private static (long Month, long Year) Expiry(string text)
    {
        var parts = text.Split('/', '-', '.');
        var (first, second) = parts.Length == 2 ? (parts[0].Trim(), parts[1].Trim())
            : parts.Length == 1 && text.Replace(" ", "", StringComparison.Ordinal) is { Length: 4 or 6 } whole ? (whole[..2], whole[2..])
            : ("", "");
        return first.Length is 1 or 2 && second.Length is 2 or 4 && first.All(char.IsAsciiDigit) && second.All(char.IsAsciiDigit)
            ? (long.Parse(first), second.Length == 2 ? 2000 + long.Parse(second) : long.Parse(second))
            : (0, 0);
    }

    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && text.Length <= LongestEmail
            && text.LastIndexOf('.') is var dot && dot > at + 1 && dot < text.Length - 1
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';');
    }

    private static string Text(IFormCollection form, string name) => form[name].ToString().Trim();
}
