using Till.Payments;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>Cancels at Stripe what nobody should pay for any more, and settles what that makes of it.</summary>
internal sealed class CancelSubscription(StripeClient stripe, SettleMembership settle)
{
    /// <exception cref="StripeException">Stripe could not be asked.</exception>
    public async Task RunAsync(string subscriptionId, CancellationToken cancel)
    {
        try
        {
            await stripe.Subscriptions.CancelAsync(subscriptionId, CancellationToken.None);
        }
        catch (StripeInvalidRequestException)
        {
            // It has ended already: settling finds out.
        }

        await settle.RunAsync(subscriptionId, StripeHint.None, cancel);
    }
}
