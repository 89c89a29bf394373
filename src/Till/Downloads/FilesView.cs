using Till.Orders;

namespace Till.Downloads;

/// <summary>Files that are the visitor's to play and keep, with the addresses that give them.</summary>
/// <param name="TitleOf">What a whole product's file is called on its button.</param>
internal sealed record FilesView(IReadOnlyList<(OrderDownload File, string Url)> Files, Func<OrderDownload, string> TitleOf);
