using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>What a run on behaviour came to.</summary>
public sealed record BehaviourReport
{
    /// <summary>The command that repeats it.</summary>
    public required string Command { get; init; }

    /// <summary>The version of Scratch.</summary>
    public required string Version { get; init; }

    /// <summary>The preset.</summary>
    public string Preset { get; init; } = BehaviourRunOptions.PresetName;

    /// <summary>What the data was asked for by.</summary>
    public required string Data { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The name of what recommends.</summary>
    public required string Recommender { get; init; }

    /// <summary>How long the lists of the figures are.</summary>
    public required int Top { get; init; }

    /// <summary>All users.</summary>
    public required int Users { get; init; }

    /// <summary>All items.</summary>
    public required int Items { get; init; }

    /// <summary>Pairs of a user and an item.</summary>
    public required int Interactions { get; init; }

    /// <summary>What was read, and what of it was left out.</summary>
    public required BehaviourCounts Counts { get; init; }

    /// <summary>Users to learn from. The figures say how many validate and test.</summary>
    public required int TrainingUsers { get; init; }

    /// <summary>Hidden items of the test that no user of training has, so that nothing can be learnt of them.</summary>
    public int UnseenInTest { get; init; }

    /// <summary>What was chosen on the validation, and among what.</summary>
    public required IReadOnlyList<ChoiceFigures> Choices { get; init; }

    /// <summary>The recommender of the run and those that it is held against.</summary>
    public required IReadOnlyList<RecommenderFigures> Recommenders { get; init; }

    /// <summary>Threads to compute with, on which the results don't depend.</summary>
    public required int Threads { get; init; }

    /// <summary>The instruction set: with fused multiply-add, the figures don't depend on it.</summary>
    public required string InstructionSet { get; init; }

    /// <summary>The time of the whole run.</summary>
    public required double Seconds { get; init; }
}

/// <summary>A value that was tried on the validation.</summary>
/// <param name="Recommender">The name of the recommender that it is of.</param>
/// <param name="Option">What was chosen.</param>
/// <param name="Value">The value.</param>
/// <param name="Ndcg">What it came to on the validation.</param>
/// <param name="IsChosen">Whether it was the best.</param>
public sealed record ChoiceFigures(string Recommender, string Option, double Value, double Ndcg, bool IsChosen);

/// <summary>How well a recommender does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOwn">Whether it is the run's, rather than what that is held against.</param>
/// <param name="Validation">On the users that choices were made by.</param>
/// <param name="Test">On the users of the test.</param>
/// <param name="Seconds">The time that learning took.</param>
public sealed record RecommenderFigures(
    string Name, bool IsOwn, RankingFigures Validation, RankingFigures Test, double Seconds);

/// <summary>The figures of a finished run, on its own test users or on other ones.</summary>
public sealed record BehaviourEvaluation
{
    /// <summary>What the users were asked for by.</summary>
    public required string Data { get; init; }

    /// <summary>What was read, and what of it was left out.</summary>
    public required BehaviourCounts Counts { get; init; }

    /// <summary>The recommender of the run and those that it is held against.</summary>
    public required IReadOnlyList<EvaluatedRecommender> Recommenders { get; init; }
}

/// <summary>How well a recommender does on some users.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOwn">Whether it is the run's.</param>
/// <param name="Figures">The figures.</param>
public sealed record EvaluatedRecommender(string Name, bool IsOwn, RankingFigures Figures);
