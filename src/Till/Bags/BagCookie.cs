namespace Till.Bags;

/// <summary>
/// How many things are in the bag, for the script of pages that are the same for everybody: whether there is a bag worth asking for.
/// </summary>
internal static class BagCookie
{
    private const string Name = "till.bag";

    public static void Write(HttpContext context, int count)
    {
        var options = new CookieOptions
        {
            HttpOnly = false, // the script reads it
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            MaxAge = SweepBags.KeptFor,
            IsEssential = true,
        };
        var known = context.Request.Cookies[Name];
        if (count > 0 && known != $"{count}")
        {
            context.Response.Cookies.Append(Name, $"{count}", options);
        }
        else if (count == 0 && known is not null)
        {
            context.Response.Cookies.Delete(Name, options);
        }
    }
}
