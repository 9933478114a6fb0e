namespace Scratch.Adversarial.Data;

/// <summary>How much memory examples may take; what would take more is read from its file as it is needed.</summary>
internal static class DataMemory
{
    private const double UsualShare = 0.5; // of what there is: networks and the system want some, too

    /// <summary>What the command line allows, in bytes; null for half of what the process may have.</summary>
    public static long? Limit { get; set; }

    /// <summary>Where what is made of a file goes, if it has to be parsed; null for the folder of temporary
    /// files.</summary>
    public static string? CacheFolder { get; set; }

    /// <summary>
    /// The limit in bytes. What the process may have is the machine's memory, or what a control group or the runtime's
    /// own limit leaves of it.
    /// </summary>
    public static long Bytes => Limit ?? (long)(UsualShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Whether examples that take so many bytes are left in their file.</summary>
    public static bool Exceeds(long bytes) => bytes > Bytes;

    /// <summary>What is said of examples that are left in their file.</summary>
    public static string DescribeStored(int examples, int features, string place) => string.Create(
        CultureInfo.InvariantCulture,
        $"{examples:#,0} examples of {features:#,0} numbers are read from {place} as they are needed; data may take "
        + $"{Describe(Bytes)} of memory");

    /// <summary>What is said to whoever needs examples in memory that are not there.</summary>
    public static InvalidDataException NotThere(string name) => new(
        $"{name}: the examples don't fit into the {Describe(Bytes)} of memory that data may take, and this needs them "
        + "there; expected --memory with more, or fewer examples.");

    /// <summary>Bytes in words, such as <c>1.5 GB</c>.</summary>
    public static string Describe(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.Length - 1)
        {
            (value, unit) = (value / 1000, unit + 1);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}
