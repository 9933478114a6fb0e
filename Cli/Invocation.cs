namespace Scratch.Cli;

/// <summary>What a command is run with: its streams, and what ends it early.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    /// <summary>Is cancelled by Ctrl-C and SIGTERM.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>What shards have computed, where a command merges it instead of computing; null otherwise.</summary>
    public MergedWork? Merged { get; init; }

    /// <summary>What to say of the work if it is interrupted.</summary>
    public Func<string> Consequence { get; set; } = () => "nothing was written.";
}

/// <summary>What commands ask of their invocation.</summary>
internal static class Invocations
{
    /// <summary>What ends the command early.</summary>
    public static CancellationToken Cancellation(this ParseResult parsed) => Of(parsed).Cancellation;

    /// <summary>What shards have computed, if the command merges it.</summary>
    public static MergedWork? Merged(this ParseResult parsed) => Of(parsed).Merged;

    /// <summary>Says what becomes of the work if it is interrupted.</summary>
    public static void IfInterrupted(this ParseResult parsed, Func<string> consequence) =>
        Of(parsed).Consequence = consequence;

    private static Invocation Of(ParseResult parsed) => (Invocation)parsed.InvocationConfiguration;
}
