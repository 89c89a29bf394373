namespace Till.Checkup;

internal enum Verdict
{
    Good,

    /// <summary>Works, and should be known.</summary>
    Note,

    Bad,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Area">What it belongs to: database, Stripe, webhooks, mail …</param>
/// <param name="Says">What is the case, in plain words, without secrets.</param>
/// <param name="ToDo">What to do about it; empty where there is nothing.</param>
internal sealed record Finding(string Area, Verdict Verdict, string Says, string ToDo = "")
{
    public static Finding Good(string area, string says) => new(area, Verdict.Good, says);

    public static Finding Note(string area, string says, string toDo) => new(area, Verdict.Note, says, toDo);

    public static Finding Bad(string area, string says, string toDo) => new(area, Verdict.Bad, says, toDo);
}
