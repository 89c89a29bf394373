using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>Where a buyer goes to authenticate a card or to authorise another method, for payment and setup intents alike.</summary>
internal static class NextActions
{
    /// <summary>The page of the card's bank: in a frame of the shop's page, or instead of it.</summary>
    public static Doc Authenticate(Unit unit, Doc intent, Confirmation how)
    {
        var page = Page(unit, "/3d_secure_2/hosted", intent);
        if (how.UseSdk || how.ReturnUrl is null)
        {
            return new Doc(2)
            {
                ["type"] = "use_stripe_sdk",
                ["use_stripe_sdk"] = new Doc(5)
                {
                    ["source"] = unit.Chance.PaymentId("payatt"),
                    ["stripe_js"] = page,
                    ["three_d_secure_2_source"] = unit.Chance.PaymentId("payatt"),
                    ["type"] = "three_d_secure_redirect",
                },
            };
        }
        return Redirect(page, how.ReturnUrl);
    }

    /// <summary>The page of the buyer's bank or wallet.</summary>
    public static Doc Authorise(Unit unit, Doc intent, string returnUrl) => Redirect(Page(unit, "/redirect/authorize", intent), returnUrl);

    private static string Page(Unit unit, string path, Doc intent)
    {
        var name = intent.Text("object");
        return $"{unit.BaseAddress}{path}?{name}={intent.Id}&{name}_client_secret={intent.Text("client_secret")}";
    }

    private static Doc Redirect(string page, string returnUrl) => new(2)
    {
        ["redirect_to_url"] = new Doc(2) { ["return_url"] = returnUrl, ["url"] = page },
        ["type"] = "redirect_to_url",
    };
}
