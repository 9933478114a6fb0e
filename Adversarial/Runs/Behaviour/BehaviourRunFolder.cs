using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Reading;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>The folder of a run on behaviour. It has all that lists need: no other file is asked for.</summary>
public sealed class BehaviourRunFolder
{
    private readonly Lazy<BehaviourData> _data;
    private readonly Lazy<RecommenderSet> _recommenders;

    private BehaviourRunFolder(string path, BehaviourRunOptions options)
    {
        (FullPath, Options) = (path, options);
        (Items, UsersOfItems) = BehaviourFiles.ReadItems(path);
        _data = new(() => BehaviourFiles.ReadInteractions(FullPath, Items));
        _recommenders = new(() => new RecommenderSet(Options, Options.SplitData(Data), FullPath, ReadReport().Choices));
    }

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>What the run was asked to compute.</summary>
    public BehaviourRunOptions Options { get; }

    /// <summary>The items.</summary>
    public ItemCatalogue Items { get; }

    /// <summary>How many users of training have each item.</summary>
    public IReadOnlyList<int> UsersOfItems { get; }

    /// <summary>The users. Read when it is first asked for.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public BehaviourData Data => _data.Value;

    /// <summary>The recommenders, and the users in three parts.</summary>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public RecommenderSet Recommenders => _recommenders.Value;

    /// <summary>Whether a folder is that of a run on behaviour.</summary>
    public static bool Is(string path) => RunFolder.HasPreset(path, BehaviourRunOptions.PresetName);

    /// <summary>Opens a run.</summary>
    /// <exception cref="IOException">There is no such folder, or a file is missing.</exception>
    /// <exception cref="InvalidDataException">It is no run on behaviour, or a file is damaged.</exception>
    public static BehaviourRunFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                $"{path}: there is no such folder; expected a run written by 'scratch train --preset recommend'.");
        }
        return Is(path)
            ? new BehaviourRunFolder(path, BehaviourRunOptions.Read(Path.Combine(path, RunFolder.ConfigurationFile)))
            : throw new InvalidDataException(
                $"{path}: not a run on behaviour; expected one written by 'scratch train --preset recommend'.");
    }

    /// <summary>What the run came to.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public BehaviourReport ReadReport()
    {
        string path = Path.Combine(FullPath, RunFolder.ReportFile);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), BehaviourRunJson.Default.BehaviourReport)
                ?? throw new InvalidDataException($"{path}: null; expected the report of a run on behaviour.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Makes lists with the run's recommender.</summary>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public ItemLists CreateLists() => new(ReadRecommender(), UsersOfItems);

    /// <summary>Reads other users: rows with items that the run doesn't have are counted and left out.</summary>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="InvalidDataException">The file can't be used.</exception>
    public BehaviourData ReadUsers(string path) => !Path.Exists(path)
        ? throw new FileNotFoundException($"{path}: there is no such file; expected interactions.")
        : InteractionReader.Read(path, Options.Interactions, Items);

    /// <summary>The figures of the run's recommender and of those that it is held against.</summary>
    /// <param name="users">Other users, of whom items are hidden as in the run; null for the run's test users.</param>
    /// <param name="seed">Decides what is hidden of other users.</param>
    /// <exception cref="InvalidDataException">No user has two items.</exception>
    public BehaviourEvaluation Evaluate(BehaviourData? users, ulong seed)
    {
        HiddenItems test = users is null ? Recommenders.Split.Test
            : BehaviourSplit.HideAll(
                users, Options.Split, new RandomStream(seed).Fork((int)RandomPurpose.Validation));
        var training = new ItemUsers(Recommenders.Training);
        return new BehaviourEvaluation
        {
            Data = users?.Name ?? Options.Data,
            Counts = users?.Counts ?? Data.Counts,
            Recommenders =
            [
                .. Recommenders.Reported.Select(kind => new EvaluatedRecommender(
                    kind.Name, kind.Name == Options.Recommender,
                    RankingEvaluator.Measure(Recommenders[kind.Name], test, Options.Top, training))),
            ],
        };
    }

    /// <summary>The run's recommender, from its own file alone where it has one.</summary>
    private IRecommender ReadRecommender()
    {
        RecommenderKind kind = RecommenderCatalogue.Find(Options.Recommender);
        if (kind.Read is null)
        {
            return Recommenders[kind.Name];
        }
        IRecommender read = kind.Read(FullPath);
        return read.Items == Items.Count ? read : throw new InvalidDataException(
            $"{FullPath}: {kind.Name} has {read.Items} items, and the run has {Items.Count}; expected as many.");
    }
}
