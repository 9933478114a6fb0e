namespace Scratch.Cli.Lab.Rooms;

/// <summary>How the C# programs that are saved begin: as files that <c>dotnet run</c> takes by themselves.</summary>
internal static class SavedProgram
{
    /// <summary>The packages and namespaces that both programs need.</summary>
    public static string Head { get; } = $"""
        #:package Scratch.Layers@{Version(typeof(Network))}
        #:package Scratch.Optimizers@{Version(typeof(Optimizer))}
        // dotnet run FILE.cs
        using Scratch.Engine;
        using Scratch.Layers;
        using Scratch.Optimizers;
        """;

    private static string Version(Type type) => type.Assembly.GetName().Version!.ToString(3);
}
