using System.Runtime.CompilerServices;

namespace Scratch.Tests;

/// <summary>Where the sources lie, for the tests that read them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    // In a build for continuous integration the compiler writes /_/ for the root, so the program's own folder is tried as well.
    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        foreach (string start in (string[])[thisFile, AppContext.BaseDirectory])
        {
            for (string? folder = Path.GetDirectoryName(start); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (System.IO.File.Exists(Path.Combine(folder, "Scratch.sln")))
                {
                    return folder;
                }
            }
        }
        throw new DirectoryNotFoundException($"No Scratch.sln above {thisFile} or {AppContext.BaseDirectory}.");
    }
}
