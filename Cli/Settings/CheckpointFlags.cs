namespace Scratch.Cli.Settings;

/// <summary>
/// The options of <c>scratch train</c> that say when checkpoints are written. They don't change what is computed.
/// </summary>
internal static class CheckpointFlags
{
    private const double DefaultMinutes = 1;

    private static readonly Option<long?> Steps =
        Usage.Number<long>("--checkpoint-steps N", "Write a checkpoint after so many updates.", NumberRange.FromOne);

    private static readonly Option<double?> Minutes =
        Usage.Number<double>(
            "--checkpoint-minutes MINUTES", "Write a checkpoint after so many minutes; 1 by default.",
            NumberRange.Positive);

    public static IEnumerable<Option> All => [Steps, Minutes];

    public static CheckpointOptions Read(ParseResult parsed) =>
        new(parsed.GetValue(Steps), parsed.GetValue(Minutes) ?? DefaultMinutes);
}
