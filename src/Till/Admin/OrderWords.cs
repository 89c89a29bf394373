namespace Till.Admin;

/// <summary>Where an order stands, in the owner's words.</summary>
internal static class OrderWords
{
    /// <param name="stage">One of <see cref="Orders.OrderList.States"/>.</param>
    public static string State(string stage) => stage switch
    {
        "paid" => "to prepare",
        "preparing" => "being prepared",
        "draft" => "not paid",
        "retired" => "replaced",
        _ => stage,
    };

    /// <summary>The class of its mark.</summary>
    public static string Tone(string stage) => stage switch
    {
        "paid" or "shipped" or "completed" => "good",
        "preparing" => "warn",
        "refunded" or "cancelled" => "bad",
        _ => "",
    };
}
