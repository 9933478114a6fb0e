namespace Scratch.Cli.Settings;

/// <summary>What a command is going to write, settled before its work: what can't be is bad usage.</summary>
internal static class Outputs
{
    /// <summary>The file that an option names.</summary>
    /// <exception cref="UsageException">It can't be written; the message names the option and the reason.</exception>
    public static OutputFile Settle(Option option, string path, bool overwrite, params IReadOnlyList<string> endings) =>
        Settle(option, () => OutputFile.Settle(path, overwrite, endings));

    /// <summary>What an option names, settled by its own kind.</summary>
    /// <exception cref="UsageException">It can't be written; the message names the option and the reason.</exception>
    public static T Settle<T>(Option option, Func<T> settle)
    {
        try
        {
            return settle();
        }
        catch (Exception error) when (
            error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{option.Name}: {error.Message}", error);
        }
    }
}
