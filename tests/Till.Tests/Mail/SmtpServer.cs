using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Till.Tests.Mail;

/// <summary>The <c>smtp-server</c> of npm in a process of its own. Ends when its input does, so also when the tests are killed.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private static readonly SemaphoreSlim Installing = new(1, 1);
    private readonly Process process;

    private SmtpServer(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SmtpServer> StartAsync(string mode)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Here())!, "smtp");
        await InstallAsync(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Certify(key);
        Trust(certificate);
        var node = Run(
            folder, "node", "server.mjs", Base64(key.ExportPkcs8PrivateKeyPem()), Base64(certificate.ExportCertificatePem()), mode);
        var port = await node.StandardOutput.ReadLineAsync(Cancel)
            ?? throw new InvalidOperationException(await node.StandardError.ReadToEndAsync(Cancel));
        return new SmtpServer(node, int.Parse(port));
    }

    /// <summary>The next mail that the server took.</summary>
    public async Task<JsonElement> ReadAsync() => JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Cancel))!).RootElement;

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancel);
        process.Dispose();
    }

    private static X509Certificate2 Certify(ECDsa key)
    {
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }

    /// <summary>The mail client asks this one place of the process; only these certificates are accepted beside the valid ones.</summary>
    private static void Trust(X509Certificate2 certificate)
    {
        var thumbprint = certificate.Thumbprint;
#pragma warning disable SYSLIB0014, MA0039 // SmtpClient has no other way to be told of a certificate
        var before = ServicePointManager.ServerCertificateValidationCallback;
        ServicePointManager.ServerCertificateValidationCallback = (sender, shown, chain, errors) =>
            errors == SslPolicyErrors.None || shown?.GetCertHashString() == thumbprint || before?.Invoke(sender, shown, chain, errors) == true;
#pragma warning restore SYSLIB0014, MA0039
    }

    private static async Task InstallAsync(string folder)
    {
        await Installing.WaitAsync(Cancel);
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules", "smtp-server")))
            {
                using var npm = Run(folder, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
                await npm.WaitForExitAsync(Cancel);
                Assert.True(npm.ExitCode == 0, await npm.StandardError.ReadToEndAsync(Cancel));
            }
        }
        finally
        {
            Installing.Release();
        }
    }

    private static Process Run(string folder, string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = folder, UseShellExecute = false,
        RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
    })!;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static string Here([CallerFilePath] string path = "") => path;
}
