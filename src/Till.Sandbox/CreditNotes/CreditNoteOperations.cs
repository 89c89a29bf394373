using Till.Sandbox.Api;
using Till.Sandbox.Billing;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.CreditNotes;

/// <summary>/v1/credit_notes</summary>
internal static class CreditNoteOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/credit_notes", static call => Crediting.Issue(call, Invoice(call)));
        router.Map("GET", "/v1/credit_notes", List);
        router.Map("GET", "/v1/credit_notes/preview", static call => Preview(call));
        router.Map("GET", "/v1/credit_notes/preview/lines", static call => Preview(call).Part("lines")!);
        router.Map("GET", "/v1/credit_notes/{}", static call => call.Subject("credit_note"));
        router.Map("POST", "/v1/credit_notes/{}", Update);
        router.Map("POST", "/v1/credit_notes/{}/void", Void);
        router.Map("GET", "/v1/credit_notes/{}/lines", ListLines);
    }

    /// <summary>What it would be. It is made for real, by the code that makes real ones, and undone.</summary>
    private static Doc Preview(Call call) => call.Unit.Suppose(supposed =>
    {
        var asked = new Call(supposed, call.Parameters, call.Ids, call.Version, call.Publishable);
        return Crediting.Issue(asked, Invoice(asked)).Clone();
    });

    private static Answer Update(Call call)
    {
        var note = call.Subject("credit_note");
        var before = note.Clone();
        Patch.Fields(note, call.Parameters, "memo");
        Patch.Metadata(note, call.Parameters);
        var previous = Patch.Previous(before, note);
        if (previous.Count > 0)
        {
            call.Unit.Changed(note);
            call.Unit.Emit("credit_note.updated", note, previous);
        }
        return note;
    }

    private static Answer Void(Call call)
    {
        var note = call.Subject("credit_note");
        TestClocks.EnterForChange(call.Unit, call.Unit.Get(note.Text("invoice")!));
        Crediting.Void(call.Unit, note);
        return note;
    }

    private static Answer List(Call call) => Lists.Page(call, "/v1/credit_notes", new Selection("credit_note", 0)
    {
        Customer = call.Referred("customer", "customer")?.Id,
        Owner = call.Referred("invoice", "invoice")?.Id,
    });

    private static Answer ListLines(Call call)
    {
        var note = call.Subject("credit_note");
        return Lists.Page(call, $"/v1/credit_notes/{note.Id}/lines", new Selection("credit_note_line_item", 0) { Owner = note.Id, OldestFirst = true });
    }

    private static Doc Invoice(Call call)
    {
        var invoice = call.Referred("invoice", "invoice")!;
        TestClocks.EnterForChange(call.Unit, invoice);
        return invoice;
    }
}
