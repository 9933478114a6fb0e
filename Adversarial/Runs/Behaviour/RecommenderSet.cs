using System.Diagnostics;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>The recommenders of a run: each is learnt, or read, when it is first asked for.</summary>
public sealed class RecommenderSet
{
    private readonly Dictionary<string, IRecommender> _made = [];
    private readonly Dictionary<string, double> _seconds = [];
    private readonly List<ChoiceFigures> _choices = [];
    private readonly string? _folder;
    private readonly IReadOnlyList<ChoiceFigures> _before; // what a finished run has chosen

    /// <summary>Recommenders that are learnt.</summary>
    /// <param name="options">What the run is asked to compute.</param>
    /// <param name="split">The users.</param>
    /// <param name="folder">A finished run to read them from, where it has them; null for none.</param>
    /// <param name="choices">What that run has chosen; null for nothing.</param>
    /// <param name="progress">Told what is learnt.</param>
    /// <param name="cancellation">Ends it.</param>
    public RecommenderSet(
        BehaviourRunOptions options, BehaviourSplit split, string? folder = null,
        IReadOnlyList<ChoiceFigures>? choices = null, IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default) =>
        (Options, Split, _folder, _before, Progress, Cancellation) =
            (options, split, folder, choices ?? [], progress, cancellation);

    /// <summary>What the run is asked to compute.</summary>
    public BehaviourRunOptions Options { get; }

    /// <summary>The users.</summary>
    public BehaviourSplit Split { get; }

    /// <summary>The users to learn from.</summary>
    public Profiles Training => Split.Training;

    /// <summary>Told what is learnt; null for nobody.</summary>
    public IProgress<WorkProgress>? Progress { get; }

    /// <summary>Told how the training of networks goes.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>Ends it.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>What was chosen on the validation so far.</summary>
    public IReadOnlyList<ChoiceFigures> Choices => _choices;

    /// <summary>The kinds that a report has: the references, and the run's own last.</summary>
    public IEnumerable<RecommenderKind> Reported => RecommenderCatalogue.All
        .Where(kind => kind.IsReference && kind.Name != Options.Recommender)
        .Append(RecommenderCatalogue.Find(Options.Recommender));

    /// <summary>Random numbers of a recommender's own.</summary>
    public RandomStream RandomOf(string name) => new RandomStream(Options.Seed)
        .Fork((int)RandomPurpose.Classifier).Fork(RecommenderCatalogue.All.ToList().FindIndex(k => k.Name == name));

    /// <summary>The recommender of a name.</summary>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    /// <exception cref="IOException">A file of the run is missing.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged.</exception>
    public IRecommender this[string name]
    {
        get
        {
            if (!_made.TryGetValue(name, out IRecommender? made))
            {
                Cancellation.ThrowIfCancellationRequested();
                RecommenderKind kind = RecommenderCatalogue.Find(name);
                long begun = Stopwatch.GetTimestamp();
                made = _folder is not null && kind.Read is { } read ? read(_folder) : kind.Fit(this);
                _seconds[name] = Stopwatch.GetElapsedTime(begun).TotalSeconds;
                _made.Add(name, made);
            }
            return made.Items == Training.Items ? made : throw new InvalidDataException(
                $"{_folder}: {name} has {made.Items} items, and the run {Training.Items}; expected as many.");
        }
    }

    /// <summary>The time that it took to learn a recommender that was asked for.</summary>
    public double SecondsOf(string name) => _seconds[name];

    /// <summary>Writes those that were asked for and have a file.</summary>
    public void Write(string folder)
    {
        foreach (RecommenderKind kind in RecommenderCatalogue.All)
        {
            if (_made.TryGetValue(kind.Name, out IRecommender? made))
            {
                kind.Write?.Invoke(made, folder);
            }
        }
    }

    /// <summary>
    /// Tries values of an option, and takes the one with the best NDCG on the validation; what a finished run has
    /// chosen is taken without trying the others.
    /// </summary>
    /// <param name="recommender">The name of the recommender.</param>
    /// <param name="option">What the option is called.</param>
    /// <param name="values">The values; of equally good ones the first is taken.</param>
    /// <param name="fit">Learns with a value.</param>
    /// <param name="chosen">The value.</param>
    public T Choose<T>(
        string recommender, string option, IReadOnlyList<double> values, Func<double, T> fit, out double chosen)
        where T : IRecommender
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(fit);
        if (_before.FirstOrDefault(choice => choice.IsChosen && choice.Recommender == recommender
            && choice.Option == option) is { } before)
        {
            chosen = before.Value;
            return fit(chosen);
        }
        List<(double Value, T Made, double Ndcg)> tried = [];
        foreach (double value in values)
        {
            Cancellation.ThrowIfCancellationRequested();
            Progress.Report((double)tried.Count / values.Count);
            T made = fit(value);
            tried.Add((value, made, RankingEvaluator.Measure(made, Split.Validation, Options.Top).Ndcg));
        }
        (double best, T taken, _) = tried.MaxBy(one => one.Ndcg);
        _choices.AddRange(tried.Select(
            one => new ChoiceFigures(recommender, option, one.Value, one.Ndcg, one.Value == best)));
        chosen = best;
        return taken;
    }
}
