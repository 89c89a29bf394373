using System.Xml.Linq;
using Till.Samples;
using Till.Samples.Art;

namespace Till.Tests.Samples;

public sealed class ArtworkTests
{
    private static readonly (string Name, Func<Artwork> Draw, int Width, int Height, int MostBytes)[] Pictures =
    [
        .. SampleShop.Albums.Select(album => (album.Slug, new Func<Artwork>(() => SampleShop.Cover(album)), 1200, 1200, 14_000)),
        .. SampleShop.Books.Select(book => (book.Slug, new Func<Artwork>(() => SampleShop.Jacket(book)), 1200, 1800, 12_000)),
        .. SampleShop.Goods.Select(good => (good.Slug, new Func<Artwork>(() => SampleShop.Picture(good)), 1200, 1200, 5_000)),
        .. SampleShop.Memberships.Select(plan => (plan.Slug, new Func<Artwork>(() => SampleShop.Card(plan)), 1200, 1200, 12_000)),
    ];

    [Fact]
    public void Every_picture_is_well_formed_of_its_size_and_small() => Assert.All(Pictures, picture =>
    {
        var art = picture.Draw();
        var root = XDocument.Parse(art.Svg).Root!;

        Assert.Equal("svg", root.Name.LocalName);
        Assert.Equal((picture.Width, picture.Height), (art.Width, art.Height));
        Assert.Equal($"0 0 {picture.Width} {picture.Height}", root.Attribute("viewBox")!.Value);
        Assert.True(art.Svg.Length < picture.MostBytes, $"{picture.Name} has {art.Svg.Length} characters");
    });

    [Fact]
    public void No_picture_holds_a_script_a_style_a_number_that_is_none_or_a_reference_to_anything_outside() => Assert.All(Pictures, picture =>
    {
        var root = XDocument.Parse(picture.Draw().Svg).Root!;
        var ids = root.Descendants().Attributes("id").Select(id => id.Value).ToHashSet();
        string[] forbidden = ["script", "style", "foreignObject", "image", "use", "a"];

        Assert.DoesNotContain(root.Descendants(), element => forbidden.Contains(element.Name.LocalName));
        Assert.All(root.DescendantsAndSelf().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration), attribute =>
        {
            Assert.NotEqual("style", attribute.Name.LocalName);
            Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
            Assert.DoesNotContain("NaN", attribute.Value);
            Assert.DoesNotContain("∞", attribute.Value);
            Assert.DoesNotContain("://", attribute.Value);
            if (attribute.Value.StartsWith("url(", StringComparison.Ordinal))
            {
                Assert.Contains(attribute.Value[5..^1], ids);
            }
        });
    });

    [Fact]
    public void Every_picture_says_what_it_shows()
    {
        Assert.All(Pictures, picture => Assert.InRange(picture.Draw().AlternativeText.Length, 30, 240));
        Assert.Equal(Pictures.Length, Pictures.Select(picture => picture.Draw().AlternativeText).Distinct().Count());
        Assert.Contains("T-shirt", SampleShop.Picture(SampleShop.Goods.First(good => good.Kind == "tee")).AlternativeText);
    }

    [Fact]
    public void Every_picture_is_the_same_each_time_and_unlike_every_other()
    {
        Assert.All(Pictures, picture => Assert.Equal(picture.Draw().Svg, picture.Draw().Svg));
        Assert.Equal(Pictures.Length, Pictures.Select(picture => picture.Draw().Svg).Distinct().Count());
    }

    [Fact]
    public void Every_kind_of_thing_that_can_be_drawn_is_sold()
    {
        Assert.Equal(StillLifes.KindNames.Order(), SampleShop.Goods.Select(good => good.Kind).Distinct().Order());
        Assert.True(StillLifes.KindNames.Count >= 16);
    }

    [Fact]
    public void A_thing_stands_out_from_its_ground() => Assert.All(SampleShop.Goods.Where(good => good.Kind is not ("lamp" or "candle")), good =>
    {
        var ground = XDocument.Parse(SampleShop.Picture(good).Svg).Root!.Elements().First().Attribute("fill")!.Value;

        Assert.True(Colour.Apart(ground, Dyes.All[good.Colour].Hex) > 0.2, $"{good.Name} on {ground}");
    });

    [Fact]
    public void A_title_with_marks_of_markup_in_it_stays_text()
    {
        var svg = new Svg(10, 10).Type(0, 0, 1, "Rock & <Roll>", "#000000", Svg.Serif).ToString();

        Assert.Equal("Rock & <Roll>", XDocument.Parse(svg).Root!.Value);
    }
}
