using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Till.Accounts;

/// <summary>
/// A field of a form: label, input, hint and error, tied together for those who hear pages. The framework's helpers write the
/// parts but not <c>aria-describedby</c> and <c>aria-invalid</c>.
/// </summary>
[HtmlTargetElement("till-field", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper(IHtmlGenerator generator) : TagHelper
{
    public required ModelExpression For { get; set; }

    public string Label { get; set; } = "";

    public string Type { get; set; } = "text";

    /// <summary>What the browser may fill in: https://html.spec.whatwg.org/#autofill.</summary>
    public string Autocomplete { get; set; } = "off";

    public string? Hint { get; set; }

    public bool Required { get; set; } = true;

    public int MaxLength { get; set; } = Email.MaxLength;

    [HtmlAttributeNotBound, ViewContext]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = TagBuilder.CreateSanitizedId(name, "_");
        var error = ViewContext.ModelState.TryGetValue(name, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;
        var describedBy = string.Join(' ', new[] { Hint is null ? null : $"{id}-hint", error is null ? null : $"{id}-error" }.Where(part => part is not null));
        var attributes = new Dictionary<string, object?>
        {
            ["type"] = Type,
            ["autocomplete"] = Autocomplete,
            ["maxlength"] = Type == "date" ? null : MaxLength,
            ["required"] = Required ? "" : null,
            ["aria-describedby"] = describedBy.Length > 0 ? describedBy : null,
            ["aria-invalid"] = error is null ? null : "true",
        };
        foreach (var unset in attributes.Where(one => one.Value is null).Select(one => one.Key).ToList())
        {
            attributes.Remove(unset);
        }

        // A password that was typed is never sent back.
        var input = Type == "password"
            ? generator.GeneratePassword(ViewContext, For.ModelExplorer, For.Name, value: null, attributes)
            : generator.GenerateTextBox(ViewContext, For.ModelExplorer, For.Name, For.Model, format: null, attributes);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        output.Content.AppendHtml(Element("label", Label, ("for", id)));
        output.Content.AppendHtml(input);
        if (Hint is not null)
        {
            output.Content.AppendHtml(Element("p", Hint, ("class", "hint"), ("id", $"{id}-hint")));
        }

        if (error is not null)
        {
            output.Content.AppendHtml(Element("p", error, ("class", "field-validation-error"), ("id", $"{id}-error")));
        }
    }

    private static TagBuilder Element(string name, string text, params (string Name, string Value)[] attributes)
    {
        var element = new TagBuilder(name);
        foreach (var (attribute, value) in attributes)
        {
            element.Attributes[attribute] = value;
        }

        element.InnerHtml.Append(text);
        return element;
    }
}

/// <summary>What is wrong with a form, at its head: each error leads to its field.</summary>
[HtmlTargetElement("till-errors", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorsTagHelper : TagHelper
{
    [HtmlAttributeNotBound, ViewContext]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.ModelState.IsValid)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "validation-summary-errors");
        output.Attributes.SetAttribute("role", "alert");
        var list = new TagBuilder("ul");
        foreach (var (name, entry) in ViewContext.ModelState.OrderBy(pair => Place(ViewContext.ViewData.ModelMetadata, pair.Key), StringComparer.Ordinal))
        {
            foreach (var error in entry?.Errors ?? [])
            {
                list.InnerHtml.AppendHtml(Item(name, error.ErrorMessage));
            }
        }

        output.Content.AppendHtml(list);
    }

    /// <summary>Where a field stands on its page, whose model names the fields from top to bottom; the framework goes by the length of their names.</summary>
    private static string Place(ModelMetadata? model, string field)
    {
        var place = "";
        foreach (var part in field.Split('.'))
        {
            var before = model?.Properties.TakeWhile(property => property.PropertyName != part).Count() ?? 0;
            place += $"{before:D3}.";
            model = model?.Properties.ElementAtOrDefault(before);
        }

        return place;
    }

    private static TagBuilder Item(string field, string message)
    {
        var item = new TagBuilder("li");
        if (field.Length == 0)
        {
            item.InnerHtml.Append(message);
            return item;
        }

        var link = new TagBuilder("a");
        link.Attributes["href"] = "#" + TagBuilder.CreateSanitizedId(field, "_");
        link.InnerHtml.Append(message);
        item.InnerHtml.AppendHtml(link);
        return item;
    }
}
