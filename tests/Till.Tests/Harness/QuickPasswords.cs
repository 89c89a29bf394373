using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Till.Tests.Harness;

/// <summary>
/// Passwords are slow to try on purpose, and nearly every test signs somebody in: a fifth of the tests' time went there. What the shop
/// itself uses is held by a test of its own.
/// </summary>
internal static class QuickPasswords
{
    public static void Use(IServiceCollection services) => services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1);
}
