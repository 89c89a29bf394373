using Till.Sandbox.Api;
using Till.Sandbox.Customers;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>/v1/test_helpers/test_clocks: customers that live by a clock which stands still until it is advanced.</summary>
internal static class TestClocks
{
    private const string Path = "/v1/test_helpers/test_clocks";
    private const string Kind = "test_helpers.test_clock";

    /// <summary>After thirty days Stripe throws a clock away.</summary>
    private const long KeptFor = 30 * Periods.Day;
    private const long TwoYears = 2 * 366 * Periods.Day;

    /// <summary>The first second of the year 2100: calendars end somewhere.</summary>
    private const long EndOfTime = 4_102_444_800;
    private const int MostCustomers = 3;
    public const int MostSubscriptions = 3;

    public static void Map(Router router)
    {
        router.Map("POST", Path, Create);
        router.Map("GET", Path, static call => Lists.Page(call, Path, new Selection(Kind, 0) { Where = static clock => !clock.Flag("deleted") }));
        router.Map("GET", Path + "/{}", static call => Living(call));
        router.Map("DELETE", Path + "/{}", Delete);
        router.Map("POST", Path + "/{}/advance", Advance);
    }

    /// <summary>From here on the unit works by the clock of a customer, subscription or invoice, where it has one.</summary>
    public static void Enter(Unit unit, Doc subject)
    {
        if (subject.Text("test_clock") is { } id && unit.Clock is null)
        {
            unit.Follow(id, unit.Get(id).Number("frozen_time"));
        }
    }

    /// <summary>The same for a change that somebody asks for, which has to wait while the clock advances.</summary>
    public static void EnterForChange(Unit unit, Doc subject)
    {
        if (subject.Text("test_clock") is { } id && unit.Get(id).Text("status") == "advancing")
        {
            throw new StripeError(429, "Test clock advancement underway - cannot perform modifications.", "lock_timeout") { BeforeExecution = true };
        }
        Enter(unit, subject);
    }

    /// <summary>The clock that a new customer is given; null for none.</summary>
    public static Doc? OfNewCustomer(Call call)
    {
        if (call.Referred("test_clock", Kind) is not { } clock)
        {
            return null;
        }
        if (Customers(call.Unit, clock).Count >= MostCustomers)
        {
            throw StripeError.Invalid($"You have reached the maximum of {MostCustomers} customers per test clock.", "test_clock");
        }
        call.Unit.Follow(clock.Id, clock.Number("frozen_time"));
        return clock;
    }

    /// <summary>Lets what is due by an advancing clock happen, each at its time. It is bounded by how far a clock can be advanced at once.</summary>
    public static void Go(Unit unit, Doc clock)
    {
        if (clock.Text("status") != "advancing" || clock.Flag("deleted"))
        {
            return;
        }
        var target = clock.Part("status_details")!.Part("advancing")!.Number("target_frozen_time");
        unit.Changed(clock);
        while (unit.TakeDue(clock.Id, target) is var (subject, action, due))
        {
            clock["frozen_time"] = Math.Max(due, clock.Number("frozen_time"));
            unit.Follow(clock.Id, clock.Number("frozen_time"));
            Scheduled.Happen(unit, action, subject);
            unit.RunAfterAnswer();
        }
        clock["frozen_time"] = target;
        clock["status"] = "ready";
        clock["status_details"] = new Doc();
        unit.Changed(clock);
        unit.Follow(clock.Id, target);
        unit.Emit(Kind + ".ready", clock);
    }

    public static Answer Create(Call call)
    {
        var frozen = call.Parameters.Number("frozen_time");
        if (frozen is < 0 or > EndOfTime)
        {
            throw StripeError.Invalid("Invalid timestamp: must be a time in seconds since 1970.", "frozen_time", "parameter_invalid_integer");
        }
        var clock = new Doc(12)
        {
            ["id"] = call.Chance.LongId("clock"),
            ["object"] = Kind,
            ["created"] = call.Now,
            ["deletes_after"] = call.Now + KeptFor,
            ["frozen_time"] = frozen,
            ["livemode"] = false,
            ["name"] = call.Parameters["name"],
            ["status"] = "ready",
            ["status_details"] = new Doc(),
        };
        call.Unit.Add(clock);
        call.Unit.Emit(Kind + ".created", clock);
        Bind(call, clock);
        return clock;
    }

    /// <summary>A customer that was there before may be given to a new clock, as long as nothing of it runs by another time.</summary>
    private static void Bind(Call call, Doc clock)
    {
        if (call.Referred("customer", "customer") is not { } customer)
        {
            return;
        }
        if (customer.Text("test_clock") is not null || call.Unit.Select(new Selection("subscription", 1) { Customer = customer.Id }).Count > 0)
        {
            throw StripeError.Invalid("This customer has a test clock or subscriptions already, and cannot be given to another clock.", "customer");
        }
        customer["test_clock"] = clock.Id;
        call.Unit.Changed(customer);
    }

    public static Answer Advance(Call call)
    {
        var (clock, target) = (Living(call), call.Parameters.Number("frozen_time"));
        if (clock.Text("status") == "internal_failure")
        {
            throw StripeError.Invalid("This test clock failed to advance, and can only be deleted.");
        }
        if (clock.Text("status") != "ready")
        {
            throw new StripeError(429, "Test clock advancement underway - cannot perform modifications.", "lock_timeout") { BeforeExecution = true };
        }
        var now = clock.Number("frozen_time");
        if (target <= now)
        {
            throw StripeError.Invalid("You can only advance a test clock to a time in its future.", "frozen_time");
        }
        if (target > now + Furthest(call.Unit, clock) || target > EndOfTime)
        {
            throw StripeError.Invalid(
                "You can only advance a test clock by at most two intervals of the shortest subscription on it, or by two years when there is none.", "frozen_time");
        }
        Advance(call.Unit, clock, target);
        call.Unit.Later(call.Now, Timetable.Advance, clock.Id);
        return clock;
    }

    /// <summary>From here on it advances; <see cref="Go"/> does it.</summary>
    public static void Advance(Unit unit, Doc clock, long target)
    {
        clock["status"] = "advancing";
        clock["status_details"] = new Doc(1) { ["advancing"] = new Doc(1) { ["target_frozen_time"] = target } };
        unit.Changed(clock);
        unit.Emit(Kind + ".advancing", clock);
    }

    /// <summary>Something that was due by it could not happen, and it stands where it stood.</summary>
    public static void Fail(Unit unit, Doc clock)
    {
        clock["status"] = "internal_failure";
        clock["status_details"] = new Doc();
        unit.Changed(clock);
        unit.Emit(Kind + ".internal_failure", clock);
    }

    /// <summary>In seconds.</summary>
    private static long Furthest(Unit unit, Doc clock) => unit
        .Select(new Selection("subscription", 100) { Owner = clock.Id, Where = static subscription => !Subscriptions.HasEnded(subscription) })
        .Select(subscription => 2 * Periods.Longest(SubscriptionItems.Recurring(SubscriptionItems.Of(unit, subscription)[0])))
        .DefaultIfEmpty(TwoYears)
        .Min();

    private static Answer Delete(Call call)
    {
        var clock = Living(call);
        foreach (var customer in Customers(call.Unit, clock))
        {
            CustomerOperations.Remove(call.Unit, customer);
        }
        call.Unit.Database.Execute("DELETE FROM clocked WHERE clock = @1", clock.Id);
        call.Unit.Emit(Kind + ".deleted", clock);
        clock["deleted"] = true;
        call.Unit.Changed(clock);
        return new Doc(3) { ["id"] = clock.Id, ["object"] = Kind, ["deleted"] = true };
    }

    private static List<Doc> Customers(Unit unit, Doc clock) => unit.Select(new Selection("customer", 100)
    {
        Where = customer => customer.Text("test_clock") == clock.Id && !customer.Flag("deleted"),
    });

    private static Doc Living(Call call) =>
        call.Subject(Kind) is var clock && !clock.Flag("deleted") ? clock : throw StripeError.Missing("test clock", call.Id);
}
