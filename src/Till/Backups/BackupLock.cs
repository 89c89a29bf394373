namespace Till.Backups;

/// <summary>
/// One backup or restore at a time: a file in the data folder that is held for as long as it takes. The system lets go of it when the
/// process ends, however it ends. With it comes a folder for what is put together, beside the shop's own data and so on its disk.
/// </summary>
internal sealed class BackupLock : IDisposable
{
    private const string LockFile = ".backup.lock";
    private const string WorkFolder = ".backup";

    private readonly FileStream held;

    private BackupLock(FileStream held, string folder) => (this.held, Folder) = (held, folder);

    /// <summary>Empty at first; gone at the end.</summary>
    public string Folder { get; }

    /// <exception cref="BackupException">Another one is under way.</exception>
    public static BackupLock Take(string dataFolder)
    {
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(dataFolder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new BackupException("Another backup or restore of this shop is under way. Try again when it has ended.", exception);
        }

        var folder = Path.Combine(dataFolder, WorkFolder);
        try
        {
            Clear(folder); // what a process that was killed has left
            Directory.CreateDirectory(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return new BackupLock(file, folder);
    }

    public void Dispose()
    {
        Clear(Folder);
        held.Dispose();
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
