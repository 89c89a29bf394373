using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>What an operation answers: a status and an object. Everything up to 402 is kept; refusals are thrown and are not.</summary>
internal sealed record Answer(int Status, Doc Body)
{
    public static implicit operator Answer(Doc body) => new(200, body);
}

/// <summary>An operation of the API. It runs inside one unit of work.</summary>
internal delegate Answer Operation(Call call);

/// <summary>One request that has passed authentication and the check of its parameters.</summary>
internal sealed class Call(Unit unit, Doc parameters, string[] ids, ApiVersion version, bool publishable)
{
    public Unit Unit => unit;

    public Doc Parameters => parameters;

    /// <summary>The id in the path, the first of them.</summary>
    public string Id => ids[0];

    public string[] Ids => ids;

    public ApiVersion Version => version;

    /// <summary>Asked with a publishable key, as a browser does: only what a client secret opens may be seen.</summary>
    public bool Publishable => publishable;

    /// <summary>The sandbox's own address, for the pages to which objects point.</summary>
    public string BaseAddress => unit.BaseAddress;

    public long Now => unit.Now;

    public Chance Chance => unit.Chance;

    /// <summary>The object of the path; 404 where there is none.</summary>
    public Doc Subject(string kind) => unit.Find(kind, Id) ?? throw StripeError.Missing(Names.InErrors(kind), Id);

    /// <summary>The object that a parameter names; 400 where there is none, null where the parameter is not given.</summary>
    public Doc? Referred(string parameter, string kind)
    {
        var id = parameters.Text(parameter);
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }
        return unit.Find(kind, id) is { } found && !found.Flag("deleted")
            ? found
            : throw StripeError.Missing(Names.InErrors(kind), id, parameter);
    }
}

internal static class Names
{
    /// <summary>How Stripe's messages call a kind of object.</summary>
    public static string InErrors(string kind) => kind switch
    {
        "payment_method" => "PaymentMethod",
        "setup_intent" => "setupintent",
        "billing_portal.configuration" => "configuration",
        "credit_note" => "credit note",
        "radar.early_fraud_warning" => "early fraud warning",
        "balance_transaction" => "balance transaction",
        "webhook_endpoint" => "webhook endpoint",
        "promotion_code" => "promotion code",
        "shipping_rate" => "shipping rate",
        "tax_rate" => "tax rate",
        "test_helpers.test_clock" => "test clock",
        _ => kind,
    };
}
