namespace Till.Samples;

/// <summary>The two memberships, and what their members pay less for.</summary>
internal static class SampleClub
{
    public static IReadOnlyList<SampleMembership> All { get; } =
    [
        new("front-step", "The Front Step", 300, 3000,
            """
            For those who like to know the shop is there. **The friendly price on books, records and kitchen things**, a word in the letter that goes round at the turn of the month, and the step to sit on. Monthly, or a year for the price of ten months.
            """)
        {
            Badge = "Front Step",
            Opens = false,
            Benefits = ["The monthly letter, before it is printed"],
        },
        new("back-room", "The Back Room", 600, 6000,
            """
            The door behind the counter. Members play and download the **Back Room records**, which nobody else gets to hear, buy the few things we make for ourselves, and pay the friendly price on books. Monthly, or a year for the price of ten months. Leave whenever you like; what you downloaded stays yours.
            """)
        {
            TrialDays = 14,
            Badge = "Back Room",
            Benefits = ["The monthly letter, before it is printed", "A chair at the back on the first Friday of the month"],
        },
    ];

    /// <summary>By slug, in cents, for each size of it.</summary>
    public static IReadOnlyDictionary<string, int> Prices { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["the-lighthouse-keepers-ledger"] = 1900,
        ["small-repairs"] = 2000,
        ["a-field-guide-to-empty-rooms"] = 2300,
        ["low-tide-almanac"] = 799,
        ["concrete-sings-back"] = 1599,
        ["whistling-kettle"] = 5999,
        ["cast-iron-skillet"] = 4699,
        ["bread-board"] = 3799,
        ["loopback-hoodie"] = 6399,
    };

    /// <summary>Goods that are made for members.</summary>
    public static IReadOnlySet<string> Goods { get; } = new HashSet<string>(StringComparer.Ordinal) { "night-shift-mug", "striped-apron" };
}
