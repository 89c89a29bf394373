using FsCheck;
using FsCheck.Fluent;
using Till.Core;

namespace Till.Tests.Core;

/// <summary>The one decision about money, held against whatever may arrive, in any order, any number of times.</summary>
public sealed class SettlementTests
{
    private static readonly Money Total = new(1999, Currency.Usd);

    /// <summary>An attempt ends one way at Stripe, if it ends: closed, or paid once with one amount.</summary>
    private static readonly Gen<StripeFact?[]> Endings = Gen.Elements<Func<int, StripeFact?>>(
            _ => null,
            _ => new StripeFact.Closed(null),
            attempt => new StripeFact.Received($"pi_{attempt}", Total),
            attempt => new StripeFact.Received($"pi_{attempt}", Total with { Minor = 1 }))
        .ArrayOf(3)
        .Select(endings => endings.Select((ending, attempt) => ending(attempt)).ToArray());

    /// <summary>Up to three attempts, each with what Stripe says of it at one time or another, in any order, with repeats.</summary>
    private static readonly Gen<Happening[]> Facts = Endings.SelectMany(endings =>
        Gen.Choose(0, 2).SelectMany(attempt => Fact(endings[attempt]).Select(fact => new Happening(attempt, fact))).ArrayOf());

    private static readonly Gen<(Happening[] One, Happening[] Other)> SameFactsInTwoOrders =
        Facts.SelectMany(facts =>
            Gen.Shuffle(facts).SelectMany(one => Gen.Shuffle((Happening[])[.. facts, .. facts.Take(facts.Length / 2)]).Select(other => (one, other))));

    [Fact]
    public void The_same_facts_end_in_the_same_books_whatever_their_order_and_however_often_they_come() =>
        Any.Holds(SameFactsInTwoOrders, pair => Assert.Equal(Books.After(pair.One).Summary, Books.After(pair.Other).Summary));

    [Fact]
    public void Paid_is_for_ever_and_by_the_same_payment() => Any.Holds(Stories, story =>
    {
        var books = new Books();
        string? paidBy = null;
        foreach (var happening in story)
        {
            books.Take(happening);
            Assert.True(paidBy is null || (books.Order.State == OrderState.Paid && books.Order.PaidByIntent == paidBy));
            paidBy ??= books.Order.PaidByIntent;
        }
    });

    [Fact]
    public void At_most_one_payment_pays_the_order_and_it_is_the_order_s_amount() => Any.Holds(Stories, story =>
    {
        var paying = Books.After(story).Payments.Where(one => one.Value.ForOrder).ToList();

        Assert.True(paying.Count <= 1);
        Assert.All(paying, one => Assert.Equal(Total, one.Value.Amount));
    });

    [Fact]
    public void Every_payment_that_Stripe_took_is_in_the_books_once_and_no_other() => Any.Holds(Stories, story =>
    {
        var taken = story.Select(one => one.Fact).OfType<StripeFact.Received>().Distinct().ToList();

        var books = Books.After(story);

        Assert.Equal(
            taken.Select(one => (one.PaymentIntentId, one.Amount)).Order(),
            books.Payments.Select(one => (one.Key, one.Value.Amount)).Order());
    });

    [Fact]
    public void An_order_is_paid_exactly_if_a_payment_of_its_amount_came_while_it_could_take_it() => Any.Holds(Facts, facts =>
    {
        var fits = facts.Any(one => one.Fact is StripeFact.Received { Amount: var amount } && amount == Total);

        Assert.Equal(fits ? OrderState.Paid : OrderState.Draft, Books.After(facts).Order.State);
    });

    [Fact]
    public void A_success_is_not_taken_back_by_an_older_reading()
    {
        var paid = new OrderFacts(OrderState.Paid, Total, "pi_1");
        StripeFact[] older = [new StripeFact.Payable("card_declined"), new StripeFact.Processing(), new StripeFact.Closed(null)];

        Assert.All(older, fact => Assert.Equal(
            new SettlementDecision.Wait(AttemptState.Succeeded, null), Settlement.Decide(paid, AttemptState.Succeeded, fact)));
    }

    [Fact]
    public void An_attempt_that_is_closed_at_Stripe_is_not_opened_again_by_an_older_reading()
    {
        var draft = new OrderFacts(OrderState.Draft, Total, null);

        Assert.Equal(
            new SettlementDecision.Wait(AttemptState.Closed, "card_declined"),
            Settlement.Decide(draft, AttemptState.Closed, new StripeFact.Payable("card_declined")));
        Assert.Equal(
            new SettlementDecision.Wait(AttemptState.Closed, null),
            Settlement.Decide(draft, AttemptState.Closed, new StripeFact.Processing()));
    }

    [Fact]
    public void A_payment_that_arrives_for_an_attempt_thought_closed_still_pays() => Assert.Equal(
        new SettlementDecision.Pay("pi_1", Total),
        Settlement.Decide(new OrderFacts(OrderState.Draft, Total, null), AttemptState.Closed, new StripeFact.Received("pi_1", Total)));

    [Theory]
    [InlineData(OrderState.Draft, null, 1998, "usd", HoldReason.AmountMismatch)]
    [InlineData(OrderState.Draft, null, 2000, "usd", HoldReason.AmountMismatch)]
    [InlineData(OrderState.Draft, null, 1999, "eur", HoldReason.AmountMismatch)]
    [InlineData(OrderState.Retired, null, 1998, "usd", HoldReason.AmountMismatch)]
    [InlineData(OrderState.Retired, null, 1999, "usd", HoldReason.OrderRetired)]
    [InlineData(OrderState.Paid, "pi_1", 1999, "usd", HoldReason.Surplus)]
    [InlineData(OrderState.Paid, "pi_1", 5, "eur", HoldReason.Surplus)]
    public void Money_that_the_order_must_not_take_is_held_with_the_reason(
        OrderState state, string? paidBy, long minor, string currency, HoldReason reason)
    {
        var amount = new Money(minor, Currency.Parse(currency));

        var decision = Settlement.Decide(
            new OrderFacts(state, Total, paidBy), AttemptState.Open, new StripeFact.Received("pi_2", amount));

        Assert.Equal(new SettlementDecision.Hold("pi_2", amount, reason), decision);
    }

    /// <summary>Facts with the shop's own step among them: the draft is replaced by a newer one.</summary>
    private static Gen<Happening[]> Stories => Facts.SelectMany(facts => Gen.Shuffle((Happening[])[.. facts, .. facts, new(0, null)]));

    private static Gen<StripeFact> Fact(StripeFact? ending) => Gen.Elements<StripeFact>(
        new StripeFact.Payable(null),
        new StripeFact.Payable("card_declined"),
        new StripeFact.Processing(),
        ending ?? new StripeFact.Payable(null));

    /// <param name="Fact">What Stripe says; null: the shop retires the draft.</param>
    private sealed record Happening(int Attempt, StripeFact? Fact);

    /// <summary>Writes what is decided, as the shop does: an attempt has its state, a payment intent its one row.</summary>
    private sealed class Books
    {
        private readonly SortedDictionary<int, AttemptState> attempts = [];

        public OrderFacts Order { get; private set; } = new(OrderState.Draft, Total, null);

        public SortedDictionary<string, (bool ForOrder, Money Amount)> Payments { get; } = new(StringComparer.Ordinal);

        /// <summary>All but which of several sufficient payments came first, which is chance.</summary>
        public string Summary => string.Join(
            "; ",
            Order.State,
            string.Join(", ", attempts),
            string.Join(", ", Payments.Select(one => (one.Key, one.Value.Amount))),
            Payments.Count(one => one.Value.ForOrder));

        public static Books After(IEnumerable<Happening> story)
        {
            var books = new Books();
            foreach (var happening in story)
            {
                books.Take(happening);
            }

            return books;
        }

        public void Take(Happening happening)
        {
            if (happening.Fact is null)
            {
                Order = Order.State == OrderState.Draft ? Order with { State = OrderState.Retired } : Order;
                return;
            }

            var attempt = attempts.GetValueOrDefault(happening.Attempt, AttemptState.Creating);
            attempts[happening.Attempt] = Write(Settlement.Decide(Order, attempt, happening.Fact));
        }

        private AttemptState Write(SettlementDecision decision)
        {
            switch (decision)
            {
                case SettlementDecision.Wait wait:
                    return wait.Attempt;
                case SettlementDecision.CloseAttempt:
                    return AttemptState.Closed;
                case SettlementDecision.Pay pay:
                    Payments.Add(pay.PaymentIntentId, (true, pay.Amount));
                    Order = Order with { State = OrderState.Paid, PaidByIntent = pay.PaymentIntentId };
                    return AttemptState.Succeeded;
                case SettlementDecision.AlreadyPaid already:
                    Assert.True(Payments[already.PaymentIntentId].ForOrder);
                    return AttemptState.Succeeded;
                case SettlementDecision.Hold hold:
                    if (!Payments.TryAdd(hold.PaymentIntentId, (false, hold.Amount)))
                    {
                        Assert.Equal((false, hold.Amount), Payments[hold.PaymentIntentId]);
                    }

                    return AttemptState.Succeeded;
                default:
                    throw new InvalidOperationException($"Unknown decision {decision}.");
            }
        }
    }
}
