namespace Till.Admin;

/// <summary>Where an order stands, in the owner's words.</summary>
internal static class OrderWords
{
    /// <param name="stage">One of <see cref="Orders.OrderList.States"/>.</param>
    public static string State(string stage, bool isDelivered) => stage switch
    {
        "paid" => isDelivered ? "to prepare" : "completed", // what is only downloaded is complete when it is paid
        "preparing" => "being prepared",
        "draft" => "not paid",
        "retired" => "replaced",
        _ => stage,
    };

    /// <summary>The class of its mark.</summary>
    public static string Tone(string stage) => stage switch
    {
        "paid" or "shipped" => "good",
        "preparing" => "warn",
        "refunded" => "bad",
        _ => "",
    };
}
