namespace Scratch.Adversarial.Attacks;

/// <summary>
/// An attack that is begun again, from other random starts, for the examples that withstood it. What fools the model
/// first is kept.
/// </summary>
/// <remarks>
/// Of an example that no start fools the result is the point where its margin is smallest. Allocates.
/// </remarks>
internal sealed class RestartedAttack(Attack attack, IModel model, int restarts) : Attack
{
    private readonly AttackLoss _margin = new MarginLoss();

    /// <inheritdoc/>
    public override string Name => attack.Name;

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result);
        attack.Progress = Progress.Part("", 0, restarts);
        attack.Perturb(batch, result);
        (float[] margins, bool[] isFooled) = Judge(batch, result);
        for (int restart = 1; restart < restarts; restart++)
        {
            int[] left = [.. Enumerable.Range(0, margins.Length).Where(row => !isFooled[row])];
            if (left.Length == 0)
            {
                return;
            }
            // the number of no example
            AttackBatch rest = batch.Select(left) with { Random = batch.Random.Fork(-restart) };
            Matrix moved = Matrix.Allocate(left.Length, result.Columns);
            attack.Progress = Progress.Part("", restart, restarts);
            attack.Perturb(rest, moved);
            (float[] movedMargins, bool[] movedIsFooled) = Judge(rest, moved);
            for (int i = 0; i < left.Length; i++)
            {
                if (movedIsFooled[i] || movedMargins[i] > margins[left[i]] || float.IsNaN(margins[left[i]]))
                {
                    (margins[left[i]], isFooled[left[i]]) = (movedMargins[i], movedIsFooled[i]);
                    moved.Row(i).CopyTo(result.Row(left[i]));
                }
            }
        }
    }

    private (float[] Margins, bool[] IsFooled) Judge(AttackBatch batch, Matrix points)
    {
        Matrix margins = Matrix.Allocate(1, batch.Count), logits = model.Forward(points);
        _margin.Compute(logits, batch.Labels.Span, batch.TargetClasses.Span, margins, dLogits: default);
        return (margins.Row(0).ToArray(),
            [.. Enumerable.Range(0, batch.Count).Select(row => batch.IsFooled(row, Decision.From(logits.Row(row))))]);
    }
}
