using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Balance;

/// <summary>
/// The life of a payout. An automatic one takes all that is available in its currency and says which bookings it is made of; one that was asked for
/// by amount is made of nothing in particular, as Stripe's are.
/// </summary>
internal static class Payouts
{
    private const long Day = 86_400;

    /// <summary>Of the schedule, which is the account's and no object's.</summary>
    public const string Account = "account";

    /// <summary>Pays out what is available, in each currency by itself.</summary>
    /// <returns>The payouts made; none where nothing is to be paid out.</returns>
    public static IReadOnlyList<Doc> PayAll(Unit unit)
    {
        var currencies = unit.Database.Query(
            "SELECT DISTINCT json_extract(body, '$.currency') FROM objects WHERE kind = 'balance_transaction' AND payment_intent IS NULL ORDER BY 1",
            row => row.GetString(0));
        return [.. currencies.Select(currency => PayAll(unit, currency)).OfType<Doc>()];
    }

    private static Doc? PayAll(Unit unit, string currency)
    {
        var made = unit.Select(new Selection("balance_transaction", int.MaxValue)
        {
            Also = "payment_intent IS NULL",
            OldestFirst = true,
            Where = booked => booked.Text("currency") == currency && booked.Number("available_on") <= unit.Now,
        });
        var sum = made.Sum(booked => booked.Number("net"));
        if (sum <= 0)
        {
            return null;
        }
        var payout = New(unit, sum, currency, automatic: true);
        foreach (var booked in made.Append(unit.Get(payout.Text("balance_transaction")!)))
        {
            booked["_payout"] = payout.Id;
            unit.Changed(booked);
        }
        unit.AfterAnswer(() =>
        {
            payout["reconciliation_status"] = "completed";
            unit.Changed(payout);
            unit.Emit("payout.reconciliation_completed", payout);
        });
        return payout;
    }

    public static Doc New(Unit unit, long amount, string currency, bool automatic)
    {
        var payout = new Doc(26)
        {
            ["id"] = unit.Chance.LongId("po"),
            ["object"] = "payout",
            ["amount"] = amount,
            ["application_fee"] = null,
            ["application_fee_amount"] = null,
            ["arrival_date"] = ((unit.Now / Day) + 2) * Day,
            ["automatic"] = automatic,
            ["balance_transaction"] = null,
            ["created"] = unit.Now,
            ["currency"] = currency,
            ["description"] = "STRIPE PAYOUT",
            ["destination"] = "ba_" + unit.Account.Id["acct_".Length..],
            ["failure_balance_transaction"] = null,
            ["failure_code"] = null,
            ["failure_message"] = null,
            ["livemode"] = false,
            ["metadata"] = new Doc(),
            ["method"] = "standard",
            ["original_payout"] = null,
            ["payout_method"] = null,
            ["reconciliation_status"] = automatic ? "in_progress" : "not_applicable",
            ["reversed_by"] = null,
            ["source_type"] = "card",
            ["statement_descriptor"] = null,
            ["status"] = automatic ? "in_transit" : "pending",
            ["trace_id"] = new Doc(2) { ["status"] = "pending", ["value"] = null },
            ["type"] = "bank_account",
        };
        unit.Add(payout);
        payout["balance_transaction"] = Book.Payout(unit, payout).Id;
        unit.Emit("payout.created", payout);
        unit.Later(payout.Number("arrival_date"), Scheduled.PayoutArrives, payout.Id);
        return payout;
    }

    /// <summary>The money is in the bank account.</summary>
    /// <returns>False where it is no longer on its way.</returns>
    public static bool Arrive(Unit unit, Doc payout)
    {
        if (!IsOnItsWay(payout))
        {
            return false;
        }
        unit.NotLater(Scheduled.PayoutArrives, payout.Id);
        payout["status"] = "paid";
        unit.Changed(payout);
        unit.Emit("payout.paid", payout);
        return true;
    }

    /// <summary>The bank sends it back, be it days after it has arrived; what it was is in the balance again, as one booking.</summary>
    /// <returns>False where there is nothing to send back.</returns>
    public static bool Fail(Unit unit, Doc payout)
    {
        if (!IsOnItsWay(payout) && payout.Text("status") != "paid")
        {
            return false;
        }
        unit.NotLater(Scheduled.PayoutArrives, payout.Id);
        payout["status"] = "failed";
        payout["failure_code"] = "account_closed";
        payout["failure_message"] = "The bank account has been closed";
        payout["failure_balance_transaction"] = Book.PayoutReturn(unit, payout, "payout_failure").Id;
        unit.Changed(payout);
        unit.Emit("payout.failed", payout);
        return true;
    }

    /// <summary>Called off before the bank has heard of it.</summary>
    /// <returns>False where it has.</returns>
    public static bool Cancel(Unit unit, Doc payout)
    {
        if (payout.Text("status") != "pending")
        {
            return false;
        }
        unit.NotLater(Scheduled.PayoutArrives, payout.Id);
        payout["status"] = "canceled";
        payout["failure_balance_transaction"] = Book.PayoutReturn(unit, payout, "payout_cancel").Id;
        unit.Changed(payout);
        unit.Emit("payout.canceled", payout);
        return true;
    }

    /// <summary>Lets what is pending be available now, so that nobody need wait days to see a payout.</summary>
    public static void Release(Unit unit)
    {
        foreach (var booked in unit.Select(new Selection("balance_transaction", int.MaxValue) { Where = booked => booked.Number("available_on") > unit.Now }))
        {
            booked["available_on"] = unit.Now;
            booked["status"] = "available";
            unit.Changed(booked);
        }
    }

    /// <summary>The day's payouts, and the next day's.</summary>
    public static void Daily(Unit unit)
    {
        PayAll(unit);
        unit.Later(Midnight(unit), Scheduled.PayoutsOfTheDay, Account);
    }

    /// <summary>Every day at midnight UTC, or only when somebody asks for it.</summary>
    public static void Plan(Unit unit, bool daily)
    {
        if (daily)
        {
            unit.Later(Midnight(unit), Scheduled.PayoutsOfTheDay, Account);
        }
        else
        {
            unit.NotLater(Scheduled.PayoutsOfTheDay, Account);
        }
    }

    public static bool IsOnItsWay(Doc payout) => payout.Text("status") is "pending" or "in_transit";

    private static long Midnight(Unit unit) => ((unit.Now / Day) + 1) * Day;
}
