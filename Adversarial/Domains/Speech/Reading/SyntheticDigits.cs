using System.IO.Compression;
using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>
/// The words of the package Scratch.Datasets: the ten digits, spoken by 44 voices of the synthesisers flite and
/// espeak-ng, 1,120 clips.
/// </summary>
/// <remarks>Their licences and how they were made stand in synthetic-digits-notice.txt.</remarks>
internal static class SyntheticDigits
{
    /// <summary>What the data is asked for by.</summary>
    public const string Name = "spoken-digits";

    private const string Resource = "speech/synthetic-digits.gz";

    /// <summary>Reads them; their speakers are voices.</summary>
    /// <param name="mostSamples">The most samples that are kept of a word, at least 200; none has more than
    /// 8,000.</param>
    /// <exception cref="FileNotFoundException">The package is not registered (<see cref="PackagedFiles"/>).</exception>
    public static SpokenWords Read(int mostSamples)
    {
        using Stream file = PackagedFiles.Open(Name, Resource);
        using var content = new GZipStream(file, CompressionMode.Decompress);
        var bytes = new MemoryStream();
        content.CopyTo(bytes);
        ReadOnlySpan<byte> all = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        int next = all.IndexOf("\n\n"u8) + 2, shortened = 0;
        string[] lines = System.Text.Encoding.ASCII.GetString(all[..(next - 2)]).Split('\n');
        var clips = new List<SpokenClip>(lines.Length);
        foreach (string line in lines)
        {
            string[] words = line.Split(' '); // digit, voice, take, samples
            float[] samples = new float[int.Parse(words[3], CultureInfo.InvariantCulture)];
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = Companding.FromMuLaw(all[next++]);
            }
            float[] word = ActivePart.Extract(samples, ActivePart.Rate, mostSamples, out bool isShortened)!;
            shortened += isShortened ? 1 : 0;
            clips.Add(new SpokenClip($"{Name}/{words[0]}_{words[1]}_{words[2]}",
                int.Parse(words[0], CultureInfo.InvariantCulture), words[1],
                int.Parse(words[2], CultureInfo.InvariantCulture), SpokenPart.Unknown, word));
        }
        return new SpokenWords(
            Name, clips, [.. Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture))])
        { Shortened = shortened };
    }
}
