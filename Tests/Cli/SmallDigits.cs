using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Tests.Adversarial.Data;

namespace Scratch.Tests.Cli;

/// <summary>A folder of IDX files with the first of the embedded digits, so that a whole run takes seconds.</summary>
internal static class SmallDigits
{
    public const int TrainingCount = 2400;
    public const int TestCount = 200;

    public static void Write(string folder)
    {
        ImageSource mnist = ImageSource.Parse("mnist");
        Dataset training = mnist.OpenTraining();
        Write(folder, "train", training.Take(TrainingCount));
        Write(folder, "t10k", mnist.OpenTest(training.Classes).Take(TestCount));
    }

    private static void Write(string folder, string prefix, Dataset data)
    {
        byte[] pixels = new byte[data.Inputs.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)MathF.Round(data.Inputs.Span[i] * byte.MaxValue);
        }
        byte[] labels = [.. data.Labels.ToArray().Select(label => (byte)label)];
        File.WriteAllBytes(
            Path.Combine(folder, $"{prefix}-images-idx3-ubyte"),
            Idx.File(Idx.ImagesMagic,
                [(uint)data.Count, (uint)(data.Inputs.Columns / data.Domain.RowLength), (uint)data.Domain.RowLength],
                pixels));
        File.WriteAllBytes(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"), Idx.Labels(labels));
    }
}
