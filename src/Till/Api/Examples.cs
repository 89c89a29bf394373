namespace Till.Api;

/// <summary>What the description shows of each thing.</summary>
internal static class Examples
{
    private static readonly Guid Id = new("01990000-0000-7000-8000-000000000001");
    private static readonly Guid VariantId = new("01990000-0000-7000-8000-000000000002");
    private static readonly DateTimeOffset At = new(2026, 11, 28, 9, 30, 0, TimeSpan.Zero);

    public static ApiProduct Product { get; } = new(
        Id, "good", "harbour-shirt", "Harbour Shirt", "Loom & Co", null, "Linen, *washed*.", Published: true, MemberOnly: false, null, 3, At, "/goods/harbour-shirt",
        [new ApiCategory(new Guid("01990000-0000-7000-8000-000000000003"), "Shirts")],
        [new ApiVariant(VariantId, "GDS-HARBOUR-SHIRT-M", "M", 7, 3, [new ApiPrice("once", 4950, "usd")])]);

    public static ApiOrder Order { get; } = new(
        Id, 1042, "preparing", "ada@example.org", "Ada Lovelace", null, new ApiAddress("Ada Lovelace", "12 St James’s Square", null, "London", null, "SW1Y 4JH", "GB"),
        Usd(4950), null, Usd(0), Usd(500), Usd(0), Usd(0), Usd(5450), Usd(0), At, At.AddMinutes(1), At.AddHours(1),
        [new ApiLine(Id, VariantId, "good", "GDS-HARBOUR-SHIRT-M", "Harbour Shirt", "Loom & Co", "M", 1, Usd(4950), Usd(4950), Usd(0), Delivered: true, 0)],
        [new ApiPayment(Id, "order", Usd(5450), "pi_3Q", "card", At.AddMinutes(1))],
        [new ApiRefund(Id, "succeeded", Usd(500), "requested_by_customer", "re_3Q", At.AddHours(2))], [], []);

    public static ApiCustomer Customer { get; } = new(Id, "ada@example.org", "Ada Lovelace", HasAccount: true, At, 3, [Usd(12950)]);

    public static ApiNewProduct NewProduct { get; } = new()
    {
        Kind = "good", Title = "Harbour Shirt", Maker = "Loom & Co", Description = "Linen, *washed*.", Published = true, Categories = [], Sizes = ["S", "M"], Stock = 7,
        Prices = [new ApiFirstPrice { Amount = 4950 }],
    };

    public static object ProductChange => new { version = 3, title = "Harbour Shirt, washed", published = true };

    public static ApiStockMove StockMove { get; } = new() { VariantId = VariantId, Reason = "received", Number = 12, Note = "Delivery 0815" };

    public static ApiNewPrice NewPrice { get; } = new() { Amount = 4500, From = new DateOnly(2027, 1, 1) };

    public static ApiParcel Parcel { get; } = new() { Carrier = "DHL", Tracking = "00340434161094000000" };

    public static ApiNewNote NewNote { get; } = new() { Text = "Packed with the blue ribbon." };

    public static ApiNewRefund NewRefund { get; } = new() { Amount = 500, Reason = "Arrived scratched" };

    public static ApiOrderRow OrderRow { get; } = new(
        Id, 1042, "preparing", "ada@example.org", "Ada Lovelace", "Harbour Shirt", Usd(5450), Usd(0), At, At.AddMinutes(1));

    public static ApiPage<T> Page<T>(T one) => new([one], null);

    private static ApiMoney Usd(long amount) => new(amount, "usd");
}
