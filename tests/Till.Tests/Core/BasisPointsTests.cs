using FsCheck.Fluent;
using Till.Core.Pricing;

namespace Till.Tests.Core;

public sealed class BasisPointsTests
{
    [Fact]
    public void A_share_written_for_people_is_read_back_as_it_was() => Any.Holds(Gen.Choose(0, BasisPoints.Whole), points =>
    {
        Assert.True(BasisPoints.TryParse(BasisPoints.ToText(points), out var read));
        Assert.Equal(points, read);
    });

    [Theory]
    [InlineData("10", 1_000)]
    [InlineData("8.25", 825)]
    [InlineData("8.5 %", 850)]
    [InlineData(" 0.05% ", 5)]
    [InlineData("100", 10_000)]
    [InlineData("0", 0)]
    public void A_percentage_is_read_to_the_hundredth(string text, int points)
    {
        Assert.True(BasisPoints.TryParse(text, out var read));
        Assert.Equal(points, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1")]
    [InlineData("100.01")]
    [InlineData("1000")]
    [InlineData("8,25")]
    [InlineData("8.255")]
    [InlineData("8.")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData("ten")]
    [InlineData("１０")]
    public void What_is_no_share_is_refused(string? text) => Assert.False(BasisPoints.TryParse(text, out _));
}
