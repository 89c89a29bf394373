using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Checkout;
using Till.Core;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;
using Typed = Till.Products.Typed;

namespace Till.Admin;

/// <summary>What is typed of a delivery zone, new or not.</summary>
internal abstract class ZoneFormPage(Database database, ShopSettings settings, TimeProvider time) : RuleFormPage(database, settings, time)
{
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Codes parted by spaces or commas; * is everywhere else.</summary>
    [BindProperty]
    public string? ZoneCountries { get; set; }

    [BindProperty]
    public string? Flat { get; set; }

    [BindProperty]
    public string? Percent { get; set; }

    [BindProperty]
    public string? FreeFrom { get; set; }

    /// <summary>What was typed; null where something is wrong with it, which stands at its field then.</summary>
    protected DeliveryZone? ReadZone(Typed typed)
    {
        var name = typed.Line(nameof(Name), Name, "A name", DeliveryZones.MaxName);
        var codes = (ZoneCountries ?? "").Split([' ', ',', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var countries = codes.Select(code => code == DeliveryZone.Everywhere ? code : Countries.Find(code.ToUpperInvariant())?.Code).ToList();
        if (countries.Count == 0)
        {
            typed.Refuse(nameof(ZoneCountries), "A zone has at least one country, or * for everywhere else.");
        }
        else if (countries.IndexOf(null) is >= 0 and var wrong)
        {
            typed.Refuse(nameof(ZoneCountries), $"“{(codes[wrong].Length > 20 ? codes[wrong][..20] + "…" : codes[wrong])}” is no country’s code of two letters such as DE, nor * for everywhere else.");
        }

        var flat = typed.Amount(nameof(Flat), Flat, "What every parcel costs", Currency) ?? Money.Zero(Currency);
        var percent = typed.Percent(nameof(Percent), Percent, "The share of the goods") ?? 0;
        var free = typed.Amount(nameof(FreeFrom), FreeFrom, "The sum from which it is free", Currency);
        return typed.IsSound ? new DeliveryZone(name, [.. countries.Select(code => code!)], new DeliveryRule(flat, percent, free)) : null;
    }

    /// <param name="id">Null: a new one.</param>
    protected async Task<IActionResult> PreviewAsync(Guid? id, CancellationToken cancel)
    {
        var typed = NewTyped();
        var zone = ReadZone(typed);
        if (await ReadSampleAsync(typed, cancel) is { } bag && zone is not null)
        {
            if (DeliveryZones.Refuse(bag.Zones, id, zone) is { } refused)
            {
                Refuse(typed, refused);
            }
            else
            {
                var kept = bag.Zones.Where(one => one.Id != id).Select(one => one.Zone(Currency));
                Show(bag.Quote(Settings), bag.Quote(Settings, bag.Rules with { Zones = [.. kept, zone] }));
            }
        }

        return Again();
    }

    /// <summary>Puts it at the field of this form.</summary>
    protected static void Refuse(Typed typed, Edit.Refused refused) => typed.Refuse(refused.Field == "Countries" ? nameof(ZoneCountries) : refused.Field, refused.Why);

    protected void Fill(ZoneRow row)
    {
        var rule = row.Zone(Currency).Rule;
        (Name, ZoneCountries, Version) = (row.Name, row.Countries, row.Version.ToString(CultureInfo.InvariantCulture));
        (Flat, FreeFrom) = (PlainOf(rule.Flat), rule.FreeFrom?.ToPlainString());
        Percent = PercentOf(rule.BasisPoints);
    }

    internal static string? PlainOf(Money money) => money.IsZero ? null : money.ToPlainString();

    internal static string? PercentOf(int points) => points == 0 ? null : BasisPoints.ToText(points).TrimEnd('%', '\u00a0');
}
