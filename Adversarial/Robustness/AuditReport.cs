namespace Scratch.Adversarial.Robustness;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What was looked for.</param>
/// <param name="Passed">Whether it was found to be as it should.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">What it may be at most.</param>
/// <param name="Message">What that means, in one line.</param>
public sealed record AuditCheck(string Name, bool Passed, double Value, double Limit, string Message)
{
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
    /// <summary>True if every check passed.</summary>
    public bool Passed => Checks.All(check => check.Passed);

    /// <summary>The messages of the checks that failed.</summary>
    [JsonIgnore]
    public IEnumerable<string> Reasons => Checks.Where(check => !check.Passed).Select(check => check.Message);
}
