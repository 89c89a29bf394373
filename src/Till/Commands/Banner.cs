using System.Text;

namespace Till.Commands;

/// <summary>What <c>till serve</c> prints once it is open: where to click, and what to type there.</summary>
internal static class Banner
{
    public static string Write(IServiceProvider services, string? sandbox, string owner)
    {
        var settings = services.GetRequiredService<ShopSettings>();
        var options = services.GetRequiredService<ShopOptions>();
        var text = new StringBuilder().AppendLine();
        Line("Shop", services.GetRequiredService<ShopAddress>().Base);
        if (sandbox is not null)
        {
            Line("Local Stripe", $"{sandbox} (no keys are set, so nothing real is charged)");
            Line("Test card", "4242 4242 4242 4242, any future date, any code");
        }
        else
        {
            Line("Stripe", settings.Stripe.HasKeys ? settings.Stripe.ApiBase : "no keys: the shop can be browsed, buying is off");
        }

        Line("Mails", settings.Mail.SmtpHost is null ? Path.Combine(options.DataFolder, "mail") : settings.Mail.ToString());
        Line("Back office", services.GetRequiredService<ShopAddress>().Absolute("/admin"));
        Line("Owner", owner);
        Line("Data", settings.ConnectionString is null ? options.DataFolder : $"PostgreSQL, files in {options.DataFolder}");
        return text.AppendLine().Append("Ctrl-C stops it.").ToString();

        void Line(string name, string value) => text.AppendLine($"  {name,-13} {value}");
    }
}
