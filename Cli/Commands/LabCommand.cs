using System.Diagnostics;

namespace Scratch.Cli.Commands;

/// <summary>
/// <c>scratch lab</c>: starts <c>scratch-lab</c>, a program beside this one, so that this one needs no web framework.
/// </summary>
internal static class LabCommand
{
    private const string Name = "scratch-lab";
    private const int LastPort = 65535;

    private static readonly Option<int?> Port = Usage.Number<int>(
        "--port N", "The port of the page, 7270 by default; 0 for any free one.", new NumberRange(0, LastPort));

    private static readonly Option<bool> NoBrowser =
        new("--no-browser") { Description = "Print the address of the page, and open no browser." };

    public static Command Create() => new ToolCommand(
        "lab", "A page in the browser to see every number of training and attacks on.", Execute)
    {
        Groups = [new("Page", Port, NoBrowser)],
        Examples =
        [
            "scratch lab # Opens the page; Ctrl-C ends it.",
            "scratch lab --no-browser # Prints its address.",
            "scratch lab --port 0 # On any free port.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        string[] port = parsed.GetValue(Port) is { } number
            ? ["--port", number.ToString(CultureInfo.InvariantCulture)] : [];
        string[] noBrowser = parsed.GetValue(NoBrowser) ? ["--no-browser"] : [];
        string file = Find() ?? throw new FileNotFoundException(
            $"{Name} is neither beside scratch nor on the PATH; 'dotnet tool install --global Scratch.Lab' gets it, "
                + "and in a clone 'dotnet build -c Release Cli/Lab' makes it.");
        using Process lab = Process.Start(new ProcessStartInfo(file, [.. port, .. noBrowser]))!;
        // it has nothing to save
        using CancellationTokenRegistration ending = parsed.Cancellation().Register(lab.Kill);
        lab.WaitForExit();
        return parsed.Cancellation().IsCancellationRequested ? ExitCode.Done : lab.ExitCode;
    }

    /// <summary>The program: beside this one, or in a folder of the PATH.</summary>
    private static string? Find()
    {
        string file = OperatingSystem.IsWindows() ? $"{Name}.exe" : Name;
        string[] folders =
            [AppContext.BaseDirectory, .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)];
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
