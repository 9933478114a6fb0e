using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Ablation.AblationOptions>;

namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>
/// What an ablation compares, and how thoroughly. It is saved in its folder, and an ablation goes on only as it was
/// begun.
/// </summary>
internal sealed record AblationOptions
{
    /// <summary>What <c>--data</c> said.</summary>
    public string Data { get; init; } = "mnist";

    /// <summary>
    /// The seeds, two or more, each once: of the split, the prompts and generator, the first weights, and the order of
    /// the examples.
    /// </summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [0, 1, 2];

    /// <summary>Epochs of every classifier, at least 1: all have the same number of updates.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The learning rates that every arm may choose from, each once and above 0.</summary>
    public IReadOnlyList<float> Rates { get; init; } = [1e-3f, 3e-3f];

    /// <summary>
    /// The share of all examples, labels included, that there is to learn and to choose from, in (0, 1].
    /// </summary>
    public double Share { get; init; } = 1;

    /// <summary>How many of so many examples there are to learn and to choose from.</summary>
    /// <exception cref="InvalidDataException">Nothing is left to learn from.</exception>
    public int CountOf(int examples, int validation)
    {
        int count = (int)Math.Round(Share * examples);
        return count > validation ? count
            : throw new InvalidDataException(
                $"The ablation's share of {examples} examples is {count}; expected more than the {validation} that "
                + "are split off to choose by.");
    }

    /// <summary>What the command line may set.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Value(
            "--seeds N,N", "The seeds, two or more, with commas between; 0,1,2 by default.", o => o.Seeds, (o, v) =>
                o with { Seeds = v }, new Lists<ulong>(new Numbers<ulong>(NumberRange.NotNegative))),
        Setting.Number("--epochs N", "Epochs of every classifier; 10 by default.", o => o.Epochs, (o, v) =>
            o with { Epochs = v }, NumberRange.FromOne),
        Setting.Value(
            "--rates X,X",
            "The learning rates that every arm may choose from, with commas between; 0.001,0.003 by default.",
            o => o.Rates,
            (o, v) => o with { Rates = v },
            new Lists<float>(new Numbers<float>(new(0, 1000, IsAbove: true, IsBelow: true)))),
        Setting.Number(
            "--share X",
            "The share of the training examples that there is to learn and to choose from; 1 by default.",
            o => o.Share,
            (o, v) => o with { Share = v },
            NumberRange.ShareAboveZero),
    ];

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Setting.Check(Settings, this, "the ablation");
        if (Seeds.Count < 2 || Seeds.Count > StudentInterval.MostFigures || Seeds.Distinct().Count() != Seeds.Count)
        {
            throw new ArgumentException(
                $"The seeds of the ablation are {string.Join(',', Seeds)}; expected two to "
                    + $"{StudentInterval.MostFigures}, none twice: one has no interval.");
        }
        if (Rates.Count == 0 || Rates.Distinct().Count() != Rates.Count)
        {
            throw new ArgumentException(
                $"The rates of the ablation are {string.Join(',', Rates)}; expected at least one, none twice.");
        }
    }
}
