using System.Data.Common;

namespace Till.Storage;

/// <summary>
/// The connection was lost while a commit was under way: what was written may be there or not. It is never written again by itself, since a
/// refund or a parcel would then be there twice. Whoever asked looks first; workers look by themselves.
/// </summary>
internal sealed class UnansweredCommitException(Exception cause) : DbException("The database did not say whether it has kept what was written.", cause);
