namespace Scratch.Tests;

/// <summary>Where the sources are, for tests that read them.</summary>
internal static class Repository
{
    /// <summary>The folder of Scratch.sln, above the folder that the tests run in.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The texts of all C# files of the libraries.</summary>
    public static IEnumerable<string> Sources =>
        from project in (string[])["Engine", "Layers", "Optimizers", "Adversarial"]
        from file in Directory.EnumerateFiles(FullPath(project), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        select File.ReadAllText(file);

    public static string FullPath(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Scratch.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder)
            ?? throw new InvalidOperationException("Scratch.sln is not above the tests."));
}
