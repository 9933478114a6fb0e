namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// An attack that is led towards several wrong classes, one after the other, those with the largest logits first. Any
/// wrong class is a success. The targeted parts of AutoAttack, Croce and Hein 2020.
/// </summary>
/// <remarks>
/// An example is done as soon as it is fooled; for an attack that seeks the nearest point, all classes are tried and
/// the nearest is kept. A batch that is targeted already is led to its own classes. Allocates.
/// </remarks>
/// <param name="attack">The attack that is led.</param>
/// <param name="model">What it attacks.</param>
/// <param name="classes">How many wrong classes are tried, if there are so many.</param>
/// <param name="distance">What the nearest is measured in; null for an attack in a ball.</param>
/// <param name="enough">A distance at which an example is done nevertheless.</param>
internal sealed class MultiTargetAttack(
    Attack attack, IModel model, int classes, Norm? distance = null, float enough = 0) : Attack
{
    /// <inheritdoc/>
    public override string Name => attack.Name;

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result);
        if (batch.IsTargeted)
        {
            attack.Progress = Progress;
            attack.Perturb(batch, result);
            return;
        }
        int[][] ranked = Rank(batch);
        float[] best = [.. Enumerable.Repeat(float.PositiveInfinity, batch.Count)];
        int[] left = [.. Enumerable.Range(0, batch.Count)];
        batch.Originals.CopyTo(result);
        int targets = Math.Min(classes, model.Classes - 1);
        for (int k = 0; k < targets && left.Length > 0; k++)
        {
            AttackBatch led = batch.Select(
                left) with
            {
                TargetClasses = left.Select(row => ranked[row][k]).ToArray(),
                AcceptsAny = true,
                Random = batch.Random.Fork(-1 - k)
            };
            Matrix moved = Matrix.Allocate(led.Count, result.Columns);
            attack.Progress = Progress.Part("", k, targets);
            attack.Perturb(led, moved);
            Matrix logits = model.Forward(moved);
            for (int i = 0; i < left.Length; i++)
            {
                bool isFooled = led.IsFooled(i, Decision.From(logits.Row(i)));
                float length = !isFooled ? float.PositiveInfinity
                    : distance?.Distance(moved.Row(i), led.Originals.Row(i)) ?? 0;
                if (length < best[left[i]] || k == 0)
                {
                    best[left[i]] = length;
                    moved.Row(i).CopyTo(result.Row(left[i]));
                }
            }
            left = [.. left.Where(row => best[row] > enough)];
        }
    }

    /// <summary>The wrong classes of each example, the largest logit first.</summary>
    private int[][] Rank(in AttackBatch batch)
    {
        Matrix logits = model.Forward(batch.Originals);
        var ranked = new int[batch.Count][];
        for (int row = 0; row < batch.Count; row++)
        {
            float[] z = logits.Row(row).ToArray();
            int label = batch.Labels.Span[row];
            // stable: of equal ones the first
            ranked[row] = [.. Enumerable.Range(0, z.Length).Where(c => c != label).OrderByDescending(c => z[c])];
        }
        return ranked;
    }
}
