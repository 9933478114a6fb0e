using Scratch.Adversarial.Training;

namespace Scratch.Cli;

/// <summary>Turns what can go wrong into one line and an exit code. What should not go wrong keeps its stack trace.</summary>
internal static class Failures
{
    public static int Guard(TextWriter error, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("scratch: interrupted; nothing was written.");
            return ExitCode.Interrupted;
        }
        catch (UsageException usage)
        {
            error.WriteLine($"scratch: {usage.Message}");
            return ExitCode.BadUsage;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or NonFiniteException)
        {
            error.WriteLine($"scratch: {OneLine(failure.Message)}");
            return ExitCode.Failed;
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}

/// <summary>An option whose value can't be used.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
