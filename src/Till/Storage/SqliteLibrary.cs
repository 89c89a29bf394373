using System.Runtime.InteropServices;
using SQLitePCL;

namespace Till.Storage;

/// <summary>Loads SQLite: the system's own where it is newer than the bundled 3.35, else the bundled one.</summary>
internal static class SqliteLibrary
{
    private const string SystemLibrary = "libsqlite3.so.0";
    private static readonly Lock Once = new();
    private static bool loaded; // The native library is the process's, whatever number of shops it runs.

    public static void Load()
    {
        lock (Once)
        {
            if (loaded)
            {
                return;
            }

            if (!OperatingSystem.IsWindows())
            {
                PreferSystemLibrary();
            }

            Batteries_V2.Init();
            loaded = true;
        }
    }

    private static void PreferSystemLibrary()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) =>
                name == "e_sqlite3" && NativeLibrary.TryLoad(SystemLibrary, out var library) ? library : nint.Zero);
        }
        catch (InvalidOperationException)
        {
            // Another part of this process has chosen already, and a process has one SQLite.
        }
    }
}
