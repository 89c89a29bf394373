using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Catalogue;

/// <summary>/v1/products</summary>
internal static class ProductOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/products", Create);
        router.Map("GET", "/v1/products", List);
        router.Map("GET", "/v1/products/search", static call => Search.Page(call, "/v1/products/search", "product"));
        router.Map("GET", "/v1/products/{}", Retrieve);
        router.Map("POST", "/v1/products/{}", Update);
        router.Map("DELETE", "/v1/products/{}", Delete);
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        if (given.Text("id") is { Length: > 0 } id && call.Unit.Find(id) is not null)
        {
            throw StripeError.Invalid("Product already exists.", "id", "resource_already_exists");
        }
        var product = ProductObject.New(call, given);
        call.Unit.Add(product);
        call.Unit.Emit("product.created", product);
        if (given.Part("default_price_data") is { } data)
        {
            var price = PriceObject.New(call, data, product.Id, "default_price_data");
            call.Unit.Add(price);
            call.Unit.Emit("price.created", price);
            product["default_price"] = price.Id;
            call.Unit.Changed(product);
        }
        return product;
    }

    private static Answer Retrieve(Call call)
    {
        var product = call.Subject("product");
        return product.Flag("deleted") ? Deleted(product.Id) : product;
    }

    private static Answer Update(Call call)
    {
        var product = Living(call);
        var before = product.Clone();
        ProductObject.Apply(product, call.Parameters);
        if (call.Referred("default_price", "price") is { } price)
        {
            product["default_price"] = price.Id;
        }
        product["updated"] = call.Now;
        call.Unit.Changed(product);
        call.Unit.Emit("product.updated", product, Patch.Previous(before, product));
        return product;
    }

    private static Answer Delete(Call call)
    {
        var product = Living(call);
        if (call.Unit.Select(new Selection("price", 1) { Owner = product.Id }).Count > 0)
        {
            throw StripeError.Invalid("This product cannot be deleted because it has one or more user-created prices.");
        }
        call.Unit.Emit("product.deleted", product);
        product["deleted"] = true;
        call.Unit.Changed(product);
        return Deleted(product.Id);
    }

    private static Answer List(Call call)
    {
        var given = call.Parameters;
        var ids = given.Items("ids");
        return Lists.Page(call, "/v1/products", new Selection("product", 0)
        {
            Where = product => !product.Flag("deleted")
                && (!given.Has("active") || product.Flag("active") == given.Flag("active"))
                && (ids is null || ids.Contains(product.Id))
                && (given.Text("url") is not { } url || product.Text("url") == url),
        });
    }

    private static Doc Living(Call call) =>
        call.Subject("product") is var product && !product.Flag("deleted") ? product : throw StripeError.Missing("product", call.Id);

    private static Doc Deleted(string id) => new(3) { ["id"] = id, ["object"] = "product", ["deleted"] = true };
}
