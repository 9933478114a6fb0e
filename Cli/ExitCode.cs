namespace Scratch.Cli;

/// <summary>What the tool returns to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;
    public const int Flagged = 3; // of scan
    public const int Interrupted = 130; // 128 + SIGINT
    public const int Terminated = 143; // 128 + SIGTERM
}
