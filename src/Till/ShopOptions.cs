using Till.Mail;
using Till.Storage;

namespace Till;

/// <summary>What whoever starts a shop decides about it; the rest is in <see cref="ShopSettings"/>.</summary>
internal sealed record ShopOptions
{
    public const string DefaultUrls = "http://localhost:4000";

    public required string DataFolder { get; init; }

    public string Environment { get; init; } = Environments.Development;

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>Settings that win over files and environment: the embedded sandbox's address and keys, or a test's.</summary>
    public IReadOnlyDictionary<string, string?> Overrides { get; init; } = new Dictionary<string, string?>();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Chance Chance { get; init; } = Chance.Secure;

    /// <summary>The network between the shop and Stripe; null: sockets.</summary>
    public HttpMessageHandler? StripeTransport { get; init; }

    /// <summary>The way to the mail server or folder; null: the one that is set.</summary>
    public Func<Guid, Letter, CancellationToken, Task>? MailTransport { get; init; }

    /// <summary>A rehearsal's, between the shop and its database.</summary>
    public DatabaseGate? DatabaseGate { get; init; }

    /// <summary>Whether the shop's own workers (inbox, outbox, reconciler) run. A command that does one thing leaves them out.</summary>
    public bool Workers { get; init; } = true;

    public bool IsProduction => Environment == Environments.Production;
}
