using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Benchmarks.Speech;

/// <summary>A temporary folder of words as WAV files, as a program that generates them would leave it.</summary>
internal sealed class SpokenFolder : IDisposable
{
    /// <summary>Writes words.</summary>
    /// <param name="words">At 8 kHz; word i is of class i modulo <paramref name="classes"/>.</param>
    /// <param name="classes">The number of classes.</param>
    public SpokenFolder(float[][] words, int classes)
    {
        for (int i = 0; i < words.Length; i++)
        {
            WavFile.Write(System.IO.Path.Combine(Path, $"{i % classes}_generated_{i / classes}.wav"),
                new Sound(words[i], ActivePart.Rate));
        }
    }

    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("scratch-words-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
