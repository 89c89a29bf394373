using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Till.Payments;

namespace Till.Mail;

/// <summary>Writes the shop's letters: the page from a component, the text by hand, since stripped HTML reads badly.</summary>
internal sealed class Letters(IServiceScopeFactory scopes, ILoggerFactory loggers, MailTexts texts)
{
    /// <param name="text">The owner's words; null: those that are kept.</param>
    public async Task<Letter> ReceiptAsync(string to, ReceiptModel plain, MailText? text = null)
    {
        var model = plain with { Words = (text ?? texts.Of(OutboxKinds.Receipt)).Fill(plain.Fields) };
        return new Letter(
            to,
            model.BuyerName,
            model.Words.Subject ?? $"Your receipt from {model.ShopName}: order {model.OrderNumber}",
            LetterText.Receipt(model),
            await RenderAsync<ReceiptMail>(model));
    }

    /// <inheritdoc cref="ReceiptAsync"/>
    public async Task<Letter> RefundAsync(string to, RefundModel plain, MailText? text = null)
    {
        var model = plain with { Words = (text ?? texts.Of(OutboxKinds.RefundMade)).Fill(plain.Fields) };
        return new Letter(
            to,
            model.BuyerName,
            model.Words.Subject ?? $"Your refund from {model.ShopName}: order {model.OrderNumber}",
            LetterText.Refund(model),
            await RenderAsync<RefundMail>(model));
    }

    /// <inheritdoc cref="ReceiptAsync"/>
    public async Task<Letter> NoticeAsync(string to, NoticeModel plain, MailText? text = null)
    {
        var model = plain with { Words = (text ?? texts.Of(plain.Kind)).Fill(plain.Fields) };
        return new Letter(to, model.BuyerName, SubjectOf(model.Words, model.Title, model.ShopName), LetterText.Notice(model), await RenderAsync<NoticeMail>(model));
    }

    /// <inheritdoc cref="ReceiptAsync"/>
    public async Task<Letter> ActionAsync(string to, ActionModel plain, MailText? text = null)
    {
        var model = plain with { Words = (text ?? texts.Of(plain.Kind)).Fill(plain.Fields) };
        return new Letter(to, model.Name, SubjectOf(model.Words, model.Title, model.ShopName), LetterText.Action(model), await RenderAsync<ActionMail>(model));
    }

    /// <inheritdoc cref="ReceiptAsync"/>
    public async Task<Letter> MembershipAsync(string to, MembershipModel plain, MailText? text = null)
    {
        var model = plain with { Words = (text ?? texts.Of(plain.Kind)).Fill(plain.Fields) };
        return new Letter(to, model.Name, SubjectOf(model.Words, model.Title, model.ShopName), LetterText.Membership(model), await RenderAsync<MembershipLetter>(model));
    }

    private static string SubjectOf(Wording words, string title, string shop) => words.Subject ?? $"{title} · {shop}";

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
