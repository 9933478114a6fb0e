namespace Scratch.Cli.Lab;

/// <summary>What the command line said.</summary>
/// <param name="Port">To listen on; 0 for any free one.</param>
/// <param name="NoBrowser">Whether to open no browser.</param>
internal sealed record LabOptions(int Port, bool NoBrowser)
{
    /// <summary>The port where none is given.</summary>
    public const int UsualPort = 7270;

    private const int LastPort = 65535;

    /// <summary>Reads <c>[--port N] [--no-browser]</c>.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="options">What they say.</param>
    /// <param name="problem">What is wrong with them, in a sentence.</param>
    public static bool TryParse(string[] args, out LabOptions options, out string problem)
    {
        (options, problem) = (new LabOptions(UsualPort, NoBrowser: false), "");
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--no-browser":
                    options = options with { NoBrowser = true };
                    break;
                case "--port" when i + 1 < args.Length:
                    if (!int.TryParse(args[++i], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
                        || port > LastPort)
                    {
                        problem = $"--port is '{args[i]}'; expected a whole number from 0 to {LastPort}.";
                        return false;
                    }
                    options = options with { Port = port };
                    break;
                default:
                    problem = $"'{args[i]}' is no option; expected --port N or --no-browser.";
                    return false;
            }
        }
        return true;
    }
}
