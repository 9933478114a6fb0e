using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Cli.Behaviour;

/// <summary><c>scratch evaluate</c> with a recommender.</summary>
internal static class BehaviourEvaluating
{
    /// <summary>Whether an argument RUN is a run on behaviour.</summary>
    public static bool IsAsked(string? run) => run is not null && BehaviourRunFolder.Is(run);

    /// <summary>Measures and prints.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The run.</param>
    /// <param name="taken">The options that it takes: --data, --seed, --json, --threads.</param>
    public static int Execute(ParseResult parsed, string run, params IReadOnlyList<Option> taken)
    {
        BehaviourFlags.RequireOnly(parsed, [.. taken.Select(option => option.Name)]);
        BehaviourRunFolder opened = BehaviourRunFolder.Open(run);
        string? path = parsed.GetValue<string?>("--data");
        if (path is null && parsed.GetValue<ulong?>("--seed") is not null)
        {
            throw new UsageException("--seed is for other users; expected --data beside it.");
        }
        BehaviourData? users = path is null ? null : opened.ReadUsers(path);
        BehaviourEvaluation evaluation = opened.Evaluate(users, parsed.GetValue<ulong?>("--seed") ?? 0);
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue<bool>("--json"))
        {
            output.WriteLine(JsonSerializer.Serialize(evaluation, BehaviourRunJson.Default.BehaviourEvaluation));
            return ExitCode.Done;
        }
        foreach (string line in users?.Counts.Describe() ?? [])
        {
            output.WriteLine($"{path}: {line}.");
        }
        BehaviourTables.Write(
            output, string.Create(CultureInfo.InvariantCulture,
                $"{run} on {evaluation.Data}, {evaluation.Recommenders[0].Figures.Users} users with an item hidden"),
            evaluation.Recommenders.Select(one => (one.Name, one.IsOwn, one.Figures)));
        return ExitCode.Done;
    }
}
