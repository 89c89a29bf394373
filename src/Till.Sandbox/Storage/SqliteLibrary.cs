using System.Runtime.InteropServices;
using SQLitePCL;

namespace Till.Sandbox.Storage;

/// <summary>Loads SQLite: the system's own where there is one, else the bundled 3.35.</summary>
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
            // Keeping count of its memory costs SQLite a lock of the whole process at every allocation, and nobody reads the count.
            // Refused, and no harm done, when the shop in this process has called SQLite already.
            _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
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
            // The shop in this process has done the same already. Both must choose before either calls SQLite: a process that
            // has bound some functions to one library and some to another crashes.
        }
    }
}
