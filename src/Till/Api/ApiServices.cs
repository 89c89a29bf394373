using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;

namespace Till.Api;

internal static class ApiServices
{
    /// <summary>The policy that holds a key to its pace.</summary>
    public const string Paced = "api";

    /// <summary>What a key may ask at once, and what it gets back in a second, in each process of the shop.</summary>
    public const int AtOnce = 120;
    public const int PerSecond = 4;

    public static void AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ApiDocuments>();
        services.AddSingleton<KeptAnswers>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Name, null);
        services.AddRateLimiter(options => options.AddPolicy(Paced, context => RateLimitPartition.GetTokenBucketLimiter(
            context.User.KeyId(),
            _ => new TokenBucketRateLimiterOptions { TokenLimit = AtOnce, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1) })));
        OpenApi.Add(services);
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions)); // by which the description of the API reads types
    }
}
