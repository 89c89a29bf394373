using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Memberships;
using Till.Products;

namespace Till.Admin;

/// <summary>What a membership gives. What it costs, and what members pay for a thing, are prices, there and at the thing.</summary>
internal sealed partial class ProductSheetModel
{
    [BindProperty]
    public string? Position { get; set; }

    [BindProperty]
    public string? TrialDays { get; set; }

    [BindProperty]
    public string? Badge { get; set; }

    /// <summary>"true", or nothing.</summary>
    [BindProperty]
    public string? OpensMemberOnly { get; set; }

    /// <summary>"true", or nothing.</summary>
    [BindProperty]
    public string? MemberPrices { get; set; }

    /// <summary>One a line.</summary>
    [BindProperty]
    public string? Benefits { get; set; }

    /// <summary>Null: it is no membership.</summary>
    public PlanRow? Plan { get; private set; }

    /// <summary>The form was sent, and stands as it was typed.</summary>
    private bool PlanTyped { get; set; }

    public async Task<IActionResult> OnPostPlanAsync(CancellationToken cancel)
    {
        PlanTyped = true;
        if (!await ReadAsync(cancel) || !IsMembership)
        {
            return NotFound();
        }

        var typed = NewTyped();
        var position = typed.Number(nameof(Position), Position, "The place", 1, Plans.LastPosition, required: true);
        var trial = typed.Number(nameof(TrialDays), TrialDays, "Free days", 0, Plans.MaxTrialDays) ?? 0;
        var badge = typed.Line(nameof(Badge), Badge, "A badge", Plans.MaxBadge, required: false);
        var benefits = (Benefits ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (benefits.Length > Plans.MostBenefits || benefits.Any(line => line.Length > Plans.MaxBenefit || line.Any(char.IsControl)))
        {
            typed.Refuse(nameof(Benefits), $"At most {Plans.MostBenefits} lines, each of at most {Plans.MaxBenefit} characters.");
        }

        var version = typed.Number("", Version, "The version of this form", 1, int.MaxValue, required: true);
        if (!typed.IsSound)
        {
            Fill();
            return Again();
        }

        var change = new PlanChange(position, trial, badge, OpensMemberOnly == "true", MemberPrices == "true", benefits);
        var outcome = await services.GetRequiredService<Plans>().SaveAsync(Id, version, change, Me, cancel);
        if (outcome is not Edit.Stale stale)
        {
            return Answer(outcome, "plan");
        }

        await ReadAsync(cancel); // as it is now
        var theirs = Plan!;
        PlanClash = new RuleClash(stale.By, stale.At, [.. new (string Field, string Theirs, string Mine)[]
        {
            ("Place", Say(theirs.Position), Say(position!.Value)), ("Free days", Say(theirs.TrialDays), Say(trial)), ("Badge", theirs.Badge ?? "", badge),
            ("Gives", theirs.Benefits, string.Join('\n', benefits)),
            ("Opens what is for members only", Say(theirs.OpensMemberOnly), Say(OpensMemberOnly == "true")),
            ("Members’ prices", Say(theirs.MemberPrices), Say(MemberPrices == "true")),
        }.Where(one => one.Theirs != one.Mine).Select(one => (one.Field, one.Theirs))]);
        Fill();
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }

    /// <summary>What somebody else has saved meanwhile of what the membership gives.</summary>
    public RuleClash? PlanClash { get; private set; }

    private void FillPlan()
    {
        if (Plan is { } plan && !PlanTyped)
        {
            (Position, TrialDays, Badge, Benefits) = (Say(plan.Position), Say(plan.TrialDays), plan.Badge, plan.Benefits);
            (OpensMemberOnly, MemberPrices) = (plan.OpensMemberOnly ? "true" : null, plan.MemberPrices ? "true" : null);
        }
    }

    private static string Say(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Say(bool is_) => is_ ? "yes" : "no";
}
