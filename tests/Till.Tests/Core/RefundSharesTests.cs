using FsCheck;
using FsCheck.Fluent;
using Till.Core;

namespace Till.Tests.Core;

/// <summary>Money that goes back by the piece, held against any order, any choice and any sequence of them.</summary>
public sealed class RefundSharesTests
{
    /// <summary>What was paid of an order, and in which steps it goes back.</summary>
    private static readonly Gen<Case> Cases =
        from currency in Any.Currency
        from lines in Gen.Choose(1, 99).SelectMany(quantity => Gen.Choose(0, 9_999_999).Select(minor => (quantity, minor))).NonEmptyListOf()
        from delivery in Gen.Choose(0, 99_999)
        from picks in Gen.Choose(0, 1_000).ListOf()
        select new Case(
            [.. lines.Select(one => new RefundableLine(one.quantity, Step(currency, one.minor)))], Step(currency, delivery), [.. picks]);

    [Fact]
    public void All_of_it_by_lines_is_the_whole_payment() => Any.Holds(Cases, one =>
    {
        var shares = RefundShares.Of(one.Lines, [.. one.Lines.Select(line => line.Quantity)], one.Delivery, one.Paid);

        Assert.Equal(one.Paid, shares.Total);
        Assert.Equal(one.Lines.Select(line => line.Amount), shares.Lines);
    });

    [Fact]
    public void Piece_by_piece_in_any_order_gives_back_what_was_paid_and_no_minor_unit_more() => Any.Holds(Cases, one =>
    {
        var (lines, left, given) = (one.Lines.ToList(), one.Paid, new Money(0, one.Paid.Currency));
        foreach (var pick in one.Picks.Append(int.MaxValue))
        {
            // Some pieces of some lines; in the end, whatever is left.
            var chosen = lines.Select((line, at) => pick == int.MaxValue ? line.Quantity : at == pick % lines.Count ? pick % (line.Quantity + 1) : 0).ToList();
            var delivery = pick == int.MaxValue ? one.Delivery : Money.Zero(left.Currency);
            var shares = RefundShares.Of(lines, chosen, delivery, left);
            Assert.All(shares.Lines.Zip(lines), pair => Assert.InRange(pair.First.Minor, 0, pair.Second.Amount.Minor));
            Assert.All(shares.Lines, share => Assert.Equal(0, share.Minor % share.Currency.StepMinor));
            lines = [.. lines.Select((line, at) => new RefundableLine(line.Quantity - chosen[at], line.Amount - shares.Lines[at]))];
            (left, given) = (left - shares.Total, given + shares.Total);
        }

        Assert.Equal(one.Paid, given);
        Assert.True(left.IsZero);
        Assert.All(lines, line => Assert.True(line is { Quantity: 0, Amount.IsZero: true }));
    });

    [Fact]
    public void Never_more_than_is_left_goes_back_whatever_was_given_back_before() => Any.Holds(
        Cases.SelectMany(one => Gen.Choose(0, 100).Select(percent => (one, percent))), given =>
        {
            var (one, percent) = given;
            var left = one.Paid with { Minor = one.Paid.Minor * percent / 100 };
            var chosen = one.Lines.Select((line, at) => one.Picks.Count > at ? one.Picks[at] % (line.Quantity + 1) : line.Quantity).ToList();
            var full = RefundShares.Of(one.Lines, chosen, one.Delivery, one.Paid);

            var shares = RefundShares.Of(one.Lines, chosen, one.Delivery, left);

            Assert.Equal(full.Total < left ? full.Total : left, shares.Total);
            Assert.All(shares.Lines.Append(shares.Delivery).Zip(full.Lines.Append(full.Delivery)), pair => Assert.InRange(pair.First.Minor, 0, pair.Second.Minor));
        });

    [Fact]
    public void Of_a_line_of_which_nothing_was_chosen_nothing_goes_back() => Any.Holds(Cases, one =>
        Assert.True(RefundShares.Of(one.Lines, [.. one.Lines.Select(_ => 0)], Money.Zero(one.Paid.Currency), one.Paid).Total.IsZero));

    [Theory]
    [InlineData("usd", 3, 1000, 1, 333)]
    [InlineData("usd", 2, 999, 1, 500)]
    [InlineData("jpy", 3, 100, 2, 67)]
    [InlineData("isk", 3, 1000, 1, 300)]
    public void A_piece_is_its_share_of_the_line_in_steps_that_can_be_paid(string currency, int quantity, long paid, int pieces, long expected)
    {
        var all = new Money(paid, Currency.Parse(currency));

        var shares = RefundShares.Of([new RefundableLine(quantity, all)], [pieces], Money.Zero(all.Currency), all);

        Assert.Equal(expected, shares.Total.Minor);
    }

    [Fact]
    public void More_pieces_than_are_left_are_refused()
    {
        var all = new Money(10_00, Currency.Usd);

        Assert.Throws<ArgumentException>(() => RefundShares.Of([new RefundableLine(1, all)], [2], Money.Zero(Currency.Usd), all));
        Assert.Throws<ArgumentException>(() => RefundShares.Of([new RefundableLine(1, all)], [-1], Money.Zero(Currency.Usd), all));
        Assert.Throws<ArgumentException>(() => RefundShares.Of([new RefundableLine(1, all)], [], Money.Zero(Currency.Usd), all));
    }

    private static Money Step(Currency currency, long minor) => new Money(minor, currency).ToStep();

    private sealed record Case(IReadOnlyList<RefundableLine> Lines, Money Delivery, IReadOnlyList<int> Picks)
    {
        public Money Paid => Lines.Aggregate(Delivery, (sum, line) => sum + line.Amount);
    }
}
