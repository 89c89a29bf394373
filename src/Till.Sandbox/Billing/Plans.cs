using Till.Sandbox.Api;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>/v1/plans: recurring prices under their older name, which may have an id of the shop's own.</summary>
internal static class Plans
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/plans", Create);
        router.Map("GET", "/v1/plans", List);
        router.Map("GET", "/v1/plans/{}", static call => PlanObject.Of(Living(call)));
        router.Map("POST", "/v1/plans/{}", Update);
        router.Map("DELETE", "/v1/plans/{}", Delete);
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        if (given.Text("id") is { Length: > 0 } id && call.Unit.Find(id) is not null)
        {
            throw StripeError.Invalid("Plan already exists.", "id", "resource_already_exists");
        }
        var terms = new Doc(12)
        {
            ["currency"] = given["currency"],
            ["recurring"] = new Doc(4)
            {
                ["interval"] = given["interval"], ["interval_count"] = given["interval_count"] ?? 1, ["trial_period_days"] = given["trial_period_days"],
                ["usage_type"] = given["usage_type"] ?? "licensed",
            },
        };
        Patch.Fields(terms, given, "billing_scheme", "tiers");
        (terms[given.Has("amount_decimal") ? "unit_amount_decimal" : "unit_amount"], var product) = (given["amount_decimal"] ?? given["amount"] ?? 0L, Product(call));
        var price = PriceObject.New(call, terms, product.Id, "");
        price["id"] = given.Text("id") is { Length: > 0 } own ? own : price.Id;
        Patch.Fields(price, given, "active", "nickname");
        Patch.Metadata(price, given);
        call.Unit.Add(price);
        call.Unit.Emit("plan.created", PlanObject.Of(price));
        call.Unit.Emit("price.created", price);
        return PlanObject.Of(price);
    }

    private static Doc Product(Call call)
    {
        if (call.Parameters["product"] is Doc data)
        {
            var product = ProductObject.New(call, data);
            call.Unit.Add(product);
            call.Unit.Emit("product.created", product);
            return product;
        }
        return call.Referred("product", "product") ?? throw new StripeError(400, "Missing required param: product.", "parameter_missing", "product") { BeforeExecution = true };
    }

    private static Answer Update(Call call)
    {
        var price = Living(call);
        var before = price.Clone();
        Patch.Fields(price, call.Parameters, "active", "nickname");
        Patch.Metadata(price, call.Parameters);
        call.Unit.Changed(price);
        call.Unit.Emit("plan.updated", PlanObject.Of(price), Patch.Previous(PlanObject.Of(before), PlanObject.Of(price)));
        call.Unit.Emit("price.updated", price, Patch.Previous(before, price));
        return PlanObject.Of(price);
    }

    /// <summary>It cannot be subscribed to any more; who has subscribed to it stays so.</summary>
    private static Answer Delete(Call call)
    {
        var price = Living(call);
        price["active"] = false;
        price["_deleted_plan"] = true;
        call.Unit.Changed(price);
        call.Unit.Emit("plan.deleted", PlanObject.Of(price));
        call.Unit.Emit("price.deleted", price);
        return new Doc(3) { ["id"] = price.Id, ["object"] = "plan", ["deleted"] = true };
    }

    private static Answer List(Call call)
    {
        var given = call.Parameters;
        var page = Lists.Page(call, "/v1/plans", new Selection("price", 0)
        {
            Owner = given.Text("product"),
            Where = price => price.Part("recurring") is not null && !price.Flag("_deleted_plan") && (!given.Has("active") || price.Flag("active") == given.Flag("active")),
        });
        page["data"] = page.Items("data")!.ConvertAll(price => (object?)PlanObject.Of((Doc)price!));
        return page;
    }

    private static Doc Living(Call call) =>
        call.Unit.Find("price", call.Id) is { } price && price.Part("recurring") is not null && !price.Flag("_deleted_plan") ? price : throw StripeError.Missing("plan", call.Id);
}
