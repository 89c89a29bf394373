namespace Till.Commands;

/// <summary>What a script reads of how a command ended. Each cause has its own.</summary>
internal enum ExitCode
{
    Done = 0,
    Failed = 1,
    Usage = 2,
    PortInUse = 3,
    DataFolder = 4,
    NewerDatabase = 5,
    Settings = 6,
    StripeKeys = 7,
    DatabaseUnreachable = 8,
    StripeUnreachable = 9,

    /// <summary>It ended as it should, and something is left for a person to decide.</summary>
    Attention = 10,
}
