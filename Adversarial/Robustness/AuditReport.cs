using MathNet.Numerics.Distributions;

namespace Scratch.Adversarial.Robustness;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What was looked for.</param>
/// <param name="Passed">Whether it was found to be as it should.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">What it may be at most.</param>
/// <param name="Message">What that means, in one line.</param>
public sealed record AuditCheck(string Name, bool Passed, double Value, double Limit, string Message)
{
    private const double Significance = 0.05;

    /// <summary>
    /// A check of a share of some examples. It fails above a limit, unless it is a single example, or so few that
    /// chance makes as many of them in one of twenty evaluations where the true share is the limit: by the binomial
    /// distribution.
    /// </summary>
    /// <param name="limit">The largest share, as it is allowed of very many examples.</param>
    /// <param name="name">What is looked for.</param>
    /// <param name="share">The share found.</param>
    /// <param name="examples">Of how many.</param>
    /// <param name="passed">What it means if the share is allowed.</param>
    /// <param name="failed">What it means if it isn't.</param>
    internal static AuditCheck ShareAtMost(
        double limit, string name, double share, int examples, string passed, string failed)
    {
        int count = (int)Math.Round(share * examples);
        bool isAbove = share > limit,
            fails = isAbove && count > 1 && 1 - Binomial.CDF(limit, examples, count - 1) < Significance;
        string few = string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {count} of {examples} examples, where {limit:0.#%} are allowed: too few to tell from chance");
        return new AuditCheck(name, !fails, share, limit, fails ? failed : isAbove ? few : passed);
    }

    /// <summary>A check that fails above a limit.</summary>
    internal static AuditCheck AtMost(double limit, string name, double value, string message) =>
        new(name, value <= limit, value, limit, message);
}

/// <summary>
/// Whether attacks could do their work on a model: without that, accuracy under attack isn't robustness.
/// </summary>
/// <param name="Examples">The number of examples that were looked at.</param>
/// <param name="Checks">What was looked at.</param>
public sealed record AuditReport(int Examples, IReadOnlyList<AuditCheck> Checks)
{
    private const int FewestExamples = 50;

    /// <summary>True if every check passed.</summary>
    public bool Passed => Checks.All(check => check.Passed);

    /// <summary>
    /// What to think of an audit of few examples; null of 50 or more, of which a few strange ones are no more chance.
    /// </summary>
    [JsonIgnore]
    public string? Caution => Examples is > 0 and < FewestExamples
        ? $"they are few, expected at least {FewestExamples}: a check can only find what concerns many of them" : null;

    /// <summary>The messages of the checks that failed.</summary>
    [JsonIgnore]
    public IEnumerable<string> Reasons => Checks.Where(check => !check.Passed).Select(check => check.Message);
}

/// <summary>The form of checks in the part of a shard, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(AuditCheck[]))]
internal sealed partial class AuditJson : JsonSerializerContext;
