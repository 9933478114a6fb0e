using Scratch.Adversarial.Training;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch train</c> that say when checkpoints are written. They don't change what is computed.</summary>
internal static class CheckpointFlags
{
    private const double DefaultMinutes = 1;

    private static readonly Option<long?> Steps = new("--checkpoint-steps") { Description = "Write a checkpoint after so many updates.", HelpName = "N" };

    private static readonly Option<double?> Minutes = new("--checkpoint-minutes")
    {
        Description = "Write a checkpoint after so many minutes; 1 by default.",
        HelpName = "MINUTES",
    };

    public static IEnumerable<Option> All => [Steps, Minutes];

    /// <exception cref="UsageException">An option's value can't be used.</exception>
    public static CheckpointOptions Read(ParseResult parsed)
    {
        long? steps = parsed.GetValue(Steps);
        double? minutes = parsed.GetValue(Minutes);
        if (steps < 1)
        {
            throw new UsageException($"--checkpoint-steps is {steps}; expected at least 1.");
        }
        if (minutes is { } given && !(given > 0 && double.IsFinite(given)))
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--checkpoint-minutes is {given}; expected a number above 0."));
        }
        return new CheckpointOptions(steps, minutes ?? DefaultMinutes);
    }
}
