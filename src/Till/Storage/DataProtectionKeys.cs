using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace Till.Storage;

/// <summary>
/// The keys that seal cookies, form tokens and links, kept in the shop's database: every process of the shop opens what
/// another has sealed, and two shops never open each other's.
/// </summary>
internal sealed class DataProtectionKeys(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        // The framework asks synchronously, once at start and then once a day.
        [.. database.ReadAsync(db => db.QueryAsync<string>("SELECT xml FROM data_protection_keys ORDER BY name"), CancellationToken.None)
            .GetAwaiter().GetResult().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            "INSERT INTO data_protection_keys (name, xml) VALUES (@friendlyName, @xml) ON CONFLICT (name) DO NOTHING",
            new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) }),
        CancellationToken.None).GetAwaiter().GetResult();
}

internal static class DataProtectionServices
{
    public static void AddDataProtectionKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Till");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new DataProtectionKeys(provider.GetRequiredService<Database>());
            // Said outright, or the framework warns at each new key: the keys lie in the database as they are. A key to seal
            // them with would lie on the same machine, beside the database's own password, and who reads the database reads
            // the orders themselves.
            options.XmlEncryptor = new NullXmlEncryptor();
        }));
    }
}
