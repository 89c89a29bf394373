using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Till.Bags;

/// <summary>Where a change of the bag leads: to the page that shows it, with what it came to.</summary>
internal static class BagAddress
{
    public static IActionResult SeeOther(HttpResponse response, string path, BagNews news, Guid? variant)
    {
        var query = news == BagNews.None ? "" : $"?said={JsonNamingPolicy.KebabCaseLower.ConvertName(news.ToString())}";
        response.Headers.Location = path + query + (query.Length > 0 && variant is not null ? $"&line={variant:D}" : "");
        return new StatusCodeResult(StatusCodes.Status303SeeOther);
    }

    /// <summary>What the address says; none for whatever else stands there.</summary>
    public static BagNews Read(string? said) =>
        Enum.GetValues<BagNews>().FirstOrDefault(news => JsonNamingPolicy.KebabCaseLower.ConvertName(news.ToString()) == said);

    /// <summary>In words; null where there is nothing to say.</summary>
    /// <param name="line">The line that was changed, if it is there.</param>
    public static string? Words(BagNews news, BagLine? line)
    {
        var name = line is null ? "It" : line.Item is { Size.Length: > 0 } item ? $"{line.Title}, {item.Size}," : line.Title;
        return news switch
        {
            BagNews.Added => $"{name} is in your bag.",
            BagNews.AtMost => $"A bag holds {line?.Quantity ?? 99} of one thing at most, so that is what yours has of {line?.Title ?? "it"}.",
            BagNews.AllThatIsLeft => $"Your bag has all that is left of {line?.Title ?? "it"}: {line?.Quantity ?? 0}.",
            BagNews.Changed => "Your bag is changed.",
            BagNews.Removed => "It is out of your bag.",
            BagNews.Emptied => "Your bag is empty now.",
            BagNews.NotThere => "That was no longer in your bag.",
            BagNews.CodeRemoved => "The code is taken out.",
            _ => null,
        };
    }
}
