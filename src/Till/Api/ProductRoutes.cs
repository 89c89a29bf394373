using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Till.Admin;
using Till.Catalogue;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Api;

/// <summary>Products with their sizes, prices and stock, in the order in which they were made.</summary>
internal static class ProductRoutes
{
    public static void MapProducts(this RouteGroupBuilder api)
    {
        api.MapGet("/products", ListAsync).Reads(ApiScopes.ProductsRead)
            .Tells("ListProducts", "Products, in the order in which they were made.", Examples.Page(Examples.Product));
        api.MapGet("/products/{id:guid}", GetAsync).Reads(ApiScopes.ProductsRead).Tells("GetProduct", "One product, with its version as ETag.", Examples.Product, ofOne: true);
        api.MapPost("/products", AddAsync).Makes(ApiScopes.ProductsWrite)
            .Takes<ApiNewProduct, ApiProduct>("AddProduct", "Makes a product.", Examples.NewProduct, Examples.Product, StatusCodes.Status201Created);
        api.MapPatch("/products/{id:guid}", ChangeAsync).Changes(ApiScopes.ProductsWrite)
            .Takes<ApiProductChange, ApiProduct>("ChangeProduct", "Changes a product; what is left out stays as it is.", Examples.ProductChange, Examples.Product, StatusCodes.Status200OK)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        api.MapPost("/products/{id:guid}/stock", StockAsync).Makes(ApiScopes.ProductsWrite)
            .Takes<ApiStockMove, ApiProduct>("MoveStock", "Writes down what came, went or was counted.", Examples.StockMove, Examples.Product, StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/products/{id:guid}/prices", PriceAsync).Makes(ApiScopes.ProductsWrite)
            .Takes<ApiNewPrice, ApiProduct>("SetPrice", "Sets a price, now or from a day on.", Examples.NewPrice, Examples.Product, StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(
        Database database, ApiDocuments documents, string? kind, string? state, string? sku, [FromQuery(Name = "updated_since")] string? updatedSince,
        string? after, string? limit, CancellationToken cancel)
    {
        if (ApiRoutes.LimitOf(limit) is not { } most)
        {
            return ApiRoutes.WrongLimit();
        }

        if (kind is not null && Shelf.All.All(shelf => shelf.Kind != kind))
        {
            return ApiAnswer.Wrong("kind", $"This is one of {string.Join(", ", Shelf.All.Select(shelf => shelf.Kind))}.");
        }

        var states = DeskProducts.States.Select(one => one.Value).Where(value => value.Length > 0).ToList();
        if (state is not null && !states.Contains(state))
        {
            return ApiAnswer.Wrong("state", $"This is one of {string.Join(", ", states)}; left out, all that are not removed.");
        }

        if (!ApiRoutes.IsMoment(updatedSince, out var since))
        {
            return ApiRoutes.WrongMoment("updated_since");
        }

        Guid? place = Guid.TryParseExact(after, "D", out var last) ? last : null;
        if (after is not null && place is null)
        {
            return ApiRoutes.WrongAfter();
        }

        var conditions = new List<string> { DeskProducts.Of(state ?? "") };
        AddIf(kind is not null, "p.kind = @kind");
        AddIf(sku is not null, "p.id IN (SELECT v.product_id FROM variants v WHERE v.sku = @sku)");
        AddIf(since is not null, "p.updated_at >= @since");
        AddIf(place is not null, "p.id > @place");
        var found = await database.ReadAsync(
            db => documents.ProductsAsync(db, string.Join(" AND ", conditions), new DynamicParameters(new { kind, sku, since, place }), most + 1), cancel);
        return ApiAnswer.Ok(new ApiPage<ApiProduct>([.. found.Take(most)], found.Count > most ? found[most - 1].Id.ToString("D") : null));

        void AddIf(bool asked, string condition)
        {
            if (asked)
            {
                conditions.Add(condition);
            }
        }
    }

    private static Task<IResult> GetAsync(Guid id, ApiDocuments documents, CancellationToken cancel) => ShowAsync(StatusCodes.Status200OK, id, documents, cancel);

    private static async Task<IResult> AddAsync(HttpContext context, AddProduct add, ShopSettings settings, ApiDocuments documents, CancellationToken cancel)
    {
        var (sent, wrong) = context.Body<ApiNewProduct>();
        if (sent is null)
        {
            return wrong!;
        }

        var errors = new Dictionary<string, string[]>();
        var product = NewProductReading.Read(sent, settings.Currency, ApiRoutes.NewTyped(errors));
        return product is null ? ApiAnswer.Wrong(errors)
            : await AnswerAsync(
                await add.RunAsync(product, chooseSlug: string.IsNullOrWhiteSpace(sent.Slug), context.ApiActor(), cancel), StatusCodes.Status201Created, documents, cancel);
    }

    private static async Task<IResult> ChangeAsync(Guid id, HttpContext context, EditProduct edit, ApiDocuments documents, CancellationToken cancel)
    {
        var (sent, wrong) = context.Body<ApiProductChange>();
        if (sent is null)
        {
            return wrong!;
        }

        if (await documents.ProductAsync(id, cancel) is not { } product)
        {
            return ApiAnswer.NotFound("product");
        }

        var tag = context.Request.Headers.IfMatch.ToString();
        if (tag.Length > 0 && tag != TagOf(product.Version))
        {
            return ApiAnswer.Problem(StatusCodes.Status412PreconditionFailed, "Changed meanwhile", $"This product is at version {product.Version} by now. Read it again.");
        }

        if (tag.Length == 0 && sent.Version is null)
        {
            return ApiAnswer.Problem(
                StatusCodes.Status428PreconditionRequired, "Which version?", "Say which version you have read, in version or If-Match, so that nothing of others is overwritten.");
        }

        if ((sent.Version ?? product.Version) != product.Version)
        {
            return Stale(product.Version);
        }

        var errors = new Dictionary<string, string[]>();
        var draft = sent.Over(product, ApiRoutes.NewTyped(errors));
        if (draft is null)
        {
            return ApiAnswer.Wrong(errors);
        }

        var outcome = await edit.SaveAsync(id, product.Version, draft, context.ApiActor(), cancel);
        return outcome is Edit.Stale && tag.Length > 0
            ? ApiAnswer.Problem(StatusCodes.Status412PreconditionFailed, "Changed meanwhile", "Somebody else has changed this product at this moment. Read it again.")
            : await AnswerAsync(outcome, StatusCodes.Status200OK, documents, cancel);
    }

    private static async Task<IResult> StockAsync(Guid id, HttpContext context, MoveStock move, ApiDocuments documents, CancellationToken cancel)
    {
        var (sent, wrong) = context.Body<ApiStockMove>();
        if (sent is null)
        {
            return wrong!;
        }

        var errors = new Dictionary<string, string[]>();
        var typed = ApiRoutes.NewTyped(errors);
        var reason = StockReason.All.FirstOrDefault(one => one.Value == sent.Reason);
        if (reason is null)
        {
            typed.Refuse(nameof(sent.Reason), $"This is one of {string.Join(", ", StockReason.All.Select(one => one.Value))}.");
        }

        var least = reason?.Step == 0 ? 0 : 1;
        if (reason != StockReason.Uncounted && sent.Number is not { } number || sent.Number < least || sent.Number > ProductRules.MostStock)
        {
            typed.Refuse(nameof(sent.Number), $"This is a whole number from {least} to {ProductRules.MostStock}.");
        }

        var note = typed.Line(nameof(sent.Note), sent.Note, "A note", ProductRules.MaxNote, required: false);
        return typed.IsSound
            ? await AnswerAsync(
                await move.RunAsync(id, sent.VariantId, sent.Seen, reason!, sent.Number, note, context.ApiActor(), cancel), StatusCodes.Status201Created, documents, cancel)
            : ApiAnswer.Wrong(errors);
    }

    private static async Task<IResult> PriceAsync(
        Guid id, HttpContext context, PriceProduct price, ShopSettings settings, ApiDocuments documents, CancellationToken cancel)
    {
        var (sent, wrong) = context.Body<ApiNewPrice>();
        if (sent is null)
        {
            return wrong!;
        }

        var currency = settings.Currency;
        if (sent.Currency is not null && sent.Currency != currency.Code)
        {
            return ApiAnswer.Wrong("currency", $"This shop sells in {currency.Code}.");
        }

        if (sent.Interval is not (Price.Once or Memberships.Plan.Month or Memberships.Plan.Year))
        {
            return ApiAnswer.Wrong("interval", $"This is {Price.Once}, {Memberships.Plan.Month} or {Memberships.Plan.Year}.");
        }

        var asked = new NewPrice(sent.VariantId, sent.ForMembers, sent.Interval, sent.Amount is { } minor ? new Money(minor, currency) : null, sent.From);
        return await AnswerAsync(await price.SetAsync(id, asked, currency, context.ApiActor(), cancel), StatusCodes.Status201Created, documents, cancel);
    }

    private static async Task<IResult> AnswerAsync(Edit outcome, int done, ApiDocuments documents, CancellationToken cancel) => outcome switch
    {
        Edit.Done one => await ShowAsync(done, one.Id, documents, cancel),
        Edit.NotFound => ApiAnswer.NotFound("product"),
        Edit.Stale => Stale(null),
        Edit.Refused refused => ApiAnswer.Wrong(FieldOf(refused.Field), refused.Why.Replace("Load the page again.", "Read the product again.", StringComparison.Ordinal)),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static async Task<IResult> ShowAsync(int status, Guid id, ApiDocuments documents, CancellationToken cancel) =>
        await documents.ProductAsync(id, cancel) is { } product
            ? ApiAnswer.Of(status, product, status == StatusCodes.Status201Created ? $"{ApiRoutes.Base}/products/{id}" : null, TagOf(product.Version))
            : ApiAnswer.NotFound("product");

    private static ApiAnswer Stale(int? version) => ApiAnswer.Conflict(
        version is null ? "Somebody else has changed this product at this moment. Read it again." : $"This product is at version {version} by now. Read it again.");

    private static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>As the API calls what the back office's forms call otherwise.</summary>
    private static string FieldOf(string field) => field switch
    {
        "Variant" or "PriceOf" => "variant_id",
        "Payer" => "interval",
        _ => ApiJson.NameOf(field),
    };
}
