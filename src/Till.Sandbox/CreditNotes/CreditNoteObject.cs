using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.CreditNotes;

internal static class CreditNoteObject
{
    /// <summary>A note without lines.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="invoice">What it takes something of.</param>
    /// <param name="ordinal">Which of the invoice's notes it is, from 1.</param>
    public static Doc New(Unit unit, Doc invoice, int ordinal)
    {
        var id = unit.Chance.LongId("cn");
        return new Doc(48)
        {
            ["id"] = id,
            ["object"] = "credit_note",
            ["amount"] = 0,
            ["amount_shipping"] = 0,
            ["created"] = unit.Now,
            ["currency"] = invoice["currency"],
            ["customer"] = invoice["customer"],
            ["customer_account"] = null,
            ["customer_balance_transaction"] = null,
            ["discount_amount"] = 0,
            ["discount_amounts"] = new List<object?>(),
            ["effective_at"] = unit.Now,
            ["invoice"] = invoice.Id,
            ["livemode"] = false,
            ["memo"] = null,
            ["metadata"] = new Doc(),
            ["number"] = string.Create(CultureInfo.InvariantCulture, $"{invoice.Text("number")}-CN-{ordinal:00}"),
            ["out_of_band_amount"] = null,
            ["pdf"] = $"{unit.BaseAddress}/cn/{id}/{unit.Chance.Letters(32)}/pdf",
            ["post_payment_amount"] = 0,
            ["pre_payment_amount"] = 0,
            ["pretax_credit_amounts"] = new List<object?>(),
            ["reason"] = null,
            ["refunds"] = new List<object?>(),
            ["shipping_cost"] = null,
            ["status"] = "issued",
            ["type"] = "pre_payment",
            ["voided_at"] = null,
        };
    }

    public static Doc Line(Unit unit, Doc note, string type, long amount, long? quantity, string? description) => new(24)
    {
        ["id"] = unit.Chance.LongId("cnli"),
        ["object"] = "credit_note_line_item",
        ["amount"] = amount,
        ["description"] = description,
        ["discount_amount"] = 0,
        ["discount_amounts"] = new List<object?>(),
        ["livemode"] = false,
        ["metadata"] = new Doc(),
        ["pretax_credit_amounts"] = new List<object?>(),
        ["quantity"] = quantity,
        ["tax_rates"] = new List<object?>(),
        ["taxes"] = new List<object?>(),
        ["type"] = type,
        ["unit_amount"] = null,
        ["unit_amount_decimal"] = null,
        ["_credit_note"] = note.Id,
    };

    /// <summary>Puts the first lines into their note as it shows them.</summary>
    public static void Show(Doc note, List<Doc> lines) => note["lines"] =
        Lists.Of($"/v1/credit_notes/{note.Id}/lines", [.. lines.Take(10).Select(line => (object?)line.Clone())], lines.Count > 10);

    /// <summary>The notes of an invoice, newest first.</summary>
    public static List<Doc> Of(Unit unit, Doc invoice) => unit.Select(new Selection("credit_note", 100) { Owner = invoice.Id });

    public static List<Doc> Lines(Unit unit, Doc note) => unit.Select(new Selection("credit_note_line_item", 250) { Owner = note.Id, OldestFirst = true });
}
