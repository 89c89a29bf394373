using Microsoft.AspNetCore.Antiforgery;

namespace Till.Layout;

/// <summary>Whether a post came from a form of ours, for pages that have more to say than 400 where it did not.</summary>
internal static class FormToken
{
    public static async Task<bool> IsValidAsync(HttpContext context)
    {
        try
        {
            return await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException)
        {
            return false; // the form itself cannot be read: a null character, say
        }
    }
}
