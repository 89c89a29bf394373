using Till.Stripe;

namespace Till.Payments;

/// <summary>Why a payment was declined, in words that help a buyer. Codes: https://docs.stripe.com/declines/codes.</summary>
internal static class Decline
{
    public static string? Explain(StripeError? error) => error is null ? null : (error.DeclineCode ?? error.Code) switch
    {
        // Only a card's issuer gives a decline code.
        "insufficient_funds" when error.DeclineCode is null => "The account does not have enough money for this.",
        "insufficient_funds" => "The card does not have enough money for this.",
        "expired_card" => "The card has expired.",
        "incorrect_cvc" or "invalid_cvc" => "The card's security code is not right.",
        "incorrect_number" or "invalid_number" => "The card number is not right.",
        "invalid_expiry_month" or "invalid_expiry_year" => "The card's expiry date is not right.",
        "processing_error" => "The bank had an error while processing the card. Trying again in a minute may work.",
        "authentication_required" or "payment_intent_authentication_failure" => "The bank's check that it is you did not succeed.",
        "card_velocity_exceeded" => "The card has been used too often in a short time.",
        // What was reported lost or stolen is not told to whoever holds it.
        "lost_card" or "stolen_card" or "generic_decline" or "fraudulent" or "card_declined" => "The bank declined the card and gave no reason.",
        "incorrect_zip" => "The postcode is not the one the bank knows for this card.",
        // A debit or a transfer ends so, which is no card's doing.
        "payment_intent_payment_attempt_failed" => "The bank did not make the payment.",
        _ => "The payment was declined.",
    };
}
