using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

/// <summary>/v1/prices</summary>
internal static class PriceOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/prices", Create);
        router.Map("GET", "/v1/prices", List);
        router.Map("GET", "/v1/prices/search", static call => Search.Page(call, "/v1/prices/search", "price"));
        router.Map("GET", "/v1/prices/{}", static call => call.Subject("price"));
        router.Map("POST", "/v1/prices/{}", Update);
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        Doc product;
        if (given.Part("product_data") is { } data)
        {
            product = ProductObject.New(call, data);
            call.Unit.Add(product);
            call.Unit.Emit("product.created", product);
        }
        else
        {
            product = call.Referred("product", "product")
                ?? throw StripeError.Invalid("You must specify either `product` or `product_data` when creating a price.", "product");
        }
        var price = PriceObject.New(call, given, product.Id, "");
        Patch.Fields(price, given, "active", "lookup_key", "nickname");
        if (given.Part("transform_quantity") is { } transform)
        {
            price["transform_quantity"] = transform;
        }
        Patch.Metadata(price, given);
        call.Unit.Add(price);
        call.Unit.Emit("price.created", price);
        return price;
    }

    private static Answer Update(Call call)
    {
        var price = call.Subject("price");
        var before = price.Clone();
        Patch.Fields(price, call.Parameters, "active", "lookup_key", "nickname", "tax_behavior");
        Patch.Metadata(price, call.Parameters);
        call.Unit.Changed(price);
        call.Unit.Emit("price.updated", price, Patch.Previous(before, price));
        return price;
    }

    private static Answer List(Call call)
    {
        var given = call.Parameters;
        var keys = given.Items("lookup_keys");
        var (currency, type) = (given.Text("currency"), given.Text("type"));
        return Lists.Page(call, "/v1/prices", new Selection("price", 0)
        {
            Owner = given.Text("product"),
            Where = price => (!given.Has("active") || price.Flag("active") == given.Flag("active"))
                && (keys is null || keys.Contains(price["lookup_key"]))
                && (currency is null || price.Text("currency") == currency)
                && (type is null || price.Text("type") == type),
        });
    }
}
