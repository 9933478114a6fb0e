using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;

namespace Scratch.Benchmarks.Steps;

/// <summary>
/// What the steps train on: batches that look like digits, made once, so that no copy of the data is timed.
/// </summary>
/// <remarks>
/// The labels change every step, and their batches come round at another rhythm than the images. A batch that could be
/// learned by heart has gradients near zero, then denormal ones, and an optimizer that doesn't flush those would be
/// timed on them alone.
/// </remarks>
public sealed class StepData
{
    public const int Batch = 128;
    public const int Pixels = 784;
    public const int Classes = 10;
    public const int ImageBatches = 8;
    public const int LabelBatches = 61; // a prime, so that images and labels meet again after 488 steps only
    private const float Ink = 0.2f; // the share of pixels that are not black, as in MNIST

    private readonly Matrix[] _images = new Matrix[ImageBatches];
    private readonly int[] _rows = [.. Enumerable.Range(0, ImageBatches * Batch)];
    private readonly Matrix[] _targets = new Matrix[LabelBatches];
    private readonly int[][] _labels = new int[LabelBatches][];
    private readonly long[][] _longLabels = new long[LabelBatches][];

    public StepData(ulong seed)
    {
        RandomStream pixels = new RandomStream(seed).Fork(0), classes = new RandomStream(seed).Fork(1);
        for (int i = 0; i < ImageBatches; i++)
        {
            _images[i] = Matrix.Allocate(Batch, Pixels);
            pixels.Fork(i).FillUniform(_images[i].Span, 1 - (1 / Ink), 1);
            foreach (ref float pixel in _images[i].Span)
            {
                pixel = MathF.Max(0, pixel);
            }
        }
        for (int i = 0; i < LabelBatches; i++)
        {
            _targets[i] = Matrix.Allocate(Batch, Classes);
            _labels[i] = new int[Batch];
            for (int row = 0; row < Batch; row++)
            {
                int label = classes.Fork(i).Below(Classes, (ulong)row);
                _labels[i][row] = label;
                _targets[i][row, label] = 1;
            }
            _longLabels[i] = [.. _labels[i].Select(label => (long)label)];
        }
    }

    /// <summary>The images of a step, (Batch, Pixels).</summary>
    public Matrix Images(int step) => _images[step % ImageBatches];

    /// <summary>The classes of a step, one-hot, (Batch, Classes).</summary>
    public Matrix Target(int step) => _targets[step % LabelBatches];

    /// <summary>The same classes as numbers.</summary>
    public int[] Labels(int step) => _labels[step % LabelBatches];

    /// <summary>The same, as PyTorch wants them.</summary>
    public long[] LongLabels(int step) => _longLabels[step % LabelBatches];

    /// <summary>Where the images of a step lie in <see cref="ToDataset"/>.</summary>
    public ReadOnlyMemory<int> Rows(int step) => _rows.AsMemory(step % ImageBatches * Batch, Batch);

    /// <summary>
    /// All images, copied, with the classes of the first steps: what a step of the library trains on.
    /// </summary>
    public Dataset ToDataset()
    {
        Matrix all = Matrix.Allocate(_rows.Length, Pixels);
        for (int i = 0; i < ImageBatches; i++)
        {
            _images[i].CopyTo(all.SliceRows(i * Batch, Batch));
        }
        return new Dataset("steps", all, [.. _labels.Take(ImageBatches).SelectMany(labels => labels)], Classes,
            new ImageDomain(28, 28));
    }
}
