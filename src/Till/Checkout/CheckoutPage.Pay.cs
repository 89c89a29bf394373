using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Accounts;
using Till.Layout;
using Till.Payments;

namespace Till.Checkout;

/// <content>The answer to the Pay button, in JSON for the page's script, which confirms nothing that was not agreed to here.</content>
internal sealed partial class CheckoutModel
{
    private const string Stale = "This page was open for too long. Nothing was charged. Load it again and press Pay once more.";

    public async Task<IActionResult> OnPostPayAsync(CancellationToken cancel)
    {
        if (!await FormToken.IsValidAsync(HttpContext))
        {
            return Say(StatusCodes.Status400BadRequest, Stale);
        }

        if (!await LoadAsync(TypedCountry, cancel))
        {
            return Answer(StatusCodes.Status200OK, new { go = await ElsewherePathAsync(cancel) });
        }

        ModelState.Clear(); // what could not be bound is blank, and is asked for
        if (Obstacle is { } obstacle)
        {
            return Answer(StatusCodes.Status409Conflict, new { changed = obstacle });
        }

        var form = Form.Read(NeedsDelivery, SignedIn, Saved, ModelState);
        if (form is null)
        {
            return Refuse();
        }

        return Answer(await StartAsync(form, cancel), form);
    }

    /// <summary>Nothing is left to pay, so no script is needed for it either.</summary>
    private async Task<IActionResult> CompleteAsync(CheckedForm form, CancellationToken cancel)
    {
        switch (await StartAsync(form, cancel))
        {
            case StartPayment.Outcome.AlreadyPaid paid:
                return SeeOther(paid.OrderPath);
            case StartPayment.Outcome.Changed changed:
                Notice = changed.Why;
                return Page();
            case StartPayment.Outcome.Throttled throttled:
                Notice = Slow(throttled.RetryAfter);
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return Page();
            default:
                Notice = "That did not work. Nothing was charged. Please try again in a minute.";
                return Page();
        }
    }

    private async Task<StartPayment.Outcome> StartAsync(CheckedForm form, CancellationToken cancel)
    {
        var remote = await services.GetRequiredService<Remotes>().OfAsync(HttpContext.Connection.RemoteIpAddress, cancel);
        var request = new PaymentRequest(
            Bag.Id, AttemptKind.Intent, Form.Shown ?? "", form.Details, User.AccountId(), form.Details.Email, remote,
            services.GetRequiredService<ShopAddress>().Base);
        return await services.GetRequiredService<StartPayment>().RunAsync(request, cancel);
    }

    private JsonResult Answer(StartPayment.Outcome outcome, CheckedForm form)
    {
        switch (outcome)
        {
            case StartPayment.Outcome.Pay pay:
                return Answer(StatusCodes.Status200OK, new
                {
                    clientSecret = pay.Handle,
                    returnUrl = services.GetRequiredService<ShopAddress>().Absolute(ReturnModel.PathOf(pay.OrderPath)),
                    amount = pay.Total.ToString(),
                    billing = StripeDetails.Billing(form),
                    shipping = StripeDetails.Shipping(form.Details.Address),
                });
            case StartPayment.Outcome.AlreadyPaid paid:
                return Answer(StatusCodes.Status200OK, new { go = paid.OrderPath });
            case StartPayment.Outcome.Changed changed:
                return Answer(StatusCodes.Status409Conflict, new { changed = $"{changed.Why} Nothing was charged." });
            case StartPayment.Outcome.OutsideLimits limits:
                return Say(StatusCodes.Status409Conflict, $"{limits.Total} is outside what can be charged to a card. Nothing was charged.");
            case StartPayment.Outcome.NotDeliverable:
                ModelState.AddModelError($"{nameof(Form)}.{nameof(Form.Delivery)}.{nameof(Form.Delivery.Country)}", "We don’t deliver to this country.");
                return Refuse();
            case StartPayment.Outcome.Throttled throttled:
                Response.Headers.RetryAfter = Math.Ceiling(throttled.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return Say(StatusCodes.Status429TooManyRequests, Slow(throttled.RetryAfter));
            default:
                return Say(StatusCodes.Status503ServiceUnavailable, "Our payment provider did not answer. Nothing was charged. Please try again in a minute.");
        }
    }

    private JsonResult Refuse() => Answer(StatusCodes.Status422UnprocessableEntity, new { errors = CheckoutForm.Errors(ModelState) });

    private static JsonResult Say(int status, string message) => Answer(status, new { message });

    private static JsonResult Answer(int status, object value) => new(value) { StatusCode = status };

    private static string Slow(TimeSpan after)
    {
        var minutes = Math.Max(1, (int)Math.Ceiling(after.TotalMinutes));
        return $"Too many payments from here were declined, so this one was not tried. Nothing was charged. Wait {(minutes == 1 ? "a minute" : $"{minutes} minutes")} and try again, or write to us.";
    }
}
