namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// An attack whose results are drawn towards the originals, by bisection of the straight line between them, as long as
/// they fool the model: what an attack has overshot is taken back. (The final search of FAB, Croce and Hein 2020, for
/// any attack that seeks the nearest point.)
/// </summary>
internal sealed class SegmentSearch : Attack
{
    private const int Halvings = 14; // 6e-5 of the distance

    private readonly Attack _attack;
    private readonly IModel _model;
    private readonly Matrix _trial;

    /// <summary>An attack that is followed by the search. Allocates for the model's largest batch.</summary>
    public SegmentSearch(Attack attack, IModel model)
    {
        (_attack, _model) = (attack, model);
        _trial = Matrix.Allocate(model.Capacity, model.Features);
    }

    /// <inheritdoc/>
    public override string Name => _attack.Name;

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        _attack.Progress = Progress;
        _attack.Perturb(batch, result);
        var low = new float[batch.Count];
        Matrix trial = _trial.SliceRows(0, batch.Count), ends = Matrix.Allocate(batch.Count, result.Columns);
        result.CopyTo(ends);
        float[] high = [.. Enumerable.Repeat(1f, batch.Count)];
        for (int halving = 0; halving < Halvings; halving++)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                ReadOnlySpan<float> original = batch.Originals.Row(row);
                TensorPrimitives.Subtract(ends.Row(row), original, trial.Row(row));
                TensorPrimitives.MultiplyAdd(trial.Row(row), (low[row] + high[row]) / 2, original, trial.Row(row));
            }
            Matrix logits = _model.Forward(trial);
            for (int row = 0; row < batch.Count; row++)
            {
                float middle = (low[row] + high[row]) / 2;
                if (batch.IsFooled(row, Decision.From(logits.Row(row))))
                {
                    high[row] = middle;
                    trial.Row(row).CopyTo(result.Row(row));
                }
                else
                {
                    low[row] = middle;
                }
            }
        }
    }
}
