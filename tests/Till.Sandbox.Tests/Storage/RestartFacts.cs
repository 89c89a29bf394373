namespace Till.Sandbox.Tests.Storage;

public sealed class RestartFacts
{
    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        await using var sandbox = await TestSandbox.Start();
        var (secretKey, publishableKey) = (sandbox.Server.SecretKey, sandbox.Server.PublishableKey);
        Assert.StartsWith("sk_test_", secretKey, StringComparison.Ordinal);
        Assert.StartsWith("pk_test_", publishableKey, StringComparison.Ordinal);
        var intent = await sandbox.Pay(3000);
        await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}&amount=1000");
        string[] paths = ["/v1/payment_intents/" + intent.Id, "/v1/charges?limit=3", "/v1/events?limit=100", "/v1/balance", "/v1/refunds"];
        var before = new List<string>();
        foreach (var path in paths)
        {
            before.Add((await sandbox.Get(path)).Text);
        }
        await sandbox.Restart();
        Assert.Equal((secretKey, publishableKey), (sandbox.Server.SecretKey, sandbox.Server.PublishableKey));
        for (var i = 0; i < paths.Length; i++)
        {
            Assert.Equal(before[i], (await sandbox.Get(paths[i])).Text);
        }
    }

    [Fact]
    public async Task A_reset_empties_the_account_and_needs_a_secret_key()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Pay();
        Assert.Equal(401, (await sandbox.Post("/_sandbox/reset", "", "Authorization: Bearer pk_test_of_this_test")).Status);
        Assert.Equal(1, (await sandbox.Get("/v1/charges"))["data"].GetArrayLength());
        Assert.Equal(200, (await sandbox.Post("/_sandbox/reset")).Status);
        Assert.Equal(0, (await sandbox.Get("/v1/charges"))["data"].GetArrayLength());
        Assert.Equal(0, (await sandbox.Get("/v1/events"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task Two_sandboxes_in_one_process_know_nothing_of_each_other()
    {
        await using var one = await TestSandbox.Start();
        await using var other = await TestSandbox.Start();
        var customer = await one.Post("/v1/customers");
        Assert.Equal(404, (await other.Get("/v1/customers/" + customer.Id)).Status);
        Assert.NotEqual(one.Server.SecretKey, other.Server.SecretKey);
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_that_leaves_the_store_free()
    {
        await using var sandbox = await TestSandbox.Start();
        var folder = Directory.CreateTempSubdirectory("till-sandbox-").FullName;
        var options = new SandboxOptions { DataFolder = folder, Urls = sandbox.Server.Address };
        await Assert.ThrowsAsync<IOException>(() => SandboxServer.StartAsync(options, TestContext.Current.CancellationToken));
        Directory.Delete(folder, recursive: true);
    }
}
