using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Balance;

/// <summary>/v1/payouts</summary>
internal static class PayoutOperations
{
    public static void Map(Router router)
    {
        router.Map("GET", "/v1/payouts", List);
        router.Map("POST", "/v1/payouts", Create);
        router.Map("GET", "/v1/payouts/{}", static call => call.Subject("payout"));
        router.Map("POST", "/v1/payouts/{}", Update);
        router.Map("POST", "/v1/payouts/{}/cancel", Cancel);
    }

    private static Answer List(Call call)
    {
        var (status, destination) = (call.Parameters.Text("status"), call.Parameters.Text("destination"));
        return Lists.Page(call, "/v1/payouts", new Selection("payout", 0)
        {
            Where = payout => (status is null || payout.Text("status") == status) && (destination is null || payout.Text("destination") == destination)
                && Lists.Within(call.Parameters, "arrival_date", payout.Number("arrival_date")),
        });
    }

    private static Answer Create(Call call)
    {
        var currency = Currencies.Check(call.Parameters.Text("currency")!);
        var amount = call.Parameters.Number("amount");
        if (amount < 1)
        {
            throw StripeError.Invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer");
        }
        if (amount > BalanceOperations.Available(call.Unit, currency))
        {
            throw StripeError.Invalid(
                "You have insufficient funds in your Stripe account for this transfer. Your card balance is too low. You can use the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).",
                code: "balance_insufficient");
        }
        var payout = Payouts.New(call.Unit, amount, currency, automatic: false);
        Patch.Fields(payout, call.Parameters, "description", "method", "statement_descriptor");
        Patch.Metadata(payout, call.Parameters);
        return payout;
    }

    private static Answer Update(Call call)
    {
        var payout = call.Subject("payout");
        var before = payout.Clone();
        Patch.Metadata(payout, call.Parameters);
        var previous = Patch.Previous(before, payout);
        if (previous.Count > 0)
        {
            call.Unit.Changed(payout);
            call.Unit.Emit("payout.updated", payout, previous);
        }
        return payout;
    }

    private static Answer Cancel(Call call)
    {
        var payout = call.Subject("payout");
        return Payouts.Cancel(call.Unit, payout)
            ? payout
            : throw StripeError.Invalid($"Payouts can only be canceled while they are pending; this one has a status of {payout.Text("status")}.");
    }
}
