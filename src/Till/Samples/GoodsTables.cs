namespace Till.Samples;

/// <summary>The rows of the boutique's nine shelves: name | kind | colour | pattern | price in cents.</summary>
internal static class GoodsTables
{
    public const string Activewear =
        """
        Towpath Running Tank | tank | Sea | plain | 2499
        Sunday League Shorts | shorts | Ink | plain | 2999
        Long Hold Leggings | leggings | Plum | plain | 5499
        Kestrel Sports Bra | bra | Coal | plain | 3299
        Half Marathon Tee | tee | Sky | plain | 2799
        Warm-Up Hoodie | hoodie | Slate | plain | 6499
        Crosswind Leggings | leggings | Pine | wave | 5899
        Lido Tank | tank | Tomato | plain | 2299
        Fartlek Shorts | shorts | Mustard | plain | 3199
        Cool-Down Long Sleeve | longsleeve | Lilac | plain | 3899
        Handstand Bra | bra | Berry | plain | 3499
        Ridge Walk Socks | socks | Moss | plain | 1699
        Hill Repeat Tee | tee | Rust | stripe | 2999
        Studio Leggings | leggings | Coal | plain | 4999
        Rest Day Hoodie | hoodie | Oat | plain | 6899
        Interval Tank | tank | Chalk | stripe | 2599
        Velodrome Long Sleeve | longsleeve | Ink | stripe | 4499
        Tempo Shorts | shorts | Pine | plain | 3399
        Cork-Backed Mat | mat | Sage | plain | 7499
        Travel Mat | mat | Plum | plain | 4299
        Hex Dumbbells, Pair | dumbbells | Coal | plain | 5999
        Trail Bottle | bottle | Tomato | plain | 2899
        """;

    public const string BedAndBath =
        """
        Quayside Towel Stack | towels | Sky | plain | 5499
        Waffle Towels | towels | Oat | check | 4999
        Long Weekend Bedding | bed | Sage | plain | 14900
        Ticking Stripe Bedding | bed | Chalk | stripe | 16299
        Linen Bedding | bed | Clay | plain | 24900
        Fern House Bedding | bed | Pine | leaf | 18999
        Velvet Cushion | pillow | Mustard | plain | 3899
        Checked Cushion | pillow | Berry | check | 3499
        Confetti Cushion | pillow | Butter | dots | 3299
        Lambswool Throw | throw | Rust | check | 11999
        Herdwick Throw | throw | Slate | stripe | 9899
        Fig & Smoke Candle | candle | Plum | plain | 2799
        Salt Marsh Candle | candle | Sea | plain | 2799
        Woodshed Candle | candle | Walnut | plain | 2999
        Bedside Lamp | lamp | Clay | plain | 8499
        Reading Lamp | lamp | Pine | plain | 11299
        Sweet Pea Vase | vase | Sky | speckle | 4599
        Bay Leaf Hand Soap | soap | Moss | plain | 1899
        Rose Geranium Soap | soap | Rose | plain | 1899
        Seagrass Basket | basket | Sand | plain | 4999
        Laundry Basket | basket | Oat | plain | 7899
        Quiet Wall Clock | clock | Ink | plain | 6499
        """;

    public const string Clearance =
        """
        Last Summer's Shorts | shorts | Butter | leaf | 1899
        Boatyard Shirt | shirt | Sea | check | 2799
        Off-Season Knit | knit | Lilac | plain | 3499
        Sample Sale Dress | dress | Tomato | dots | 4299
        Twice-Dyed Tee | tee | Plum | plain | 1799
        Wavy Skirt | skirt | Sky | wave | 2999
        End-of-Roll Jeans | jeans | Pine | plain | 4499
        Marching Band Jacket | jacket | Berry | plain | 6999
        The Itchy Jumper | knit | Moss | rib | 2499
        Display Model Hoodie | hoodie | Clay | plain | 3999
        Odd Pair Leggings | leggings | Mustard | dots | 2199
        Discontinued Teapot | teapot | Lilac | dots | 2899
        Factory Second Plates | plates | Chalk | speckle | 3299
        Scratch-and-Dent Pot | pot | Tomato | plain | 5499
        """;

    public const string Deals =
        """
        Two-Season Jacket | jacket | Moss | plain | 8999
        Market Day Dress | dress | Sage | leaf | 5899
        Everyday Stripe Tee | tee | Chalk | stripe | 1999
        Payday Jeans | jeans | Denim | plain | 5999
        Commuter Shirt | shirt | Sky | plain | 3999
        Fireside Knit | knit | Berry | plain | 5499
        Weekday Leggings | leggings | Slate | plain | 3299
        Matinée Skirt | skirt | Ink | dots | 4199
        Bargain Bin Robe | robe | Butter | check | 3899
        Allotment Shorts | shorts | Moss | plain | 2799
        Roll-Neck Long Sleeve | longsleeve | Walnut | rib | 3299
        Starter Pan | pan | Coal | plain | 2999
        Housewarming Lamp | lamp | Mustard | plain | 4999
        Picnic Bottle | bottle | Butter | dots | 1999
        """;

    public const string Essentials =
        """
        Heavy Cotton Tee | tee | Chalk | plain | 2400
        Heavy Cotton Tee in Coal | tee | Coal | plain | 2400
        The Good Socks | socks | Rust | plain | 1799
        Walking Socks | socks | Oat | stripe | 1899
        Boot Socks | socks | Pine | rib | 1999
        Plain Long Sleeve | longsleeve | Oat | plain | 3499
        Breton Long Sleeve | longsleeve | Chalk | stripe | 3899
        Loopback Hoodie | hoodie | Ink | plain | 7499
        Garden Hoodie | hoodie | Sage | plain | 7499
        Lambswool Crew | knit | Oat | plain | 8999
        Fisherman's Knit | knit | Ink | rib | 12499
        Rib Vest | tank | Chalk | rib | 1999
        Evening Robe | robe | Sage | plain | 8499
        Striped Robe | robe | Sky | stripe | 8999
        Drawstring Shorts | shorts | Sand | plain | 3699
        Pocket Tee | tee | Clay | plain | 2699
        Chore Jacket | jacket | Ink | plain | 12900
        Tube Socks | socks | Chalk | plain | 1699
        Market Tote | tote | Oat | plain | 2499
        Day Pack | backpack | Moss | plain | 8999
        """;

    public const string Jeans =
        """
        The Straight | jeans | Denim | plain | 8900
        The Straight in Coal | jeans | Coal | plain | 8900
        Bellwether Flare | jeans | Sky | plain | 9499
        Harbour Wide Leg | jeans | Ink | plain | 10499
        Painter's Jean | jeans | Chalk | plain | 8499
        Second Shift Taper | jeans | Slate | plain | 9299
        Sunday Jean | jeans | Sand | plain | 7999
        Selvedge No. 4 | jeans | Ink | plain | 18900
        Railway Stripe Jean | jeans | Denim | stripe | 9999
        Orchard Jean | jeans | Moss | plain | 8299
        Brickfield Jean | jeans | Rust | plain | 8299
        Denim Skirt | skirt | Denim | plain | 6499
        Cut-Off Shorts | shorts | Denim | plain | 4999
        Trucker Jacket | jacket | Denim | plain | 12499
        Bleached Trucker | jacket | Sky | plain | 12999
        Western Denim Shirt | shirt | Denim | plain | 7499
        """;

    public const string KitchenAndDining =
        """
        Potter's Mug | mug | Sea | speckle | 1999
        Big Morning Mug | mug | Clay | plain | 2199
        Night Shift Mug | mug | Ink | plain | 2199
        Polka Mug | mug | Butter | dots | 1899
        Cast-Iron Skillet | pan | Coal | plain | 5499
        Copper Frying Pan | pan | Copper | plain | 16999
        Enamel Pan | pan | Tomato | plain | 4299
        Sunday Casserole | pot | Tomato | plain | 19499
        Low & Slow Casserole | pot | Pine | plain | 21900
        Copper Stockpot | pot | Copper | plain | 36299
        Whistling Kettle | kettle | Sage | plain | 6999
        Camp Kettle | kettle | Sky | speckle | 4499
        Brown Betty's Cousin | teapot | Walnut | plain | 3999
        Company Teapot | teapot | Rose | plain | 4599
        Nesting Bowls | bowls | Mustard | plain | 4999
        Splatter Bowls | bowls | Chalk | speckle | 5299
        Dinner Plates, Set of Four | plates | Sky | plain | 6499
        Harlequin Plates | plates | Rose | check | 6899
        Cook's Knife | knife | Walnut | plain | 8999
        Bread Board | board | Sand | plain | 4499
        Walnut Serving Board | board | Walnut | plain | 6999
        Highball Pair | glasses | Tomato | plain | 3499
        Striped Apron | apron | Ink | stripe | 3299
        Pantry Jar | jar | Butter | plain | 1899
        """;

    public const string NewArrivals =
        """
        Observatory Knit | knit | Ink | dots | 9899
        Marigold Dress | dress | Mustard | plain | 9299
        Greenhouse Dress | dress | Chalk | leaf | 9899
        Tramline Shirt | shirt | Rose | stripe | 6499
        Foxglove Skirt | skirt | Plum | leaf | 7299
        Canal Jacket | jacket | Sea | plain | 14499
        Ballpark Tee | tee | Tomato | plain | 2999
        Orchard Knit | knit | Tomato | plain | 8999
        Copperas Jacket | jacket | Rust | plain | 15900
        Lamplighter Dress | dress | Coal | dots | 10499
        Seaglass Long Sleeve | longsleeve | Sea | wave | 4299
        Pleated Skirt | skirt | Sand | check | 6999
        Slow Morning Robe | robe | Clay | plain | 9499
        Lilac Hoodie | hoodie | Lilac | plain | 7899
        Court Trainers | sneakers | Chalk | plain | 8999
        Canvas Trainers | sneakers | Tomato | plain | 7499
        Bobble Hat | beanie | Berry | plain | 3299
        Six-Panel Cap | cap | Pine | plain | 2999
        """;

    public const string Shirts =
        """
        Oxford Shirt | shirt | Sky | plain | 6499
        Lumberyard Check | shirt | Tomato | check | 6999
        Poplin Shirt | shirt | Chalk | plain | 6299
        Librarian Shirt | shirt | Sage | plain | 6499
        Deckchair Stripe Shirt | shirt | Butter | stripe | 6899
        Midnight Shirt | shirt | Ink | plain | 6799
        Botanist's Shirt | shirt | Pine | leaf | 7999
        Dotty Shirt | shirt | Berry | dots | 7299
        Linen Shirt | shirt | Sand | plain | 8499
        Linen Shirt in Lilac | shirt | Lilac | plain | 8499
        Overshirt | shirt | Walnut | plain | 9499
        Cord Overshirt | shirt | Rust | rib | 9899
        Picnic Shirt | shirt | Rose | check | 6499
        Night Watch Flannel | shirt | Slate | check | 7499
        Regatta Shirt | shirt | Chalk | stripe | 6899
        Wave Shirt | shirt | Sea | wave | 7499
        Moss Flannel | shirt | Moss | check | 7499
        Record Shop Tee | tee | Mustard | plain | 2799
        Harbour Lamps Tour Tee | tee | Ink | plain | 2999
        Collarless Long Sleeve | longsleeve | Clay | plain | 4299
        Rugby Long Sleeve | longsleeve | Pine | stripe | 5499
        Boxy Tee | tee | Rose | plain | 2699
        """;
}
