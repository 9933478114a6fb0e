namespace Scratch.Cli.Settings;

/// <summary>The option <c>--memory</c>: how much of it data may take.</summary>
internal static class MemoryFlag
{
    /// <summary>The option.</summary>
    public static Option<long?> Create() => Usage.Optional(
        "--memory SIZE",
        "The memory that data may take, such as 1GB; half of what there is by default. What would take more is read "
            + "from its file as it is needed. Results don't depend on it.", new MemorySizes());

    /// <summary>Sets the limit, if one is given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="cache">Where to keep what has to be parsed; null for the folder of temporary files.</param>
    public static void Use(ParseResult parsed, Option<long?> option, string? cache = null) =>
        (DataMemory.Limit, DataMemory.CacheFolder) = (parsed.GetValue(option), cache);

    /// <summary>Sizes such as <c>500MB</c>.</summary>
    private sealed class MemorySizes : Kind<long>
    {
        private static readonly string[] Units = ["kB", "MB", "GB", "TB"];

        /// <inheritdoc/>
        public override string Expected => "a size such as 500MB or 1.5GB, of at least 1kB";

        /// <inheritdoc/>
        public override bool TryRead(string text, out long value)
        {
            value = 0;
            int unit = Array.FindIndex(Units, unit => text.EndsWith(unit, StringComparison.OrdinalIgnoreCase));
            if (unit < 0 || !decimal.TryParse(
                text[..^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                || number > 1_000_000)
            {
                return false;
            }
            value = (long)(number * (decimal)Math.Pow(1000, unit + 1));
            return true;
        }

        /// <inheritdoc/>
        public override bool Has(long value) => value >= 1000;

        /// <inheritdoc/>
        public override string Write(long value) => DataMemory.Describe(value);
    }
}
