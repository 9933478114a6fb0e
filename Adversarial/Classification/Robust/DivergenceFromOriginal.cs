namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// KL(p ‖ q) from what the model says of the originals: an attack that needs no labels. Zhang et al. 2019, eq. 5;
/// Miyato et al. 2018, eq. 5.
/// </summary>
/// <remarks>At the originals themselves its gradient is 0, so the attack needs a random start.</remarks>
internal sealed class DivergenceFromOriginal : AttackLoss
{
    private static readonly Loss Divergence = new CategoricalDivergence();
    private readonly Matrix _originals;

    /// <summary>A loss over batches of up to <paramref name="capacity"/>. Allocates.</summary>
    public DivergenceFromOriginal(int classes, int capacity) => _originals = Matrix.Allocate(capacity, classes);

    /// <summary>Takes what the model says of the originals; the attack that follows climbs away from it.</summary>
    /// <param name="logits">(B, classes), of the originals, in the order of the attack's batch.</param>
    public void TakeOriginals(Matrix logits)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            RowSoftmax.Write(logits.Row(row), _originals.Row(row));
        }
    }

    /// <inheritdoc/>
    public override void Compute(
        Matrix logits, ReadOnlySpan<int> labels, ReadOnlySpan<int> wanted, Matrix perExample, Matrix dLogits) =>
        Divergence.Compute(logits, _originals.SliceRows(0, logits.Rows), perExample, scale: 1, dLogits);
}
