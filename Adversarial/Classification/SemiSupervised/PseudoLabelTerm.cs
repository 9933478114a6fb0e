namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// Guesses in place of labels: an example of which the classifier is sure takes one of the mixture's forms, augmented,
/// generated or adversarial, and is to be seen there as the class that it is taken for as it is. Lee 2013; augmented,
/// and with a threshold: Sohn et al. 2020 (FixMatch), eq. 4.
/// </summary>
/// <param name="mixed">Gives the forms; adversarial ones are moved away from the guess.</param>
/// <param name="confidence">τ: the least probability of a guess that teaches.</param>
/// <param name="weight">Of the term.</param>
/// <param name="capacity">The largest batch.</param>
internal sealed class PseudoLabelTerm(MixedBatch mixed, float confidence, float weight, int capacity)
    : UnlabelledTerm("guesses", weight)
{
    private readonly int[] _guesses = new int[capacity];

    public override void Compose(in UnlabelledBatch batch, RandomStream random, Matrix inputs, Matrix targets)
    {
        Matrix probabilities = batch.Probabilities;
        Memory<int> guesses = _guesses.AsMemory(0, probabilities.Rows);
        for (int row = 0; row < probabilities.Rows; row++)
        {
            guesses.Span[row] = RowOperations.ArgMax(probabilities.Row(row));
        }
        mixed.Compose(batch.Rows, guesses, random, inputs, batch.Progress);
        OneHot.Write(guesses.Span, targets);
        for (int row = 0; row < probabilities.Rows; row++)
        {
            if (!(probabilities[row, guesses.Span[row]] >= confidence))
            {
                targets.Row(row).Clear();
            }
        }
    }
}
