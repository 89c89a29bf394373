namespace Till.Products;

/// <summary>How the owner makes and changes what the shop sells.</summary>
internal static class ProductServices
{
    public static void AddProducts(this IServiceCollection services)
    {
        services.AddSingleton<ProductDesk>();
        services.AddSingleton<Categories>();
        services.AddSingleton<AddProduct>();
        services.AddSingleton<EditProduct>();
        services.AddSingleton<ChangeSizes>();
        services.AddSingleton<PriceProduct>();
        services.AddSingleton<MoveStock>();
        services.AddSingleton<ProductPictures>();
        services.AddSingleton<ProductFiles>();
    }
}
