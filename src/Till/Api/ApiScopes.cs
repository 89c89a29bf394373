namespace Till.Api;

/// <summary>What a key may be allowed to do, and how that is told.</summary>
internal static class ApiScopes
{
    public const string ProductsRead = "products:read";
    public const string ProductsWrite = "products:write";
    public const string OrdersRead = "orders:read";
    public const string OrdersWrite = "orders:write";
    public const string CustomersRead = "customers:read";
    public const string RefundsWrite = "refunds:write";

    public static readonly IReadOnlyList<(string Value, string Does)> All =
    [
        (ProductsRead, "read products, prices and stock"),
        (ProductsWrite, "add and change products, prices and stock"),
        (OrdersRead, "read orders, with who bought and where it goes"),
        (OrdersWrite, "prepare, ship and note orders"),
        (CustomersRead, "read customers"),
        (RefundsWrite, "give money back"),
    ];
}
