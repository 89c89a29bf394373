using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Till.Api;

/// <summary>The description of the API, as programs and their makers read it: made of the routes themselves, so that it cannot be another.</summary>
internal static class OpenApi
{
    public const string Name = "v1";
    public const string Path = $"{ApiRoutes.Base}/openapi.json";

    private const string Bearer = "key";

    private static readonly (string Name, JsonSchemaType Type, string? Format, string Says)[] Parameters =
    [
        ("limit", JsonSchemaType.Integer, "int32", "How many, from 1 to 100; 25 where it is left out."),
        ("after", JsonSchemaType.String, null, "next of the page before."),
        ("since", JsonSchemaType.String, "date-time", "Paid at this moment or later."),
        ("updated_since", JsonSchemaType.String, "date-time", "Changed at this moment or later."),
        ("kind", JsonSchemaType.String, null, "album, book, good or membership."),
        ("state", JsonSchemaType.String, null, "As the back office’s list narrows to it: published, withdrawn, low or removed for products; to-prepare, preparing, shipped and so on for orders."),
        ("sku", JsonSchemaType.String, null, "Of one of its sizes."),
        ("q", JsonSchemaType.String, null, "An order’s number, an address, or the beginning of a name."),
        ("id", JsonSchemaType.String, "uuid", "Its id."),
    ];

    public static void Add(IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith(ApiRoutes.Base.TrimStart('/') + "/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Till",
            Version = "1",
            Description = "What a shop's owner lets other programs do. Amounts are in minor units with their currency, times are RFC 3339 in UTC, ids are UUIDs. "
                + $"A key may ask {ApiServices.AtOnce} times at once and {ApiServices.PerSecond} times a second after that.",
        };
        document.Servers = []; // wherever this was read from
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key that an owner made in the back office under Settings, API: till_…" },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Description = $"Takes a key that is allowed `{metadata.OfType<NeededScope>().Single().Value}`. {operation.Description}".TrimEnd();
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            var (_, type, format, says) = Parameters.Single(one => one.Name == parameter.Name);
            parameter.Schema = new OpenApiSchema { Type = type, Format = format };
            parameter.Description = says;
        }

        if (metadata.OfType<TakesKey>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = OnceFilter.Header, In = ParameterLocation.Header, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "Something new for each thing that is to be done, such as a UUID. The same request under the same key is done once, and answered in the same words for a day.",
            });
        }

        var examples = metadata.OfType<Example>().SingleOrDefault();
        if (examples?.Sent is { } sent && operation.RequestBody?.Content?.Values.FirstOrDefault() is { } body)
        {
            body.Example = Node(sent);
        }

        foreach (var (code, response) in operation.Responses ?? [])
        {
            var status = int.Parse(code, CultureInfo.InvariantCulture);
            response.Description = MeaningOf(status);
            if (response.Content?.Values.FirstOrDefault() is { } content)
            {
                content.Example = status < 400 ? Node(examples?.Answered) : Node(new ApiProblem(MeaningOf(status), status, MeaningOf(status), null));
            }
        }
    }

    private static JsonNode? Node(object? example) => example is null ? null : JsonSerializer.SerializeToNode(example, example.GetType(), ApiJson.Options);

    private static string MeaningOf(int status) => status switch
    {
        StatusCodes.Status200OK => "Done, and how it is now.",
        StatusCodes.Status201Created => "Made, and how it is now.",
        StatusCodes.Status400BadRequest => "Something that was sent cannot be taken; errors says what, by field.",
        StatusCodes.Status401Unauthorized => "No key, or one that does not hold.",
        StatusCodes.Status403Forbidden => "The key is not allowed this.",
        StatusCodes.Status404NotFound => "There is nothing with this id.",
        StatusCodes.Status409Conflict => "Not as things stand, or the same request is under way.",
        StatusCodes.Status412PreconditionFailed => "Changed meanwhile: another version than If-Match says.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status415UnsupportedMediaType => "The body is not JSON.",
        StatusCodes.Status422UnprocessableEntity => "The idempotency key was used for another request.",
        StatusCodes.Status428PreconditionRequired => "Say which version was read, in version or If-Match.",
        StatusCodes.Status429TooManyRequests => "Too many requests; Retry-After says how long to wait.",
        _ => status.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>A route that takes an idempotency key.</summary>
internal sealed record TakesKey;

/// <summary>What is sent to a route, and what it answers, to be shown.</summary>
internal sealed record Example(object? Sent, object Answered);
