using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Api;

/// <summary>The description of the API against the API.</summary>
public sealed class OpenApiTests
{
    [Theory, BothEngines]
    public async Task Each_route_is_described_with_what_it_takes_what_it_answers_and_how_it_refuses(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var anybody = Caller.Without(shop.Address);

        var document = (await anybody.GetAsync("/api/v1/openapi.json")).Must(HttpStatusCode.OK);

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Route: $"{operation.Name.ToUpperInvariant()} {path.Name}", Operation: operation.Value))).ToList();
        var routes = shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal) && !one.RoutePattern.RawText.EndsWith(".json", StringComparison.Ordinal))
            .Select(one => $"{Assert.Single(one.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)} {one.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal)}");
        Assert.Equal(routes.Order(), described.Select(one => one.Route).Order());
        foreach (var (route, operation) in described)
        {
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.Contains("Takes a key", operation.GetProperty("description").GetString());
            var answers = operation.GetProperty("responses").EnumerateObject().ToList();
            Assert.All(answers, answer => Assert.NotEqual(answer.Name, answer.Value.GetProperty("description").GetString()));
            Assert.Subset(answers.Select(one => one.Name).ToHashSet(), new HashSet<string> { "401", "403", "429" });
            Assert.All(answers, answer => Assert.Equal(
                answer.Name[0] == '2' ? "application/json" : "application/problem+json", answer.Value.GetProperty("content").EnumerateObject().Single().Name));
            Assert.All(answers, answer => Assert.Equal(JsonValueKind.Object, answer.Value.GetProperty("content").EnumerateObject().Single().Value.GetProperty("example").ValueKind));
            if (route.StartsWith("POST", StringComparison.Ordinal))
            {
                Assert.Contains(operation.GetProperty("parameters").EnumerateArray(), one => one.GetProperty("name").GetString() == "Idempotency-Key" && one.GetProperty("required").GetBoolean());
            }

            if (operation.TryGetProperty("requestBody", out var body))
            {
                Assert.Equal(JsonValueKind.Object, body.GetProperty("content").GetProperty("application/json").GetProperty("example").ValueKind);
            }
        }

        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.True(schemas.GetProperty("ApiOrder").GetProperty("properties").TryGetProperty("paid_at", out _));
        Assert.True(schemas.GetProperty("ApiNewRefund").GetProperty("properties").TryGetProperty("amount", out _));
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").GetProperty("scheme").GetString());
    }
}
