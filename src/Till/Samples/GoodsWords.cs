using Till.Samples.Art;

namespace Till.Samples;

/// <summary>What is said of a thing: what it is made like, how it behaves, and one line about its colour. Markdown.</summary>
internal static class GoodsWords
{
    private static readonly Dictionary<string, (string[] Made, string[] Behaves)> Words = new()
    {
        ["tee"] = (["A T-shirt cut from heavy combed cotton, with a collar that stays flat.", "Mid-weight jersey, shoulder seams taped, side seams straight."], ["Softens with washing and does not shrink on the second try.", "Fits as a T-shirt should: neither a tent nor a sausage skin."]),
        ["longsleeve"] = (["A long-sleeved jersey with proper cuffs.", "Cotton jersey, knitted dense enough to wear on its own."], ["Good under a jacket and good without one.", "The sleeves push up and stay there."]),
        ["shirt"] = (["A shirt with a soft collar and seams felled by hand-guided machines.", "Woven close, washed once, cut with room to reach a shelf."], ["Irons in four minutes; forgives you for not doing it.", "Buttons are corozo, and there are two spare."]),
        ["tank"] = (["A light sleeveless top with flat seams.", "Quick-drying knit, wide at the shoulder and long at the back."], ["Wrings out and dries on a radiator in an hour."]),
        ["bra"] = (["A medium-support sports bra with a broad, unrolling band.", "Double-layered, with straps that cross and stay crossed."], ["Made for jumping about; tested by people who did."]),
        ["hoodie"] = (["Loop-backed cotton, a three-piece hood, one pocket for both hands.", "A heavy sweatshirt with a hood that actually covers a head."], ["Gets better for about ten years.", "Ribbed cuffs keep the draught where it belongs."]),
        ["jacket"] = (["A short jacket in tight cotton twill with bar-tacked pockets.", "Unlined, triple-stitched, and stiff for exactly one month."], ["Room for a jumper beneath and a notebook inside.", "Repairs are free for as long as we are here."]),
        ["dress"] = (["A sleeveless dress with a set-in waistband and a skirt that moves.", "Cut on a gentle curve, lined to the hip, with pockets."], ["Yes, pockets.", "Wears equally well with trainers and with a wedding."]),
        ["robe"] = (["A bathrobe in brushed cotton with a belt long enough to tie.", "Waffle outside, terry inside, loops where a belt needs them."], ["For the slow part of the morning."]),
        ["knit"] = (["A jumper knitted in the round from two-ply wool.", "Wool, cuffs and hem ribbed deep, no seam at the shoulder."], ["Wash it by hand, dry it flat, hand it down.", "Warm as far as about four degrees; after that, wear a coat."]),
        ["jeans"] = (["Twelve-and-a-half-ounce denim with chain-stitched hems.", "Cotton denim with just enough give, copper rivets, five honest pockets."], ["They fade where you bend and nowhere else.", "Wash them rarely, inside out, and they will outlast a bicycle."]),
        ["leggings"] = (["High-waisted leggings in opaque four-way stretch.", "Sculpted, not squeezing; a hidden pocket takes a key."], ["They stay up on stairs, hills and headstands."]),
        ["shorts"] = (["Drawstring shorts in a light, close weave.", "Easy shorts with side pockets deep enough for a phone."], ["Dry fast, crease little, ask for nothing."]),
        ["skirt"] = (["A mid-length skirt with a flat waistband.", "An A-line skirt that swings without flying."], ["Pockets, placed where hands are."]),
        ["socks"] = (["Socks with a knitted heel that turns a corner.", "Combed cotton, cushioned sole, toe linked by hand."], ["Sold in pairs. They leave in pairs, too, as far as we can help it."]),
        ["sneakers"] = (["Canvas trainers on a stitched rubber sole.", "Low-cut shoes with a cork insole."], ["New laces come with them, in the other colour."]),
        ["cap"] = (["A six-panel cap in washed twill."], ["The strap is brass and cotton, so it fits a thinking head."]),
        ["beanie"] = (["A thick rib-knit hat with a bobble of generous size."], ["The bobble comes off for the wash and for job interviews."]),
        ["tote"] = (["A canvas bag, boxed at the bottom, that stands up by itself."], ["Carries eleven records or one very large leek."]),
        ["backpack"] = (["A waxed cotton pack with two buckles and a sleeve for a laptop."], ["Keeps out an afternoon of rain."]),
        ["towels"] = (["A stack of cotton towels, 600 grams to the square metre.", "Long-staple cotton in a weave that drinks."], ["One large, two for hands, and they dry between showers."]),
        ["bed"] = (["A duvet cover and two pillowcases, washed soft before you get them.", "A bed set that closes with buttons, not with hope."], ["Fits a double; the pillowcases overlap by a hand."]),
        ["pillow"] = (["A square cushion with a piped edge and a feather inner.", "Forty-five centimetres square, zip hidden, cover washable."], ["Plump it or punch it; it comes back."]),
        ["throw"] = (["A woven wool throw with a twisted fringe."], ["Large enough for two people who like each other."]),
        ["candle"] = (["A candle of rapeseed wax in a pot you will keep pencils in."], ["Burns for about forty hours, cleanly, to the bottom."]),
        ["lamp"] = (["A table lamp with a linen shade and a fabric flex."], ["Gives the light by which everyone looks rested."]),
        ["vase"] = (["A thrown vase with a narrow neck, so three stems look intended."], ["Glazed inside; it does not weep on the piano."]),
        ["soap"] = (["Liquid soap in a bottle to refill, and a bar to go with it."], ["Smells of the thing itself and not of its perfume."]),
        ["basket"] = (["A basket woven over a steam-bent frame."], ["Holds blankets, wood or a willing cat."]),
        ["mat"] = (["A natural rubber mat, five millimetres thick, that does not slide."], ["Rolls out flat the first time."]),
        ["dumbbells"] = (["Two six-sided weights of four kilograms, dipped, with a knurled grip."], ["They do not roll away. You have to put them down yourself."]),
        ["clock"] = (["A wall clock with a sweeping hand and no tick."], ["Runs for two years on one battery."]),
        ["mug"] = (["A thrown stoneware mug with a handle for three fingers."], ["Goes in the dishwasher; prefers not to.", "Holds a third of a litre and keeps it hot through one long phone call."]),
        ["pan"] = (["A heavy frying pan that heats evenly to the edge."], ["Works on gas, induction and a campfire.", "Season it twice and it will forgive you the eggs."]),
        ["pot"] = (["A casserole with a lid that drips back onto the roast."], ["Four and a half litres: soup for six, stew for eight."]),
        ["kettle"] = (["A stove kettle with an ash-wood grip."], ["It whistles once, politely."]),
        ["teapot"] = (["A round teapot with a strainer built into the spout."], ["Pours without dribbling. We tested it on a white cloth."]),
        ["bowls"] = (["Three bowls that live in the space of one."], ["For dough, salad and keys, in that order."]),
        ["plates"] = (["Four stoneware plates with a rim to hold on to."], ["They chip rarely and match loosely."]),
        ["knife"] = (["A twenty-centimetre cook's knife, forged, with a full tang."], ["Arrives sharp; a whetstone twice a year keeps it so."]),
        ["board"] = (["An end-grain board with a hole to hang it by."], ["Oil it when it looks thirsty."]),
        ["bottle"] = (["An insulated steel bottle for three quarters of a litre."], ["Cold for a day, hot for a morning."]),
        ["glasses"] = (["Two pressed tumblers with heavy feet."], ["They stack, they bounce once, they do not bounce twice."]),
        ["apron"] = (["A cotton apron with a pocket for a spoon and a cloth."], ["The strings go round twice and tie in front."]),
        ["jar"] = (["A glass jar with a screw lid and a label to write on."], ["Holds a kilo of flour, less what is on the floor."]),
    };

    private static readonly string[] OnColour =
    [
        "In **{0}**, {1}, which goes with more than you would think.", "This one is **{0}**, {1}.", "Dyed in small lots: **{0}**, {1}.", "Shown in **{0}**, {1}; it looks the same by daylight, we checked.",
    ];

    public static string Describe(string kind, string colour, string pattern, SeededChance chance)
    {
        var (made, behaves) = Words[kind];
        var onColour = string.Format(chance.Pick(OnColour), colour.ToLowerInvariant(), StillLifes.PatternWords[pattern]);
        return $"{chance.Pick(made)} {chance.Pick(behaves)}\n\n{onColour}";
    }
}
