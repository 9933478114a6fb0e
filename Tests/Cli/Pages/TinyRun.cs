using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Tests.Adversarial.Data;

namespace Scratch.Tests.Cli.Pages;

/// <summary>
/// A run of some milliseconds, on pictures of three bars, so that pages are made of what runs really leave.
/// </summary>
internal static class TinyRun
{
    public const int Height = 6;
    public const int Width = 4;
    public const int Classes = 3;
    public const int TestExamples = 30;

    public static RunResult Execute()
    {
        string folder = Directory.CreateTempSubdirectory("scratch-page-").FullName;
        try
        {
            WriteImages(folder, "train", 80);
            WriteImages(folder, "t10k", TestExamples);
            RunConfiguration preset = Presets.Find("default");
            RunConfiguration configuration = preset with
            {
                Data = "bars",
                Seed = 4711,
                Validation = 20,
                BatchSize = 16,
                Prompts = preset.Prompts with { EncoderHidden = [8], GeneratorHidden = [8], Latent = 4, Epochs = 2 },
                Gan = preset.Gan with { DiscriminatorHidden = [8], Epochs = 1 },
                Classifier = preset.Classifier with
                {
                    Hidden = [16],
                    Epochs = 12,
                    Optimizer = new() { LearningRate = 0.01f },
                    Mixture = preset.Classifier.Mixture with
                    {
                        Real = 0.1,
                        Augmented = 0.125,
                        Generated = 0.05,
                        AdversarialPrompts = 0,
                        AdversarialPixels = 0.725,
                    },
                },
                Attack = new() { Epsilon = 0.35f, StepSize = 0.125f, Steps = 7 }, // strong, so that predictions differ
            };
            return Run.Execute(configuration, ImageSource.Parse(folder), folder, "scratch train --out run --seed 4711",
                []);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// The pair of IDX files: example i is of class i mod 3, two bright rows of which the class says where.
    /// </summary>
    private static void WriteImages(string folder, string prefix, int count)
    {
        byte[] pixels = new byte[count * Height * Width];
        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))];
        for (int i = 0; i < count; i++)
        {
            pixels.AsSpan((i * Height * Width) + (labels[i] * 2 * Width), 2 * Width).Fill((byte)(150 + (i * 37 % 100)));
        }
        File.WriteAllBytes(Path.Combine(folder, $"{prefix}-images-idx3-ubyte"),
            Idx.File(Idx.ImagesMagic, [(uint)count, Height, Width], pixels));
        File.WriteAllBytes(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"), Idx.Labels(labels));
    }
}
