using Till.Sandbox.Api;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

internal static class ProductObject
{
    public static Doc New(Call call, Doc given)
    {
        var product = new Doc(24)
        {
            ["id"] = given.Text("id") is { Length: > 0 } own ? own : call.Chance.ShortId("prod"),
            ["object"] = "product",
            ["active"] = true,
            ["attributes"] = new List<object?>(),
            ["created"] = call.Now,
            ["default_price"] = null,
            ["description"] = null,
            ["images"] = new List<object?>(),
            ["livemode"] = false,
            ["marketing_features"] = new List<object?>(),
            ["metadata"] = new Doc(),
            ["name"] = null,
            ["package_dimensions"] = null,
            ["shippable"] = null,
            ["statement_descriptor"] = null,
            ["tax_code"] = null,
            ["type"] = "service",
            ["unit_label"] = null,
            ["updated"] = call.Now,
            ["url"] = null,
        };
        Apply(product, given);
        return product;
    }

    public static void Apply(Doc product, Doc given)
    {
        Patch.Fields(product, given, "active", "description", "name", "package_dimensions", "shippable", "statement_descriptor", "tax_code",
            "unit_label", "url", "marketing_features", "images");
        foreach (var name in (ReadOnlySpan<string>)["images", "marketing_features"])
        {
            product[name] ??= new List<object?>();
        }
        Patch.Metadata(product, given);
    }
}
