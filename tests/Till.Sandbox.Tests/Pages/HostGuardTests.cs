using Microsoft.AspNetCore.Http;
using Till.Sandbox.Pages.Frame;

namespace Till.Sandbox.Tests.Pages;

public sealed class HostGuardTests
{
    [Theory]
    [InlineData("http://localhost:4001", "localhost:4001", true)]
    [InlineData("http://localhost:4001", "127.0.0.1:4001", true)]
    [InlineData("http://localhost:4001", "[::1]:4001", true)]
    [InlineData("http://localhost:4001", "sandbox.localhost:4001", true)]
    [InlineData("http://localhost:4001", "evil.example:4001", false)]
    [InlineData("http://localhost:4001", "localhost.evil.example", false)]
    [InlineData("http://localhost:4001", "", false)]
    [InlineData("http://localhost:4001; http://till.lan:4001", "TILL.lan:4001", true)]
    [InlineData("http://192.168.1.5:4001", "192.168.1.5:4001", true)]
    [InlineData("http://192.168.1.5:4001", "till.lan:4001", false)]
    [InlineData("http://*:4001", "till.lan:4001", true)]
    [InlineData("http://0.0.0.0:4001", "till.lan:4001", true)]
    [InlineData("http://[::]:4001", "till.lan:4001", true)]
    public void Pages_answer_under_the_names_that_the_sandbox_was_told(string urls, string host, bool known) =>
        Assert.Equal(known, new HostGuard(urls).Knows(new HostString(host)));
}
