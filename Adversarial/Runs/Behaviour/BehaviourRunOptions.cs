using System.Text.Json.Nodes;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Reading;
using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Behaviour.BehaviourRunOptions>;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>What a run on behaviour is asked to compute.</summary>
public sealed record BehaviourRunOptions
{
    /// <summary>The name of the preset that these are the options of.</summary>
    public const string PresetName = "recommend";

    /// <summary>Says of a file of options what kind of run it is of.</summary>
    public string Preset { get; init; } = PresetName;

    /// <summary><c>debian</c>, or a file that <see cref="InteractionReader"/> reads.</summary>
    public string Data { get; init; } = DebianBaskets.Name;

    /// <summary>A file that <see cref="ItemTitles"/> reads; null for none.</summary>
    public string? Items { get; init; }

    /// <summary>Which interactions count.</summary>
    public InteractionOptions Interactions { get; init; } = new();

    /// <summary>How users are split off, and what of theirs is hidden.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>Decides everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>The recommender, by its name in <see cref="RecommenderCatalogue"/>.</summary>
    public string Recommender { get; init; } = RecommenderCatalogue.Usual;

    /// <summary>λ of EASE; 0 to choose it on the validation.</summary>
    public double Ridge { get; init; }

    /// <summary>Passes over the users, of networks.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>How long the lists are that figures are about.</summary>
    public int Top { get; init; } = 10;

    /// <summary>All options, each defined once.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Value("--data DATA", "debian (embedded), or a file of interactions.",
            o => o.Data, (o, v) => o with { Data = v }, new Paths()),
        Setting.Value("--items FILE", "Of behaviour: a file with the titles of items, such as movies.csv.",
            o => o.Items ?? "", (o, v) => o with { Items = v }, new Paths(), "o => o.Items") with
        {
            RefuseValue = o => o.Items is { } value ? new Paths().Refuse(value) : null,
        },
        Setting.Value("--min-rating R", "The least rating that counts, where there are ratings; 4 by default, any for "
            + "all.", o => o.Interactions.LeastRating,
            (o, v) => o with { Interactions = o.Interactions with { LeastRating = v } }, new LeastRatings()),
        Setting.Number("--min-users N", "Users that an item must have, 5 by default; rarer ones are left out.",
            o => o.Interactions.FewestUsers,
            (o, v) => o with { Interactions = o.Interactions with { FewestUsers = v } }, NumberRange.FromOne),
        Setting.Number("--validation N", "Users that choices are made by; a tenth, and 1,000 at most, by default.",
            o => o.Split.Validation, (o, v) => o.With(o.Split with { Validation = v }), NumberRange.NotNegative),
        Setting.Number("--test N", "Users to test on; a fifth, and 2,000 at most, by default.",
            o => o.Split.Test, (o, v) => o.With(o.Split with { Test = v }), NumberRange.NotNegative),
        Setting.Switch("--validate-last", "The users of the validation are the last of the file rather than drawn.",
            o => o.Split.LastUsersValidate, o => o.With(o.Split with { LastUsersValidate = true })),
        Setting.Switch("--by-time", "What is hidden of a user is what came last rather than drawn.",
            o => o.Split.ByTime, o => o.With(o.Split with { ByTime = true })),
        Setting.Number("--hide SHARE", "The share of a user's items that are hidden, at least one; one by default.",
            o => o.Split.Hidden, (o, v) => o.With(o.Split with { Hidden = v }), NumberRange.BelowOne),
        Setting.Number("--seed N", "The seed of everything random; 0 by default.",
            o => o.Seed, (o, v) => o with { Seed = v }, NumberRange.NotNegative),
        Setting.Value("--recommender NAME", "What recommends.",
            o => o.Recommender, (o, v) => o with { Recommender = v },
            Adversarial.Settings.Words.Of(RecommenderCatalogue.All.Select(kind => kind.Name))),
        Setting.Number("--ridge L", "What EASE adds to how often each item occurs; chosen on the validation by "
            + "default.", o => o.Ridge, (o, v) => o with { Ridge = v }, NumberRange.NotNegative),
        Setting.Number("--epochs N", "Passes over the users, of networks.",
            o => o.Epochs, (o, v) => o with { Epochs = v }, new(1, 10_000)),
        Setting.Number("--top N", "How long the lists are that figures are about; 10 by default.",
            o => o.Top, (o, v) => o with { Top = v }, new(1, 1000)),
    ];

    /// <summary>Whether a data set's name says that it is one of behaviour.</summary>
    public static bool Takes(string data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data == DebianBaskets.Name || data.EndsWith(".inter", StringComparison.OrdinalIgnoreCase)
            || data.EndsWith(".inter.gz", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Throws if an option has a value that it can't have.</summary>
    /// <exception cref="ArgumentException">The message names it, and what was expected.</exception>
    public void Validate() => Setting.Check(Settings, this, "run");

    /// <summary>Reads the data, with the titles of its items.</summary>
    /// <exception cref="IOException">A file can't be opened.</exception>
    /// <exception cref="InvalidDataException">A file can't be used.</exception>
    public BehaviourData ReadData()
    {
        if (Data != DebianBaskets.Name && !Path.Exists(Data))
        {
            throw new FileNotFoundException(
                $"{Data}: there is no such file; expected interactions, or {DebianBaskets.Name}.");
        }
        BehaviourData data = Data == DebianBaskets.Name ? DebianBaskets.Read(Interactions)
            : InteractionReader.Read(Data, Interactions);
        return Items is null ? data : data.WithTitles(ItemTitles.Read(Items));
    }

    /// <summary>The users in three parts. What is in which depends on the data, the options and the seed.</summary>
    /// <exception cref="InvalidDataException">There are too few users.</exception>
    public BehaviourSplit SplitData(BehaviourData data) =>
        BehaviourSplit.Create(data, Split, new RandomStream(Seed).Fork((int)RandomPurpose.Validation));

    /// <summary>Reads the options that a run has written; what the file lacks is as it is by default.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">It has no such options; the message names the file.</exception>
    internal static BehaviourRunOptions Read(string path)
    {
        try
        {
            JsonObject whole = JsonSerializer.SerializeToNode(
                new BehaviourRunOptions(), BehaviourRunJson.Default.BehaviourRunOptions)!.AsObject();
            foreach ((string name, JsonNode? value) in JsonNode.Parse(File.ReadAllText(path))!.AsObject())
            {
                if (value is JsonObject part && whole[name] is JsonObject known)
                {
                    foreach ((string inner, JsonNode? innerValue) in part)
                    {
                        known[inner] = innerValue?.DeepClone();
                    }
                }
                else
                {
                    whole[name] = value?.DeepClone();
                }
            }
            BehaviourRunOptions read = whole.Deserialize(BehaviourRunJson.Default.BehaviourRunOptions)!;
            read.Validate();
            return read;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The same with the full paths of files, so that they are found from anywhere.</summary>
    internal BehaviourRunOptions WithFullPaths() => this with
    {
        Data = Data == DebianBaskets.Name ? Data : Path.GetFullPath(Data),
        Items = Items is null ? null : Path.GetFullPath(Items),
    };

    private BehaviourRunOptions With(SplitOptions split) => this with { Split = split };
}
