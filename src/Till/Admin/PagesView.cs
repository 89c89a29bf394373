namespace Till.Admin;

/// <summary>Where in a list of several pages one is.</summary>
/// <param name="Address">Of a page, up to its number.</param>
internal sealed record PagesView(int Number, int Pages, string Address)
{
    /// <param name="asked">As typed into the address: what is no number is the first page, what is too far the last.</param>
    public static PagesView Of(int count, int perPage, string? asked, string address)
    {
        var pages = Math.Max(1, (count + perPage - 1) / perPage);
        return new PagesView(Math.Clamp(int.TryParse(asked, out var number) ? number : 1, 1, pages), pages, address);
    }
}
