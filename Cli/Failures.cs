using System.Reflection;

namespace Scratch.Cli;

/// <summary>Turns what can go wrong into one line and an exit code, and what should not go wrong, too.</summary>
internal static class Failures
{
    private const string TraceVariable = "SCRATCH_TRACE";

    /// <summary>Runs a command.</summary>
    /// <param name="error">Gets the line.</param>
    /// <param name="consequence">What an interruption leaves.</param>
    /// <param name="action">The command.</param>
    public static int Guard(TextWriter error, Func<string> consequence, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (OperationCanceledException)
        {
            error.WriteLine($"scratch: interrupted; {consequence()}");
            return ExitCode.Interrupted;
        }
        catch (Exception usage) when (usage is UsageException or ConfigurationException)
        {
            error.WriteLine($"scratch: {OneLine(usage.Message)}");
            return ExitCode.BadUsage;
        }
        catch (Exception failure)
        {
            error.WriteLine($"scratch: {Describe(failure)}");
            if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
            {
                error.WriteLine(failure);
            }
            return ExitCode.Failed;
        }
    }

    /// <summary>What goes wrong in another thread ends the process in the same way.</summary>
    public static void GuardThreads() => AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
        Environment.Exit(Guard(Console.Error, () => "", () => throw (Exception)thrown.ExceptionObject));

    private static string Describe(Exception failure) => failure switch
    {
        IOException or InvalidDataException or UnauthorizedAccessException or NonFiniteException =>
            OneLine(failure.Message),
        OutOfMemoryException => "there is not enough memory for this; expected smaller networks, batches or data.",
        TargetInvocationException or AggregateException or TypeInitializationException
            when failure.InnerException is { } inner => Describe(inner),
        _ => $"this is a fault of scratch ({OneLine(failure.Message).TrimEnd('.')}). Please report it with the command "
            + $"and what it prints with {TraceVariable}=1.",
    };

    /// <summary>Names in files may hold line ends, and signs that a terminal obeys.</summary>
    private static string OneLine(string message) =>
        string.Concat(message.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? '\uFFFD' : c));
}

/// <summary>An option whose value can't be used.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
