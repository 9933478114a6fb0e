using System.Runtime.CompilerServices;
using Scratch.Mpi;

namespace Scratch.Cli.Settings;

/// <summary>Training together with the other processes that <c>mpirun</c> has started.</summary>
internal static class MpiFlags
{
    /// <summary>How long a rank waits before it says what is wrong, so that rank 0 says it where both know.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(2);

    /// <summary>Says that it is meant; under <c>mpirun</c> it is so anyway.</summary>
    public static Option<bool> Mpi { get; } = new("--mpi")
    {
        Description = "Share the training with the other processes of 'mpirun -n RANKS scratch train', which is so "
            + "under mpirun anyway; without it, say so. The result is the same to the last byte.",
    };

    /// <summary>Runs a command together with the other ranks, if there are any.</summary>
    /// <remarks>Without them nothing of Scratch.Mpi is loaded.</remarks>
    /// <exception cref="UsageException">It is asked for, and <c>mpirun</c> hasn't started this process.</exception>
    /// <exception cref="IOException">Open MPI is not installed.</exception>
    public static int Run(ParseResult parsed, Func<int> run) =>
        parsed.GetValue(Mpi) || Variable("RANK") is not null ? RunTogether(run) : run();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunTogether(Func<int> run)
    {
        using MpiExchange ranks = Join();
        using Exchange.Scope scope = Exchange.Use(ranks);
        int exitCode = run();
        ranks.Complete();
        return exitCode;
    }

    private static MpiExchange Join()
    {
        try
        {
            return MpiExchange.Join();
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException($"{Mpi.Name}: {error.Message}", error);
        }
    }

    /// <summary>
    /// Threads to compute with: what the command line says, or this process's share of the machine's processors.
    /// </summary>
    public static int? Threads(int? given) => given
        ?? (Variable("LOCAL_SIZE") is { } ranksHere ? Math.Max(1, Environment.ProcessorCount / ranksHere) : null);

    /// <summary>
    /// Runs a command whose process is one of several ranks that do the same: rank 0 prints. Another rank is silent
    /// unless it fails where rank 0 doesn't.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">stdout.</param>
    /// <param name="error">stderr.</param>
    /// <param name="run">Runs it with the streams that it is given.</param>
    public static int RunAsRank(
        string[] args, TextWriter output, TextWriter error, Func<TextWriter, TextWriter, int> run)
    {
        if (args is not ["train", ..] || Variable("RANK") is not (> 0 and int rank))
        {
            return run(output, error);
        }
        using var said = new StringWriter(CultureInfo.InvariantCulture);
        int exitCode = run(TextWriter.Null, said);
        if (exitCode is not (ExitCode.Done or ExitCode.Interrupted))
        {
            Thread.Sleep(Courtesy); // mpirun ends this process if rank 0 has failed
            error.WriteLine($"rank {rank}: {said.ToString().TrimEnd().Split('\n')[^1]}");
        }
        return exitCode;
    }

    /// <summary>What <c>mpirun</c> tells a process of itself; null without it.</summary>
    private static int? Variable(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable($"OMPI_COMM_WORLD_{name}"), NumberStyles.None,
            CultureInfo.InvariantCulture, out int value) ? value : null;
}
