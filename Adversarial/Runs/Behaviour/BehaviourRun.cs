using System.Diagnostics;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>A run on behaviour: a recommender is learnt and measured, and leaves a folder.</summary>
internal static class BehaviourRun
{
    /// <summary>Learns, measures and writes the folder, all but its page.</summary>
    /// <param name="options">What to compute.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="command">What the report gives as the command that repeats it.</param>
    /// <param name="progress">Told what the run is at; null for nobody.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">An option has a value that it can't have.</exception>
    /// <exception cref="IOException">A file of the data can't be opened, or the folder can't be written.</exception>
    /// <exception cref="InvalidDataException">The data can't be used: the message says why.</exception>
    public static BehaviourRunResult Execute(
        BehaviourRunOptions options, string folder, string command, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        long begun = Stopwatch.GetTimestamp();
        BehaviourData data = options.ReadData();
        RecommenderCatalogue.RequireRoom(data);
        BehaviourSplit split = options.SplitData(data);
        AtomicFile.WriteJson(
            Path.Combine(folder, RunFolder.ConfigurationFile), options.WithFullPaths(),
            BehaviourRunJson.Default.BehaviourRunOptions);
        BehaviourFiles.WriteItems(folder, data.Items, split.Training.CountUsers());
        BehaviourFiles.WriteInteractions(folder, data);
        var set = new RecommenderSet(options, split, null, null, progress.Part("learning", 0, 0.9), cancellation);
        var users = new ItemUsers(split.Training);
        RecommenderFigures[] figures = [.. set.Reported.Select(kind =>
        {
            IRecommender recommender = set[kind.Name];
            cancellation.ThrowIfCancellationRequested();
            return new RecommenderFigures(
                kind.Name, kind.Name == options.Recommender,
                RankingEvaluator.Measure(recommender, split.Validation, options.Top, users),
                RankingEvaluator.Measure(recommender, split.Test, options.Top, users), set.SecondsOf(kind.Name));
        })];
        set.Write(folder);
        var report = new BehaviourReport
        {
            Command = command,
            Version = typeof(BehaviourRun).Assembly.GetName().Version?.ToString(3) ?? "",
            Data = options.Data,
            Seed = options.Seed,
            Recommender = options.Recommender,
            Top = options.Top,
            Users = data.Profiles.Users,
            Items = data.Items.Count,
            Interactions = data.Profiles.Count,
            Counts = data.Counts,
            TrainingUsers = split.Training.Users,
            UnseenInTest = split.UnseenInTest(),
            Choices = set.Choices,
            Recommenders = figures,
            Threads = WorkerPool.Threads,
            InstructionSet = InstructionSet.Name,
            Seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds,
        };
        AtomicFile.WriteJson(
            Path.Combine(folder, RunFolder.ReportFile), report, BehaviourRunJson.Default.BehaviourReport);
        return new BehaviourRunResult(report, data, split, set);
    }
}

/// <summary>A finished run on behaviour, as far as a page about it needs it.</summary>
/// <param name="Report">What it came to.</param>
/// <param name="Data">The users and items.</param>
/// <param name="Split">The users in three parts.</param>
/// <param name="Recommenders">What was learnt.</param>
internal sealed record BehaviourRunResult(
    BehaviourReport Report, BehaviourData Data, BehaviourSplit Split, RecommenderSet Recommenders);
