using System.IO.Compression;

namespace Scratch.Adversarial.Files;

/// <summary>Writes NumPy's .npz, a zip archive of .npy files, which <c>numpy.load</c> opens.</summary>
public static class NpzFile
{
    // The first day that zip knows: the time of writing would make every file different.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Writes the arrays by way of <see cref="AtomicFile"/>. The same arrays always give the same bytes.
    /// </summary>
    /// <remarks>Nothing is compressed, because the compressor's output may change with its version.</remarks>
    /// <param name="path">The target; one that is there is replaced.</param>
    /// <param name="arrays">The arrays, in the order of the file.</param>
    /// <exception cref="ArgumentException">Two arrays have the same name.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, params IEnumerable<NpyArray> arrays)
    {
        NpyArray[] list = [.. arrays];
        if (list.CountBy(array => array.Name, StringComparer.Ordinal).FirstOrDefault(pair => pair.Value > 1)
            .Key is { } twice)
        {
            throw new ArgumentException($"Two arrays are named '{twice}'.", nameof(arrays));
        }
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (NpyArray array in list)
            {
                ZipArchiveEntry entry = archive.CreateEntry($"{array.Name}.npy", CompressionLevel.NoCompression);
                entry.LastWriteTime = Epoch;
                using Stream content = entry.Open();
                array.Write(content);
            }
        });
    }
}
