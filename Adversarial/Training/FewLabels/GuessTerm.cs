using System.Numerics.Tensors;
using Scratch.Adversarial.Data;
using Scratch.Engine;

namespace Scratch.Adversarial.Training.FewLabels;

/// <summary>
/// Guesses in place of labels: an example of which the classifier is sure takes one of the mixture's forms, augmented, generated or adversarial, and
/// is to be seen there as the class that it is taken for as it is. Lee 2013; augmented, and with a threshold: Sohn et al. 2020 (FixMatch), eq. 4.
/// </summary>
/// <remarks>
/// Guesses confirm themselves: of two classes that look alike one can swallow the other. Aligned, p(k | x) is first divided by the mean of p(k | ·) over the batch, as
/// classes that are equally common would have it: Berthelot et al. 2020 (ReMixMatch), section 3.1. Theirs is a running mean; one of the batch leaves nothing to
/// remember, and one example more of each class keeps it off 0.
/// </remarks>
/// <param name="mixed">Gives the forms; adversarial ones are moved away from the guess.</param>
/// <param name="options">τ, the least probability of a guess that teaches, the weight, and whether guesses are aligned.</param>
/// <param name="classes">The number of classes.</param>
/// <param name="capacity">The largest batch.</param>
internal sealed class GuessTerm(MixedBatch mixed, FewLabelOptions options, int classes, int capacity) : UnlabelledTerm("guesses", options.GuessWeight)
{
    private readonly int[] _guesses = new int[capacity];
    private readonly float[] _commonness = new float[classes]; // of each class, up to a factor that all have
    private readonly float[] _aligned = new float[classes];

    public override void Compose(in UnlabelledBatch batch, RandomStream random, Matrix inputs, Matrix targets)
    {
        Matrix probabilities = batch.Probabilities;
        Memory<int> guesses = _guesses.AsMemory(0, probabilities.Rows);
        Count(probabilities);
        for (int row = 0; row < probabilities.Rows; row++)
        {
            TensorPrimitives.Divide(probabilities.Row(row), _commonness, _aligned);
            guesses.Span[row] = RowOperations.ArgMax(_aligned);
            bool isSure = _aligned[guesses.Span[row]] >= options.Confidence * TensorPrimitives.Sum<float>(_aligned);
            OneHot.Write(guesses.Span.Slice(row, 1), targets.SliceRows(row, 1));
            if (!isSure)
            {
                targets.Row(row).Clear();
            }
        }
        mixed.Compose(batch.Rows, guesses, random, inputs, batch.Progress);
    }

    private void Count(Matrix probabilities)
    {
        _commonness.AsSpan().Fill(1);
        for (int row = 0; options.AlignGuesses && row < probabilities.Rows; row++)
        {
            TensorPrimitives.Add(_commonness, probabilities.Row(row), _commonness);
        }
    }
}
