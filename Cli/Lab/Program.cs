using System.Diagnostics;
using Scratch.Cli.Lab.Server;

namespace Scratch.Cli.Lab;

/// <summary>
/// The tool <c>scratch-lab</c>, which <c>scratch lab</c> starts: a web server for one page on this machine.
/// </summary>
internal static class Program
{
    private const int Done = 0, Failed = 1, BadUsage = 2;

    /// <summary>Serves until Ctrl-C.</summary>
    /// <returns>0 done, 1 failed, 2 bad usage.</returns>
    public static async Task<int> Main(string[] args)
    {
        if (!LabOptions.TryParse(args, out LabOptions options, out string problem))
        {
            Console.Error.WriteLine($"scratch lab: {problem}");
            return BadUsage;
        }
        await using LabServer server = LabServer.Create(options.Port);
        try
        {
            await server.StartAsync();
        }
        catch (IOException taken) when (taken.InnerException is not null || taken.Message.Contains("address"))
        {
            Console.Error.WriteLine(
                $"scratch lab: port {options.Port} is taken; choose another one by --port, or any free one by "
                    + "--port 0.");
            return Failed;
        }
        Console.WriteLine(server.Address);
        Console.WriteLine("The lab is at this address, for this machine alone. Ctrl-C ends it.");
        if (!options.NoBrowser && !TryOpenBrowser(server.Address))
        {
            Console.Error.WriteLine("scratch lab: no browser was found; open the address in one.");
        }
        await server.WaitForShutdownAsync();
        return Done;
    }

    private static bool TryOpenBrowser(Uri address)
    {
        try
        {
            using var process = OperatingSystem.IsWindows()
                ? Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true })
                : Process.Start(new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open",
                    [address.AbsoluteUri])
                { RedirectStandardError = true, RedirectStandardOutput = true });
            return process is not null;
        }
        catch (Exception missing) when (missing is System.ComponentModel.Win32Exception or FileNotFoundException)
        {
            return false;
        }
    }
}
