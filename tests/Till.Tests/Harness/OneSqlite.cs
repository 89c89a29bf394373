using System.Runtime.CompilerServices;
using Till.Storage;

namespace Till.Tests.Harness;

internal static class OneSqlite
{
    /// <summary>
    /// Before any test can open a file by itself: a process that has bound some functions to the bundled library and some to the
    /// system's crashes.
    /// </summary>
    [ModuleInitializer]
    internal static void Choose() => SqliteLibrary.Load();
}
