using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;

namespace Scratch.Cli.Attacking;

/// <summary>A data set after an attack, each example measured again by a pass of its own.</summary>
internal sealed class AttackedSet
{
    public const int BatchSize = 1000;
    private const float Rounding = 1e-5f; // of a radius, that the sums behind a distance may leave

    private AttackedSet(Matrix points, int[] labels)
    {
        (Points, Labels) = (points, labels);
        (Predictions, IsRobust) = (new int[labels.Length], new int[labels.Length]);
    }

    /// <summary>(N, pixels): the moved examples; those that were not attacked, as they are.</summary>
    public Matrix Points { get; }

    public int[] Labels { get; }

    /// <summary>What the classifier sees in the points.</summary>
    public int[] Predictions { get; }

    /// <summary>1 where the classifier is right without attack and was not fooled, otherwise 0.</summary>
    public int[] IsRobust { get; }

    public int Count => Labels.Length;

    /// <summary>Those that are seen rightly without attack.</summary>
    public int Right { get; private set; }

    /// <summary>Those of them that were attacked: all, but for those of the wanted class.</summary>
    public int Attacked { get; private set; }

    public int Fooled { get; private set; }

    /// <summary>Moved examples whose logits are not finite.</summary>
    public int NotFinite { get; private set; }

    /// <summary>Of the fooled; null if there are none.</summary>
    public float? MedianDistance { get; private set; }

    /// <summary>Attacks what is seen rightly.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="kind">What the catalogue says of it.</param>
    /// <param name="context">The classifier, and the ball.</param>
    /// <param name="data">The examples.</param>
    /// <param name="wanted">The class to be seen; null for any wrong one.</param>
    /// <param name="random">Example e draws from its fork e.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static AttackedSet Make(
        Attack attack, AttackKind kind, AttackContext context, Dataset data, int? wanted, RandomStream random, CancellationToken cancellation)
    {
        Matrix points = Matrix.Allocate(data.Count, data.Inputs.Columns);
        data.Inputs.CopyTo(points);
        var set = new AttackedSet(points, data.Labels.ToArray());
        set.Predict(context.Model, 0, data.Count);
        if (set.Predictions.Count(seen => seen == Decision.None) is > 0 and int strange)
        {
            throw new InvalidDataException($"The model's logits are not finite for {strange} of {data.Count} examples: there is nothing to attack.");
        }
        int[] right = [.. Enumerable.Range(0, data.Count).Where(row => set.Predictions[row] == set.Labels[row])];
        int[] attacked = [.. right.Where(row => set.Labels[row] != wanted)];
        (set.Right, set.Attacked) = (right.Length, attacked.Length);
        foreach (int row in right)
        {
            set.IsRobust[row] = 1;
        }
        var all = new AttackBatch(data.Inputs, data.Labels, Enumerable.Range(0, data.Count).ToArray(), random);
        var distances = new List<float>();
        foreach (int[] rows in attacked.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            AttackBatch batch = all.Select(rows);
            batch = wanted is { } c ? batch with { TargetClasses = Enumerable.Repeat(c, rows.Length).ToArray() } : batch;
            Matrix moved = Matrix.Allocate(rows.Length, points.Columns);
            attack.Perturb(batch, moved);
            set.Take(batch, moved, rows, kind, context, distances);
        }
        distances.Sort();
        set.MedianDistance = distances.Count == 0 ? null : distances[distances.Count / 2];
        return set;
    }

    private void Take(in AttackBatch batch, Matrix moved, int[] rows, AttackKind kind, AttackContext context, List<float> distances)
    {
        Norm norm = Norm.Parse(context.Options.Norm);
        float reach = kind.IsMinimumNorm || kind.MovesPrompts ? float.PositiveInfinity : context.Options.Epsilon + Rounding;
        Matrix logits = context.Model.Forward(moved);
        for (int i = 0; i < rows.Length; i++)
        {
            moved.Row(i).CopyTo(Points.Row(rows[i]));
            Predictions[rows[i]] = Decision.From(logits.Row(i));
            NotFinite += Predictions[rows[i]] == Decision.None ? 1 : 0;
            float distance = norm.Distance(moved.Row(i), batch.Originals.Row(i));
            if (batch.IsFooled(i, Predictions[rows[i]]) && distance <= reach)
            {
                IsRobust[rows[i]] = 0;
                Fooled++;
                distances.Add(distance);
            }
        }
    }

    private void Predict(IModel target, int start, int end)
    {
        for (; start < end; start += BatchSize)
        {
            Matrix logits = target.Forward(Points.SliceRows(start, Math.Min(BatchSize, end - start)));
            for (int row = 0; row < logits.Rows; row++)
            {
                Predictions[start + row] = Decision.From(logits.Row(row));
            }
        }
    }
}
