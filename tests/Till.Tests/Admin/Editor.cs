using Till.Tests.Accounts;

namespace Till.Tests.Admin;

/// <summary>The editor of products as an owner uses it.</summary>
internal static class Editor
{
    /// <summary>Adds a product by its form; the page that it leads to.</summary>
    public static async Task<Answer> AddAsync(this Browser owner, string kind, string title, params (string Name, string Value)[] more) =>
        await owner.SubmitAsync(
            await owner.GetAsync($"/admin/products/new?kind={kind}"),
            [("Title", title), ("Maker", "The Harbour Lamps"), .. kind == "membership" ? Array.Empty<(string, string)>() : [("PriceOnce", "20.00")], .. more]);

    public static Guid IdOf(Answer sheet) => Guid.Parse(sheet.Path.Split('/', '?')[3]);

    public static Task<Answer> SheetAsync(this Browser owner, Guid id) => owner.GetAsync($"/admin/products/{id}");

    /// <summary>Saves the product's own form; what is not named stays as the page shows it.</summary>
    public static Task<Answer> SaveAsync(this Browser owner, Answer sheet, params (string Name, string Value)[] fields) => owner.SubmitFormAsync(
        sheet, Office.Form("Save"), [("Description", sheet.Page.QuerySelector("#Description")!.TextContent.Trim()), .. fields]);

    public static string? ErrorAt(this Answer page, string id) => page.Page.QuerySelector($"#{id}-error")?.TextContent;
}
