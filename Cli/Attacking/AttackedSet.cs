namespace Scratch.Cli.Attacking;

/// <summary>A whole data set after an attack on what the model sees rightly.</summary>
internal sealed class AttackedSet
{
    public const int BatchSize = 1000;

    private AttackedSet(Matrix points, int[] labels, int[] predictions)
    {
        (Points, Labels, Predictions) = (points, labels, predictions);
        IsRobust = [.. labels.Zip(predictions, (label, seen) => label == seen ? 1 : 0)];
        Right = IsRobust.Sum();
    }

    /// <summary>
    /// Those that are not in the box that attacks suppose: they can't be attacked, and are not robust.
    /// </summary>
    public int OutsideBox { get; private init; }

    /// <summary>
    /// (N, features): the moved examples; those that were not attacked, as they are. Empty if nobody asked for them.
    /// </summary>
    public Matrix Points { get; }

    public int[] Labels { get; }

    /// <summary>What the classifier sees in the points.</summary>
    public int[] Predictions { get; }

    /// <summary>1 where the classifier is right without attack and was not fooled, otherwise 0.</summary>
    public int[] IsRobust { get; }

    public int Count => Labels.Length;

    /// <summary>Those that are seen rightly without attack.</summary>
    public int Right { get; }

    /// <summary>Those of them that were attacked: all, but for those of the wanted class.</summary>
    public int Attacked => AttackedRows.Length;

    /// <summary>Their numbers, in rising order.</summary>
    public required int[] AttackedRows { get; init; }

    public int Fooled { get; private init; }

    /// <summary>Moved examples whose logits are not finite.</summary>
    public int NotFinite { get; private init; }

    /// <summary>Of the fooled; null if there are none.</summary>
    public float? MedianDistance { get; private init; }

    /// <summary>Attacks what is seen rightly.</summary>
    /// <param name="planned">The attack.</param>
    /// <param name="context">The classifier, and the ball.</param>
    /// <param name="data">The examples.</param>
    /// <param name="wanted">The class to be seen; null for any wrong one.</param>
    /// <param name="keepsPoints">Whether the moved examples are asked for.</param>
    /// <param name="random">Example e draws from its fork e.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static AttackedSet Make(
        PlannedAttack planned, AttackContext context, Dataset data, int? wanted, bool keepsPoints, RandomStream random,
        IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        Matrix points = default;
        if (keepsPoints)
        {
            points = Matrix.Allocate(data.Count, data.Features);
            data.Inputs.CopyTo(points);
        }
        int[] labels = data.Labels.ToArray(),
            predictions = Decision.AllFinite(context.Model, data, cancellation);
        bool[] isInside = context.Options.BoxIn(context.Model.Box).FindInside(data);
        int[] attacked = [.. Enumerable.Range(0, data.Count).Where(row =>
            predictions[row] == labels[row] && labels[row] != wanted && isInside[row])];
        Matrix moved = keepsPoints ? Matrix.Allocate(attacked.Length, points.Columns) : default;
        var examples = new AttackedExamples(data, attacked, random) { TargetClass = wanted, Moved = moved };
        AttackOutcome outcome =
            AttackOutcome.Run(planned, context, examples, Norm.Parse(context.Options.Norm),
                progress.Part(planned.Name, 0, 1), cancellation);
        float[] distances = [.. outcome.Distances.Where((_, i) => outcome.IsFooled[i]).Order()];
        var set = new AttackedSet(points, labels, predictions)
        {
            OutsideBox = isInside.Count(inside => !inside),
            AttackedRows = attacked,
            Fooled = distances.Length,
            NotFinite = outcome.NotFinite,
            MedianDistance = distances.Length == 0 ? null : distances[distances.Length / 2],
        };
        for (int row = 0; row < data.Count; row++)
        {
            set.IsRobust[row] = isInside[row] ? set.IsRobust[row] : 0;
        }
        for (int i = 0; i < attacked.Length; i++)
        {
            if (keepsPoints)
            {
                moved.Row(i).CopyTo(points.Row(attacked[i]));
            }
            predictions[attacked[i]] = outcome.Predictions[i];
            set.IsRobust[attacked[i]] = outcome.IsFooled[i] ? 0 : 1;
        }
        return set;
    }
}
