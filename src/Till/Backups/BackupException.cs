namespace Till.Backups;

/// <summary>A backup could not be made, read or restored; the message says why in a person's terms, and what to do.</summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
