using Microsoft.AspNetCore.Mvc;
using Till.Checkout;
using Till.Orders;

namespace Till.Admin;

/// <content>Orders by link, before they are paid.</content>
internal sealed partial class OrderSheetModel
{
    public string LinkOf(OrderView order) => services.GetRequiredService<ShopAddress>().Absolute(order.Path);

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostWithdrawAsync(CancellationToken cancel) =>
        await services.GetRequiredService<WithdrawOrder>().RunAsync(Id, Me, cancel) switch
        {
            WithdrawOrder.Outcome.Withdrawn => SeeSheet("withdrawn"),
            WithdrawOrder.Outcome.Paid => await RefuseAsync("", "It is paid, or being paid right now, so it was not withdrawn. Look again in a minute.", cancel),
            WithdrawOrder.Outcome.NotNow => await RefuseAsync("", "Stripe did not answer, or somebody went to pay at this moment. Nothing was withdrawn; try again in a minute.", cancel),
            _ => NotFound(),
        };
}
