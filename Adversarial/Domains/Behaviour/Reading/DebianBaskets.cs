using System.IO.Compression;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>
/// The interactions of the package Scratch.Datasets: 13,498 source packages of Debian 12, and which of 1,034 packages
/// each depends on.
/// </summary>
/// <remarks>Where they come from stands in debian-baskets-notice.txt.</remarks>
internal static class DebianBaskets
{
    /// <summary>What the data is asked for by.</summary>
    public const string Name = "debian";

    private const string Resource = "behaviour/debian-baskets.csv.gz";

    /// <summary>Reads them.</summary>
    /// <param name="options">Which interactions count.</param>
    /// <exception cref="InvalidDataException">The options leave nothing.</exception>
    /// <exception cref="FileNotFoundException">The package is not registered (<see cref="PackagedFiles"/>).</exception>
    public static BehaviourData Read(InteractionOptions options)
    {
        using Stream file = PackagedFiles.Open(Name, Resource);
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return InteractionReader.Read(content, Name, options);
    }
}
