namespace Scratch.Tests.Docs;

/// <summary>Where the sources are, for tests that hold documents against them.</summary>
internal static class Repository
{
    /// <summary>The folder of Scratch.sln, above the folder that the tests run in.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The texts of all C# files of the libraries.</summary>
    public static IEnumerable<string> Sources =>
        from project in (string[])["Engine", "Layers", "Optimizers", "Adversarial"]
        from file in Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        select File.ReadAllText(file);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Scratch.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Scratch.sln is not above the tests."));
}
