using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Till.Mail;

/// <summary>Writes the shop's letters: the page from a component, the text by hand, since stripped HTML reads badly.</summary>
internal sealed class Letters(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    public async Task<Letter> ReceiptAsync(string to, ReceiptModel model) => new(
        to,
        model.BuyerName,
        $"Your receipt from {model.ShopName}: order {model.OrderNumber}",
        LetterText.Receipt(model),
        await RenderAsync<ReceiptMail>(model));

    public async Task<Letter> RefundAsync(string to, RefundModel model) => new(
        to,
        model.BuyerName,
        $"Your refund from {model.ShopName}: order {model.OrderNumber}",
        LetterText.Refund(model),
        await RenderAsync<RefundMail>(model));

    public async Task<Letter> NoticeAsync(string to, NoticeModel model) => new(
        to,
        model.BuyerName,
        $"{model.Title} · {model.ShopName}",
        LetterText.Notice(model),
        await RenderAsync<NoticeMail>(model));

    public async Task<Letter> ActionAsync(string to, ActionModel model) => new(
        to,
        model.Name,
        $"{model.Title} · {model.ShopName}",
        LetterText.Action(model),
        await RenderAsync<ActionMail>(model));

    public async Task<Letter> MembershipAsync(string to, MembershipModel model) => new(
        to,
        model.Name,
        $"{model.Title} · {model.ShopName}",
        LetterText.Membership(model),
        await RenderAsync<MembershipLetter>(model));

    /// <summary>A renderer keeps what it has rendered until it is disposed of, so each letter has its own.</summary>
    private async Task<string> RenderAsync<TComponent>(object model)
        where TComponent : IComponent
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model });
            var output = await renderer.RenderComponentAsync<TComponent>(parameters);
            return output.ToHtmlString();
        });
    }
}
