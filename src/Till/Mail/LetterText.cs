using System.Text;

namespace Till.Mail;

/// <summary>The plain-text side of each letter.</summary>
internal static class LetterText
{
    /// <summary>Amounts stand in a column whose right edge is here.</summary>
    private const int Width = 64;

    public static string Receipt(ReceiptModel model)
    {
        var text = new StringBuilder();
        text.AppendLine(model.Greeting).AppendLine();
        AppendParagraphs(text, model.Words.Before);
        text.AppendLine("Your payment has arrived. This is the receipt for")
            .AppendLine($"order {model.OrderNumber} of {model.Date}.")
            .AppendLine();
        foreach (var line in model.Lines)
        {
            Row(text, line.Title, line.Total.ToString());
            if (line.Facts.Length > 0)
            {
                text.AppendLine($"  {line.Facts}");
            }
        }

        text.AppendLine(new string('-', Width));
        foreach (var (name, amount) in model.Sums)
        {
            Row(text, name, amount);
        }

        Row(text, "Paid", model.Total);
        foreach (var (name, amount) in model.TaxIncluded)
        {
            Row(text, $"includes {name}", amount);
        }

        if (model.PaidWith is { } paidWith)
        {
            text.AppendLine(paidWith);
        }

        if (model.BackOrdered.Count > 0)
        {
            text.AppendLine().AppendLine("On back-order");
            foreach (var line in model.BackOrdered)
            {
                text.AppendLine($"  {line.Counted(line.Short)}");
            }

            text.AppendLine("There were none left when you paid. We send yours as soon as it is")
                .AppendLine("here again, and if it cannot be had, your money comes back.");
        }

        AppendAddress(text, model.Address);
        if (model.Downloads.Count > 0)
        {
            text.AppendLine().AppendLine("Your downloads");
            foreach (var download in model.Downloads)
            {
                text.AppendLine().AppendLine($"{download.Name} ({download.Size})").AppendLine(download.Url);
            }
        }

        AppendAfter(text, model.Words);
        text.AppendLine().AppendLine("Your order:").AppendLine(model.OrderUrl).AppendLine();
        if (model.Words.Closing is { } closing)
        {
            text.AppendLine(closing);
        }
        else
        {
            text.AppendLine("Keep this mail: whoever has the link can open the order without").AppendLine("signing in.");
        }

        return Signed(text, model.ShopName);
    }

    public static string Refund(RefundModel model)
    {
        var text = new StringBuilder().AppendLine(model.Greeting).AppendLine();
        AppendParagraphs(text, model.Words.Before);
        text.AppendLine($"We have refunded {model.Amount} of order {model.OrderNumber} to the card")
            .AppendLine("or account that paid. Banks take five to ten days to show it.")
            .AppendLine();
        if (model.Pieces.Count > 0)
        {
            text.AppendLine($"It is for {string.Join(", ", model.Pieces)}.").AppendLine();
        }

        if (model.Rest is { } rest)
        {
            text.AppendLine(rest).AppendLine();
        }

        AppendParagraphs(text, model.Words.After);
        return Signed(AppendClosing(text.AppendLine("Your order:").AppendLine(model.OrderUrl), model.Words.Closing), model.ShopName);
    }

    public static string Notice(NoticeModel model)
    {
        var text = new StringBuilder().AppendLine(model.Greeting).AppendLine();
        AppendParagraphs(text, [.. model.Words.Before, .. model.Paragraphs]);

        foreach (var line in model.Lines)
        {
            text.AppendLine($"  {line.Counted(line.Quantity)}");
        }

        AppendAddress(text, model.Address);
        AppendAfter(text, model.Words);
        text.AppendLine().AppendLine($"{model.Button}:").AppendLine(model.Url);
        if (model.Url != model.OrderUrl)
        {
            text.AppendLine().AppendLine("Your order and its receipt:").AppendLine(model.OrderUrl);
        }

        return Signed(AppendClosing(text, model.Words.Closing), model.ShopName);
    }

    public static string Action(ActionModel model)
    {
        var text = new StringBuilder().AppendLine(model.Greeting).AppendLine();
        AppendParagraphs(text, [.. model.Words.Before, .. model.Paragraphs, .. model.Words.After]);
        text.AppendLine($"{model.Button}:").AppendLine(model.Url).AppendLine().AppendLine(model.Words.Closing ?? model.Closing);
        return Signed(text, model.ShopName);
    }

    public static string Membership(MembershipModel model)
    {
        var text = new StringBuilder().AppendLine(model.Greeting).AppendLine();
        AppendParagraphs(text, [.. model.Words.Before, .. model.Paragraphs]);
        foreach (var (name, amount) in model.Rows)
        {
            Row(text, name, amount);
        }

        if (model.Total is { } total)
        {
            text.AppendLine(new string('-', Width));
            Row(text, model.TotalName, total);
            text.AppendLine();
        }

        AppendParagraphs(text, model.Words.After);
        text.AppendLine($"{model.Button}:").AppendLine(model.Url);
        if ((model.Words.Closing ?? model.Closing) is { } closing)
        {
            text.AppendLine().AppendLine(closing);
        }

        foreach (var (name, url) in model.Links)
        {
            text.AppendLine().AppendLine($"{name}:").AppendLine(url);
        }

        return Signed(text, model.ShopName);
    }

    private static void AppendParagraphs(StringBuilder text, IReadOnlyList<string> paragraphs)
    {
        foreach (var paragraph in paragraphs)
        {
            text.AppendLine(paragraph).AppendLine();
        }
    }

    /// <summary>Behind what ends without an empty line.</summary>
    private static void AppendAfter(StringBuilder text, Wording words)
    {
        foreach (var paragraph in words.After)
        {
            text.AppendLine().AppendLine(paragraph);
        }
    }

    private static StringBuilder AppendClosing(StringBuilder text, string? closing) => closing is null ? text : text.AppendLine().AppendLine(closing);

    private static void AppendAddress(StringBuilder text, IReadOnlyList<string> address)
    {
        if (address.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("It goes to");
        foreach (var part in address)
        {
            text.AppendLine($"  {part}");
        }
    }

    private static void Row(StringBuilder text, string what, string amount) =>
        text.Append(what).Append(' ', Math.Max(2, Width - what.Length - amount.Length)).AppendLine(amount);

    private static string Signed(StringBuilder text, string shopName) => text.AppendLine().AppendLine("-- ").AppendLine(shopName).ToString();
}
