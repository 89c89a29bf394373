namespace Till.Samples;

/// <summary>Three books.</summary>
internal static class SampleBooks
{
    public static IReadOnlyList<SampleBook> All { get; } =
    [
        new("the-lighthouse-keepers-ledger", "The Lighthouse Keeper's Ledger", "Maren Ostby", 2021, 264, 2300,
            """
            For thirty-one years the keeper at Skarv wrote down the weather, the passing ships and what was owed for oil. Then a column appears that is none of these. **A novel in entries**, about solitude, arithmetic and the sea, and about what a careful person leaves out.
            """),
        new("small-repairs", "Small Repairs", "Tobias Achterberg", 2023, 192, 2500,
            """
            How to mend a zip, a chair, a quarrel and a kettle. Twenty-four short essays by a man who kept a repair stall at a Saturday market, **each of them useful and most of them about something else**. Drawings by the author, who apologises for the hands.
            """),
        new("a-field-guide-to-empty-rooms", "A Field Guide to Empty Rooms", "Junia Carrow", 2024, 320, 2800,
            """
            Waiting rooms, ballrooms on a Tuesday, the house the day after the sale. Carrow has spent ten years standing in rooms that nobody is using, and writing down **what they do when they think they are alone**. With forty floor plans and an index of silences.
            """),
    ];
}
