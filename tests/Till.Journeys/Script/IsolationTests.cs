using System.Text.Json;
using Microsoft.Playwright;

namespace Till.Journeys.Script;

/// <summary>What is typed into a card's fields never reaches the shop's page, however it tries.</summary>
public sealed class IsolationTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private const string Number = "4242424242424242";

    [Fact]
    public async Task The_page_cannot_read_a_cards_number()
    {
        var page = await shop.OpenAsync(
            "async (clientSecret) => { globalThis.elements = stripe.elements({ clientSecret }); await show(elements, 'payment', '#payment'); await show(elements, 'card', '#card'); }",
            await shop.IntentAsync());
        var sent = new List<string>();
        page.Request += (_, request) => sent.Add($"{request.Frame.Url} {request.Url} {request.PostData}");
        await page.FillCardAsync(Number, cvc: "987");
        await page.FrameLocator("iframe[title='Secure card payment input frame']").Locator("[name=cardnumber]").FillAsync(Number);

        var seen = await page.EvaluateAsync<string>(
            """
            async () => {
              const found = [document.documentElement.outerHTML];
              for (const frame of document.querySelectorAll("iframe")) {
                for (const read of [() => frame.contentDocument?.body.outerHTML, () => frame.contentWindow.document.body.outerHTML, () => frame.contentWindow.fields.collect(), () => frame.contentWindow.location.href]) {
                  try { found.push(JSON.stringify(read())); } catch { found.push("closed"); }
                }
                // Whatever a page may think of to ask a frame for.
                for (const type of ["collect", "value", "validate", "selected", "fields", "call"]) {
                  frame.contentWindow.postMessage({ type, id: "1", name: "collect", given: [], quietly: true }, "*");
                }
              }
              found.push(JSON.stringify(await stripe.confirmPayment({ elements, redirect: "if_required" }).catch((error) => error.message)));
              found.push(JSON.stringify(messages), JSON.stringify(said), JSON.stringify(performance.getEntries()));
              return found.join("\n");
            }
            """);

        Assert.Contains("closed", seen);
        Assert.Contains("\"type\\\":\\\"answer", seen);
        foreach (var digits in (string[])[Number, "4242 4242 4242 4242", "987"])
        {
            Assert.DoesNotContain(digits, seen);
        }

        Assert.Contains(sent, request => request.Contains(Number));
        Assert.All(sent.Where(request => request.Contains(Number)), request => Assert.StartsWith($"{shop.Sandbox}/endive/controller.html", request, StringComparison.Ordinal));
        Assert.All(sent.Where(request => request.Contains(Number)), request => Assert.Contains($" {shop.Sandbox}/v1/", request));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_frame_that_calls_itself_one_of_ours_is_passed_over_and_gets_nothing()
    {
        var page = await shop.OpenAsync(
            "async (clientSecret) => { globalThis.elements = stripe.elements({ clientSecret }); await show(elements, 'payment', '#payment'); }", await shop.IntentAsync());
        await page.FillCardAsync();
        var result = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const real = document.querySelector("iframe[title='Secure payment input frame']");
              const own = document.createElement("iframe");
              own.name = real.name;
              document.body.prepend(own);
              own.contentWindow.fields = { collect: () => ({ payment_method_data: { type: "card", card: { number: "4000000000000002" } } }), validate: () => null };
              return stripe.confirmPayment({ elements, redirect: "if_required" });
            }
            """);

        Assert.Equal("succeeded", result.GetProperty("paymentIntent").GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_banks_page_is_shown_to_no_other_frame()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync("async (clientSecret) => { globalThis.elements = stripe.elements({ clientSecret }); await show(elements, 'payment', '#payment'); }", secret);
        await page.FillCardAsync("4000002760003184");
        var paying = page.EvaluateAsync<JsonElement>("() => stripe.confirmPayment({ elements, redirect: 'if_required' })");
        await Assertions.Expect(page.ChallengeFrame().Locator("#test-source-authorize-3ds")).ToBeEnabledAsync();
        var address = page.Frames.Single(frame => frame.Name == "stripe-challenge-frame").Url;

        await page.EvaluateAsync(
            """
            (src) => new Promise((done) => {
              const own = document.createElement("iframe");
              own.src = src;
              own.id = "own";
              own.addEventListener("load", () => done()); // of whatever is shown there
              document.body.append(own);
            })
            """,
            address);

        // What a browser shows of a page that may not be framed differs: a page of its own, or nothing.
        await Assertions.Expect(page.FrameLocator("#own").GetByText("3D Secure 2 Test Page")).ToHaveCountAsync(0);
        await Assertions.Expect(page.FrameLocator("#own").Locator("button")).ToHaveCountAsync(0);
        await page.AnswerChallengeAsync(pass: false);
        await paying;
        await page.Context.DisposeAsync();
    }
}
