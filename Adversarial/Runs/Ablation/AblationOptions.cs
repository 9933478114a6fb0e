namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>What an ablation compares, and how thoroughly. It is saved in its folder, and an ablation goes on only as it was begun.</summary>
public sealed record AblationOptions
{
    /// <summary>What <c>--data</c> said.</summary>
    public string Data { get; init; } = "mnist";

    /// <summary>The seeds, two or more, each once: of the split, the prompts and generator, the first weights, and the order of the examples.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [0, 1, 2];

    /// <summary>Epochs of every classifier, at least 1: all have the same number of updates.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The learning rates that every arm may choose from, each once and above 0.</summary>
    public IReadOnlyList<float> Rates { get; init; } = [1e-3f, 3e-3f];

    /// <summary>The share of all examples, labels included, that there is to learn and to choose from, in (0, 1].</summary>
    public double Share { get; init; } = 1;

    /// <summary>How many of so many examples there are to learn and to choose from.</summary>
    /// <exception cref="InvalidDataException">Nothing is left to learn from.</exception>
    public int CountOf(int examples, int validation)
    {
        int count = (int)Math.Round(Share * examples);
        return count > validation ? count
            : throw new InvalidDataException($"The ablation's share of {examples} examples is {count}; expected more than the {validation} that are split off to choose by.");
    }

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Require(Seeds.Count >= 2 && Seeds.Distinct().Count() == Seeds.Count, "seeds", List(Seeds), "two or more, none twice: one has no interval");
        Require(Seeds.Count <= StudentInterval.MostFigures, "seeds", List(Seeds), $"at most {StudentInterval.MostFigures}");
        Require(Epochs >= 1, "epochs", Epochs, "at least 1");
        Require(Rates.Count >= 1 && Rates.Distinct().Count() == Rates.Count && Rates.All(rate => rate is > 0 and < 1e3f), "rates", List(Rates), "numbers above 0, none twice");
        Require(Share is > 0 and <= 1, "share", Share, "a number above 0, and at most 1");

        static string List<T>(IReadOnlyList<T> values) => string.Join(",", values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value}")));

        static void Require(bool condition, string name, object value, string expected)
        {
            if (!condition)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The ablation's {name}: {value}; expected {expected}."));
            }
        }
    }
}
