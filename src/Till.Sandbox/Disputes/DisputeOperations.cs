using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Disputes;

/// <summary>/v1/disputes</summary>
internal static class DisputeOperations
{
    /// <summary>In characters, of all evidence together.</summary>
    private const int LongestEvidence = 150_000;

    public static void Map(Router router)
    {
        router.Map("GET", "/v1/disputes", List);
        router.Map("GET", "/v1/disputes/{}", static call => call.Subject("dispute"));
        router.Map("POST", "/v1/disputes/{}", Update);
        router.Map("POST", "/v1/disputes/{}/close", Close);
    }

    private static Answer List(Call call) => Lists.Page(call, "/v1/disputes", new Selection("dispute", 0)
    {
        Owner = call.Referred("charge", "charge")?.Id,
        Payment = call.Referred("payment_intent", "payment_intent")?.Id,
    });

    private static Answer Update(Call call)
    {
        var dispute = call.Subject("dispute");
        var before = dispute.Clone();
        Patch.Fields(dispute, call.Parameters, "intended_submission_method");
        Patch.Metadata(dispute, call.Parameters);
        if (call.Parameters.Part("evidence") is { Count: > 0 } given)
        {
            Take(dispute, given);
        }
        // What is sent is submitted unless the caller wants to go on writing.
        if (call.Parameters["submit"] is not false && (call.Parameters.Has("evidence") || call.Parameters.Has("submit")))
        {
            Disputing.Submit(call.Unit, dispute);
        }
        var previous = Patch.Previous(before, dispute);
        if (previous.Count > 0)
        {
            call.Unit.Changed(dispute);
            call.Unit.Emit("charge.dispute.updated", dispute, previous);
        }
        return dispute;
    }

    private static Answer Close(Call call)
    {
        var dispute = call.Subject("dispute");
        return Disputing.End(call.Unit, dispute, won: false)
            ? dispute
            : throw StripeError.Invalid($"This dispute is already closed: it has a status of {dispute.Text("status")}.");
    }

    private static void Take(Doc dispute, Doc given)
    {
        if (Disputing.IsOver(dispute))
        {
            throw StripeError.Invalid($"This dispute is closed: it has a status of {dispute.Text("status")}, and takes no evidence.", "evidence");
        }
        foreach (var name in DisputeObject.Files)
        {
            if (given.Text(name) is { Length: > 0 } file)
            {
                throw StripeError.Missing("file upload", file, $"evidence[{name}]");
            }
        }
        var evidence = dispute.Part("evidence")!;
        Patch.Fields(evidence, given, DisputeObject.Words);
        if (DisputeObject.Words.Sum(name => evidence.Text(name)?.Length ?? 0) > LongestEvidence)
        {
            throw StripeError.Invalid($"The evidence of a dispute can have up to {LongestEvidence} characters in all.", "evidence");
        }
        dispute.Part("evidence_details")!["has_evidence"] = DisputeObject.Words.Any(name => evidence.Text(name) is { Length: > 0 });
    }
}
