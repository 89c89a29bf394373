using System.Data.Common;
using Till.Core;
using Till.Storage;

namespace Till.Admin.Reports;

/// <summary>What a report is read with.</summary>
internal sealed record ReportQuery(DbConnection Db, Engine Engine, Currency Currency, ReportPeriod Period, DateTimeOffset Now)
{
    /// <summary>The parameters that all of them take.</summary>
    public object Parameters => new { Period.From, Period.To, Currency.Code, Now };

    public Cell.Amount Amount(long minor) => new(new Money(minor, Currency));

    /// <summary>The day or month of a moment, as <see cref="ReportPeriod.Steps"/> names them.</summary>
    public string Step(string column) => Period.ByMonth ? Month(column) : UtcDate.Day(column, Engine);

    /// <summary>The month of a moment, as <see cref="ReportPeriod.Months"/> names it.</summary>
    public string Month(string column) => UtcDate.Month(column, Engine);
}

/// <summary>One of the reports that there are.</summary>
/// <param name="Slug">In addresses and file names.</param>
/// <param name="Lede">What is counted, and what is not.</param>
/// <param name="IsDated">Whether it is about a period; the others are about this moment.</param>
internal sealed record ReportKind(string Slug, string Title, string Lede, bool IsDated, Func<ReportQuery, Task<Report>> ReadAsync)
{
    public static IReadOnlyList<ReportKind> All { get; } =
    [
        new("sales", "Sales", "Orders by the day they were paid; what was given back by the day it went. Memberships are not among them.", true, SalesReports.ByStepAsync),
        new("products", "Products", "What was sold, before delivery, after discounts. What went back is still counted.", true, SalesReports.ByProductAsync),
        new("kinds", "Kinds", "The same by kind of product.", true, SalesReports.ByKindAsync),
        new("countries", "Countries", "Orders by where they went.", true, SalesReports.ByCountryAsync),
        new("discounts", "Discounts", "What each code took off, and what was paid all the same.", true, SalesReports.ByCodeAsync),
        new("tax", "Tax", "Of orders and of paid invoices of memberships, by country and rate. What was given back later is not taken off.", true, MoneyReports.TaxAsync),
        new("fees", "Payments and fees", "What Stripe took in, what it kept, and what went back, by day. Fees that Stripe has not told yet are counted when it has.", true, MoneyReports.FeesAsync),
        new("members", "Memberships", "Who joined and who left, by the month. Recurring revenue is what living memberships bring in a month, a year’s price by its twelfth; trials bring nothing yet.", true, MemberReport.ReadAsync),
        new("stock", "Stock", "What is there now, and what it would bring at today’s prices.", false, StockReport.ReadAsync),
    ];

    public static ReportKind? Find(string? slug) => All.FirstOrDefault(one => one.Slug == slug);
}
