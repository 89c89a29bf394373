using System.CommandLine;
using Till.Accounts;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till admin</c>: who may sign in as the shop's owner.</summary>
internal static class AdminCommand
{
    private static readonly Option<string?> WhichEmail = new("--email") { Description = "The owner's e-mail address; without it, the first owner." };

    private static readonly Option<string> NewEmail = new("--email") { Description = "The e-mail address to sign in with.", Required = true };

    public static Command Create()
    {
        var password = new Command("password", "Gives an owner a new password and prints it. Their sessions end.") { CommonOptions.Data, WhichEmail };
        password.SetAction((parsed, cancel) => RunAsync(parsed, async services =>
        {
            var email = parsed.GetValue(WhichEmail);
            var owner = await OwnerAccount.NewPasswordAsync(services, email, cancel);
            if (owner is not null)
            {
                return Print(owner);
            }

            await Console.Error.WriteLineAsync(
                $"There is no owner{(email is null ? "" : $" with the address {email}")}. Make one with: ./till admin create --email {email ?? "you@example.org"}");
            return ExitCode.Failed;
        }, cancel));

        var create = new Command("create", "Makes an owner, or an owner of the account that has the address, and prints the password.")
        {
            CommonOptions.Data, NewEmail,
        };
        create.SetAction((parsed, cancel) => RunAsync(parsed, async services =>
        {
            if (!Email.TryRead(parsed.GetRequiredValue(NewEmail), out var email))
            {
                await Console.Error.WriteLineAsync($"“{email}” is not an e-mail address.");
                return ExitCode.Usage;
            }

            return Print(await OwnerAccount.CreateAsync(services, email, cancel));
        }, cancel));

        var factor = new Command("drop-second-factor", "Takes away a second factor of which both phone and recovery codes are lost.") { CommonOptions.Data, NewEmail };
        factor.SetAction((parsed, cancel) => RunAsync(parsed, services => DropFactorAsync(services, parsed.GetRequiredValue(NewEmail), cancel), cancel));

        return new Command("admin", "The owner's sign-in: a new password, another owner, a lost second factor.") { password, create, factor };
    }

    private static Task<int> RunAsync(ParseResult parsed, Func<IServiceProvider, Task<ExitCode>> command, CancellationToken cancel) =>
        Guard.RunAsync(async () =>
        {
            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Workers = false,
            });
            await Shop.PrepareAsync(app.Services, cancel);
            return await command(app.Services);
        });

    private static async Task<ExitCode> DropFactorAsync(IServiceProvider services, string email, CancellationToken cancel)
    {
        var key = Email.Key(email);
        var account = await services.GetRequiredService<Database>().WriteAsync(transaction => AccountStore.FindAsync(transaction, key), cancel);
        if (account is null || !await services.GetRequiredService<SecondFactor>().RemoveAsync(Actor.CommandLine, account.Id, account.Email, cancel))
        {
            await Console.Error.WriteLineAsync($"Nobody with the address {email} has a second factor.");
            return ExitCode.Failed;
        }

        Console.WriteLine($"{account.Email} signs in with the password alone, until another second factor is set up.");
        return ExitCode.Done;
    }

    private static ExitCode Print(OwnerSignIn owner)
    {
        Console.WriteLine($"E-mail:   {owner.Email}");
        Console.WriteLine($"Password: {owner.Password}");
        return ExitCode.Done;
    }
}
