namespace Till.Samples;

/// <summary>The record shelf: bands that never were. Prices include the ones that careless arithmetic gets wrong (4.35, 1.15, 8.20, 19.99).</summary>
internal static class SampleAlbums
{
    public static IReadOnlyList<SampleAlbum> All { get; } =
    [
        Album("low-tide-almanac", "Low Tide Almanac", "The Harbour Lamps", 2024, 999, "folk",
            """
            Songs for **guitar, squeezebox and a kitchen table**, written over one winter in a house that looks at the sea whether it wants to or not. The Harbour Lamps play quietly enough that you can hear the chairs. Start with *Ferryman's Daughter* and let it run until the kettle goes.
            """,
            "Ferryman's Daughter", "Salt in the Hinges", "Eel Season", "What the Pilot Said", "Lamp Room Waltz"),
        Album("salt-sugar-static", "Salt, Sugar, Static", "Candy Transistor", 2025, 435, "synthpop",
            """
            Four singles that got on so well they moved in together. **Bright machines, big choruses, no guitars.** Recorded straight off a borrowed synthesiser that only stays in tune when it is warm, which is why everything here sounds like July.
            """,
            "Soft Serve Signal", "Your Number in My Hand", "Peppermint Voltage", "Last Dance at the Arcade"),
        Album("concrete-sings-back", "Concrete Sings Back", "Vestibule", 2022, 1999, "postpunk",
            """
            Five people, one stairwell, a lot of echo. Vestibule made their second album in the tower block they grew up in, the month before it came down. **Wiry, fast and unsentimental**, with the best bass sound of their lives. The neighbours are on *Intercom*; they asked to be.
            """,
            "Intercom", "Lift Out of Order", "Ninth Floor, Facing North", "Demolition Notice"),
        Album("blue-hour-standards", "Blue Hour Standards", "Delia Voss Quartet", 2016, 1000, "jazz",
            """
            The quartet's only studio date, caught in an afternoon with two microphones and the door open. Voss plays behind the beat as if she had **nowhere better to be**; the rhythm section agrees. None of the tunes are standards. All of them ought to be.
            """,
            "Half Past Indigo", "The Long Way to Lena's", "Umbrella for Two", "Closing Up"),
        Album("radio-quiet-zone", "Notes from the Radio Quiet Zone", "Ada Lindqvist", 2020, 700, "ambient",
            """
            There is a valley where nobody may use a transmitter, because a telescope is listening. Lindqvist took a tape recorder and stayed a month. **Slow, wide and very dark**: drones for people who leave the curtains open at night.
            """,
            "Hydrogen Line", "Snow on the Dish", "A Pulsar, Counting", "No Signal"),
        Album("mediodia", "Mediodía", "Orquesta Sombrilla", 2021, 1250, "cumbia",
            """
            Eleven players in a yard at noon, and somebody's uncle on the güira. Orquesta Sombrilla mix coastal cumbia with **farfisa, surf guitar and a sousaphone** that has seen things. It has never once been possible to play this record at a low volume.
            """,
            "Baila la Sombra", "Mango con Sal", "Calle Sin Nombre", "El Loro de Doña Inés"),
        Album("copper-and-bone", "Copper & Bone", "Widow's Acre", 2018, 1400, "doom",
            """
            Four long, low songs about a mining town, tuned down to where the strings flap. Widow's Acre take their time. **Heavy without hurry**: give it an evening and a decent pair of speakers, and warn downstairs.
            """,
            "The Company Store", "Adit", "Canary", "Tailings"),
        Album("pocket-weather", "Pocket Weather", "Tiny Forecast", 2025, 115, "chiptune",
            """
            Twelve miniature songs about the sky, written on a handheld console during a year of commuting. One for every month, none longer than the wait at a level crossing. **Cheerful, with showers.**
            """,
            "January Drizzle", "Fog Light", "March Hare", "Puddle Jumper", "Maypole", "Heat Shimmer", "Thunder, Small",
            "August Static", "Back to School Gale", "Leaf Blower", "First Frost", "Snow Day"),
        Album("seven-rooms-for-piano", "Seven Rooms for Piano", "Ilse Oberlin", 2019, 820, "piano",
            """
            Seven short pieces, each played in a different room of one house on one old upright, and each named for the room. You hear the pantry's shelves and the stairwell's height. **Plain, patient music** to read by, or to stop reading for.
            """,
            "Hallway", "Pantry", "Stairwell", "The Green Room", "Nursery", "Attic, Raining", "Porch"),
        Album("goodnight-machine-room", "Goodnight, Machine Room", "Opal Drift", 2026, 1350, "techno",
            """
            Machine music with a bedtime. Opal Drift build **patient four-to-the-floor** from relay clicks, pump hum and one stubborn bass note, and switch the lights off one rack at a time. Made for headphones, trains and the last hour of a good night.
            """,
            "Cold Aisle", "Fan Curve", "Parity", "Lights Out, Row Nine"),
        Album("night-bus-atlas", "Night Bus Atlas", "Marlow & Finch", 2023, 899, "downtempo",
            """
            Beats, electric piano and rain on the upper deck. A map of one city between midnight and five, **drawn from memory by two people who kept missing the last train**. Each track is a route; the timetable is in the liner notes.
            """,
            "N7 to Anywhere", "Upper Deck, Front Seat", "Kebab Light", "Request Stop"),
        Album("the-back-room", "The Back Room, Volume One", "House Band", 2026, 0, "soul",
            """
            After the doors close and the chairs go up, whoever is left plays. Four takes from the room behind the shop, **recorded for members and nobody else**. There is clinking. We left it in.
            """,
            "Chairs Up", "Somebody's Brother on Organ", "Two for the Kettle", "Lock-In") with { IsForMembersOnly = true },
        Album("the-back-room-two", "The Back Room, Volume Two", "House Band", 2026, 0, "jazz",
            """
            The second night, with **a piano that somebody wheeled in from the pub** and could not wheel back. Slower than the first, and later. For members, like everything that happens after closing.
            """,
            "Wheeled In", "The Tuner's Waltz", "Rain on the Skylight", "Who Has the Keys") with { IsForMembersOnly = true },
        Album("half-built-houses", "Half-Built Houses", "The Harbour Lamps", 2026, 1150, "folk",
            """
            The next record from The Harbour Lamps: **four songs so far**, still without a roof. Not for sale until it keeps the rain out.
            """,
            "Scaffold Song", "No Door Yet", "Lead and Slate", "Moving In") with { IsPublished = false },
    ];

    private static SampleAlbum Album(
        string slug, string title, string band, int year, int priceCents, string genre, string description, params string[] tracks) =>
        new(slug, title, band, year, priceCents, genre, description, [.. tracks.Select((name, at) => new SampleTrack(at + 1, name))]);
}
