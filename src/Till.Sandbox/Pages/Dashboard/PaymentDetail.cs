using Till.Sandbox.Disputes;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>A try to charge a card.</summary>
public sealed record ChargeRow(string Id, string Amount, StateMark State, string Card, string Outcome, When At);

/// <summary>Money given back.</summary>
public sealed record RefundRow(string Id, string Amount, StateMark State, string Reason, When At);

/// <summary>What the card's holder disputes.</summary>
/// <param name="Undecided">Guards the buttons that decide it; null once it is over.</param>
public sealed record DisputeRow(string Id, string Amount, StateMark State, string Reason, string Until, When At, string? Undecided);

/// <summary>What can still be given back, and what was typed.</summary>
/// <param name="Left">In minor units; sent along, so that a form that has been overtaken changes nothing.</param>
/// <param name="Most">What is left, such as <c>9.99</c>.</param>
public sealed record RefundForm(long Left, string Most, string Currency, string Token, string Amount, string Reason, string? Error);

/// <summary>A payment with all that belongs to it.</summary>
public sealed record PaymentModel
{
    public required string Id { get; init; }

    public required string Amount { get; init; }

    public required StateMark State { get; init; }

    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>Gross, fee, net and what was refunded, of the charge that succeeded.</summary>
    public required IReadOnlyList<Fact> Books { get; init; }

    public required IReadOnlyList<ChargeRow> Charges { get; init; }

    public required IReadOnlyList<RefundRow> Refunds { get; init; }

    public required IReadOnlyList<DisputeRow> Disputes { get; init; }

    public required IReadOnlyList<StepRow> Events { get; init; }

    /// <summary>Null when nothing can be given back.</summary>
    public RefundForm? Refund { get; init; }

    /// <summary>Guards the buttons that decide a payment that is being processed; null when there is nothing to decide.</summary>
    public string? Undecided { get; init; }

    /// <summary>What has just been given back; null for nothing.</summary>
    public string? Refunded { get; init; }
}

internal static class PaymentDetail
{
    public static PaymentModel? Of(Unit unit, string id, RefundEntry entry, string token, string? justRefunded)
    {
        if (unit.Find("payment_intent", id) is not { } intent)
        {
            return null;
        }
        var currency = intent.Text("currency")!;
        var refunds = unit.Select(new Selection("refund", 100) { Payment = id });
        var left = Refunding.Left(Read.Charge(unit, intent));
        return new PaymentModel
        {
            Id = id,
            Amount = Shown.MoneyAndCurrency(intent.Number("amount"), currency),
            State = Read.Payment(unit, intent),
            Facts = Facts(unit, intent),
            Books = Books(unit, intent, refunds, currency),
            Charges = [.. unit.Select(new Selection("charge", 100) { Payment = id }).Select(charge => Row(charge, currency))],
            Refunds = [.. refunds.Select(refund => new RefundRow(
                refund.Id, Shown.MoneyAndCurrency(refund.Number("amount"), currency), State(refund),
                refund.Text("failure_reason") is { } failure ? Words(failure) : Words(refund.Text("reason") ?? "No reason given"), Read.At(refund)))],
            Disputes = [.. unit.Select(new Selection("dispute", 100) { Payment = id }).Select(dispute => Disputed(dispute, token))],
            Events = TimeLine.Of(unit, id, refunds.Select(refund => refund.Id).Append(id)),
            Refund = left > 0 ? new RefundForm(left, Refunding.Plain(left, currency), currency.ToUpperInvariant(), token, entry.Amount, entry.Reason, entry.Error) : null,
            Undecided = intent.Text("status") == "processing" ? token : null,
            Refunded = refunds.Find(refund => refund.Id == justRefunded) is { } given ? Shown.MoneyAndCurrency(given.Number("amount"), currency) : null,
        };
    }

    private static List<Fact> Facts(Unit unit, Doc intent)
    {
        var facts = new List<Fact>
        {
            new("Created", Shown.Moment(intent.Number("created")) + " UTC"),
            new("Customer", Read.Email(unit, intent) is { Length: > 0 } email ? email : "Not known yet"),
            new("Description", intent.Text("description") ?? "None"),
        };
        if (intent.Text("_session") is { } session)
        {
            facts.Add(new("Checkout session", session));
        }
        if (Read.Charge(unit, intent)?.Text("receipt_url") is { } receipt)
        {
            facts.Add(new("Receipt", "Open the receipt", receipt));
        }
        if (Read.Charge(unit, intent)?.Part("outcome") is { } outcome && outcome.Text("risk_level") is { } risk)
        {
            facts.Add(new("Risk", $"{Words(risk)}, score {outcome.Number("risk_score")}"));
        }
        if (intent.Part("last_payment_error")?.Text("message") is { } error)
        {
            facts.Add(new("Last error", error));
        }
        facts.AddRange(intent.Part("metadata")!.Take(20).Select(pair => new Fact("Metadata: " + pair.Key, pair.Value as string ?? "")));
        return facts;
    }

    private static List<Fact> Books(Unit unit, Doc intent, List<Doc> refunds, string currency)
    {
        if (Read.Charge(unit, intent)?.Text("balance_transaction") is not { } id || unit.Find(id) is not { } booked)
        {
            return [];
        }
        var returned = refunds.Where(refund => refund.Text("status") is "succeeded" or "pending").Sum(refund => refund.Number("amount"));
        var available = booked.Number("available_on");
        return
        [
            new("Payment", Shown.MoneyAndCurrency(booked.Number("amount"), currency)),
            new("Stripe fee", Shown.MoneyAndCurrency(-booked.Number("fee"), currency)),
            .. returned > 0 ? [new Fact("Refunds", Shown.MoneyAndCurrency(-returned, currency))] : Array.Empty<Fact>(),
            new("Net", Shown.MoneyAndCurrency(booked.Number("net") - returned, currency)),
            new("Available", available <= unit.Now ? "Now" : "On " + Shown.Day(available)),
        ];
    }

    private static DisputeRow Disputed(Doc dispute, string token) => new(
        dispute.Id, Shown.MoneyAndCurrency(dispute.Number("amount"), dispute.Text("currency")!), Read.Dispute(dispute), Words(dispute.Text("reason") ?? ""),
        Shown.Day(dispute.Part("evidence_details")!.Number("due_by")), Read.At(dispute), Disputing.IsOver(dispute) ? null : token);

    private static ChargeRow Row(Doc charge, string currency)
    {
        var card = charge.Part("payment_method_details")?.Part("card");
        return new ChargeRow(
            charge.Id,
            Shown.MoneyAndCurrency(charge.Number("amount"), currency),
            charge.Text("status") switch { "succeeded" => new("Succeeded", "good"), "pending" => new("Processing", "warn"), _ => new("Failed", "bad") },
            card is null ? MethodKind.Of(charge.Part("payment_method_details")?.Text("type") ?? "").Name : $"{Shown.Brand(card.Text("brand"))} •••• {card.Text("last4")}",
            charge.Text("failure_message") ?? charge.Part("outcome")?.Text("seller_message") ?? "",
            Read.At(charge));
    }

    private static StateMark State(Doc refund) => refund.Text("status") switch
    {
        "succeeded" => new("Succeeded", "good"), "failed" => new("Failed", "bad"), "pending" => new("Pending", "warn"), var other => new(Words(other ?? ""), "plain"),
    };

    private static string Words(string name) => name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');
}
