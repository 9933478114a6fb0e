namespace Scratch.Cli;

/// <summary>
/// Turns what can go wrong into one line and an exit code. What should not go wrong keeps its stack trace.
/// </summary>
internal static class Failures
{
    public static int Guard(TextWriter error, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (InterruptedException interrupted)
        {
            error.WriteLine($"scratch: interrupted; {interrupted.Message}");
            return interrupted.ExitCode;
        }
        catch (UsageException usage)
        {
            error.WriteLine($"scratch: {usage.Message}");
            return ExitCode.BadUsage;
        }
        catch (Exception failure) when (
            failure is IOException or InvalidDataException or UnauthorizedAccessException or NonFiniteException)
        {
            error.WriteLine($"scratch: {OneLine(failure.Message)}");
            return ExitCode.Failed;
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}

/// <summary>A command that a signal has ended.</summary>
/// <param name="exitCode">128 and the signal's number.</param>
/// <param name="message">What became of the work.</param>
internal sealed class InterruptedException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>An option whose value can't be used.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
