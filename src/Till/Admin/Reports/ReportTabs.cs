namespace Till.Admin.Reports;

/// <summary>The ways from one report to another, about the same days.</summary>
/// <param name="Current">The slug of the one that is shown.</param>
internal sealed record ReportTabs(string Current, ReportPeriod Period)
{
    public static string Address(string report, ReportPeriod period, bool asFile = false) => $"/admin/reports{Query(report, period, asFile)}";

    public static string Payouts(ReportPeriod period, bool asFile = false) => $"/admin/reports/payouts{Query(null, period, asFile)}";

    private static QueryString Query(string? report, ReportPeriod period, bool asFile) => QueryString.Create(
        new Dictionary<string, string?>
        {
            ["report"] = report,
            ["from"] = ReportPeriod.Write(period.First),
            ["to"] = ReportPeriod.Write(period.Last),
            ["as"] = asFile ? "csv" : null,
        }.Where(one => one.Value is not null));
}
