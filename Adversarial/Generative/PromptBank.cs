using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Generative;

/// <summary>The prompts of a data set: the mean and the deviation of each, and the label of the example it came from.</summary>
public sealed class PromptBank
{
    private const int BatchSize = 512;

    private PromptBank(Matrix means, Matrix deviations, ReadOnlyMemory<int> labels) =>
        (Means, Deviations, Labels) = (means, deviations, labels);

    /// <summary>(N, latent), μ of every example: its feature vector.</summary>
    public Matrix Means { get; }

    /// <summary>(N, latent), σ of every example.</summary>
    public Matrix Deviations { get; }

    /// <summary>The class of every example.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>The width of a prompt.</summary>
    public int Latent => Means.Columns;

    /// <summary>Encodes a data set. Allocates.</summary>
    public static PromptBank Encode(PromptEncoder encoder, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(data);
        Matrix means = Matrix.Allocate(data.Count, encoder.Latent);
        Matrix deviations = Matrix.Allocate(data.Count, encoder.Latent);
        var workspace = new Workspace(encoder.Network, BatchSize);
        for (int start = 0; start < data.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, data.Count - start);
            Matrix output = encoder.Network.Forward(workspace, data.Inputs.SliceRows(start, count));
            encoder.ReadHeads(output, means.SliceRows(start, count), deviations.SliceRows(start, count));
        }
        return new PromptBank(means, deviations, data.Labels);
    }

    /// <summary>Fresh prompts of some examples, z = μ + σ ⊙ ε.</summary>
    /// <param name="rows">B row numbers; the example in row r draws from <c>random.Fork(r)</c>.</param>
    /// <param name="random">The stream of this batch.</param>
    /// <param name="prompts">(B, Latent), overwritten.</param>
    public void Draw(ReadOnlySpan<int> rows, RandomStream random, Matrix prompts)
    {
        Shape.Require(prompts, rows.Length, Latent);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> prompt = prompts.Row(i);
            random.Fork(rows[i]).FillNormal(prompt);
            ReadOnlySpan<float> mean = Means.Row(rows[i]), deviation = Deviations.Row(rows[i]);
            for (int j = 0; j < prompt.Length; j++)
            {
                prompt[j] = mean[j] + (deviation[j] * prompt[j]);
            }
        }
    }
}
