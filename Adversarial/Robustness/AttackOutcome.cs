namespace Scratch.Adversarial.Robustness;

/// <summary>The examples of a data set that are attacked.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Rows">Which of its examples; example e draws from <c>Random.Fork(e)</c>.</param>
/// <param name="Random">The stream of the attack.</param>
public sealed record AttackedExamples(Dataset Data, ReadOnlyMemory<int> Rows, RandomStream Random)
{
    /// <summary>The class that the model is to see; null for any wrong one.</summary>
    public int? TargetClass { get; init; }

    /// <summary>(rows, features), overwritten with the moved examples; empty if nobody asks for them.</summary>
    public Matrix Moved { get; init; }
}

/// <summary>What an attack did to some examples, measured again: the one definition of success.</summary>
/// <remarks>
/// An example is fooled if two further passes show it, at a point of the ball and of the box. The point of an attack
/// that looks for the nearest, or moves prompts, may lie at any distance.
/// </remarks>
public sealed class AttackOutcome
{
    private const int Columns = 7; // of what is measured of an example, in the order of Measure

    private AttackOutcome(ExampleValues measured)
    {
        (Matrix values, Seconds) = measured;
        int count = values.Rows;
        (IsFooled, Predictions) = (new bool[count], new int[count]);
        (Distances, OwnDistances) = (new float[count], new float[count]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> one = values.Row(i);
            (IsFooled[i], Predictions[i], Distances[i], OwnDistances[i]) = (one[0] != 0, (int)one[1], one[2], one[3]);
            Unverified += (int)one[4];
            OutOfBounds += (int)one[5];
            NotFinite += (int)one[6];
        }
    }

    /// <summary>
    /// Whether each attacked example is misclassified, or seen as the target class, where the attack was allowed to go.
    /// </summary>
    public bool[] IsFooled { get; }

    /// <summary>What each is seen as: <see cref="Decision"/>.</summary>
    public int[] Predictions { get; }

    /// <summary>How far each was moved, in the norm that was asked for.</summary>
    public float[] Distances { get; }

    /// <summary>How far each was moved, in the attack's own norm.</summary>
    public float[] OwnDistances { get; }

    /// <summary>Successes that a second pass didn't show.</summary>
    public int Unverified { get; }

    /// <summary>Points where the attack was not allowed to go.</summary>
    public int OutOfBounds { get; }

    /// <summary>Points where a logit isn't finite: what a model says there is no class, so it is wrong.</summary>
    public int NotFinite { get; }

    /// <summary>Wall-clock time.</summary>
    public double Seconds { get; }

    /// <summary>Attacks some examples, in batches of the model's capacity, and measures again.</summary>
    /// <param name="planned">The attack.</param>
    /// <param name="context">The model, and the attack's options with its radius.</param>
    /// <param name="examples">Whom.</param>
    /// <param name="norm">What <see cref="Distances"/> are measured in.</param>
    /// <param name="progress">Told how many of them are done; null for nobody.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static AttackOutcome Run(
        PlannedAttack planned,
        AttackContext context,
        AttackedExamples examples,
        Norm norm,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(planned);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(norm);
        Matrix moved = examples.Moved;
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{planned.Name} {context.Options.Norm} {context.Options.Epsilon}");
        ExampleValues measured = context.Work.OfRows(
            name, examples.Rows.ToArray(), Columns + moved.Columns,
            rows => Attack(planned, context, examples with { Rows = rows }, norm, progress, cancellation));
        if (!moved.IsEmpty)
        {
            measured.Values.SliceColumns(Columns, moved.Columns).CopyTo(moved);
        }
        return new AttackOutcome(measured);
    }

    /// <summary>What is measured of each example, and behind it the moved example if it is asked for.</summary>
    private static Matrix Attack(
        PlannedAttack planned, AttackContext context, AttackedExamples examples, Norm norm,
        IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        (Dataset data, ReadOnlyMemory<int> rows, RandomStream random) = examples;
        IModel model = context.Model;
        Attack attack = planned.Create(context);
        float reach = planned.IsMinimumNorm || planned.MovesPrompts ? float.PositiveInfinity : context.Options.Epsilon;
        Matrix moved = Matrix.Allocate(model.Capacity, model.Features),
            measured = Matrix.Allocate(rows.Length, Columns + examples.Moved.Columns);
        for (int start = 0; start < rows.Length; start += model.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            AttackBatch batch = AttackBatch.From(
                data, rows.Span.Slice(start, Math.Min(model.Capacity, rows.Length - start)), random);
            batch = examples.TargetClass is { } target
                ? batch with { TargetClasses = Enumerable.Repeat(target, batch.Count).ToArray() } : batch;
            Matrix to = moved.SliceRows(0, batch.Count), into = measured.SliceRows(start, batch.Count);
            double end = (double)(start + batch.Count) / rows.Length;
            attack.Progress = progress.Part("", (double)start / rows.Length, end);
            attack.PerturbTogether(batch, to);
            Measure(context, batch, to, reach, norm, into);
            if (!examples.Moved.IsEmpty)
            {
                to.CopyTo(into.SliceColumns(Columns, to.Columns));
            }
            progress.Report(end);
        }
        return measured;
    }

    /// <summary>Two passes over what the attack left; of an honest model, they are the same.</summary>
    private static void Measure(
        AttackContext context, in AttackBatch batch, Matrix to, float reach, Norm norm, Matrix measured)
    {
        Norm own = Norm.Parse(context.Options.Norm);
        Box box = context.Options.BoxIn(context.Model.Box);
        int[] once = Decision.All(context.Model, to), again = Decision.All(context.Model, to);
        for (int i = 0; i < batch.Count; i++)
        {
            Span<float> one = measured.Row(i);
            float distance = own.Distance(to.Row(i), batch.Originals.Row(i));
            bool isAllowed = Ball.IsWithin(distance, reach) && box.FindOutside(to.Row(i)) < 0;
            bool first = batch.IsFooled(i, once[i]), second = batch.IsFooled(i, again[i]);
            one[0] = isAllowed && first && second ? 1 : 0;
            one[1] = once[i];
            one[2] = norm.Distance(to.Row(i), batch.Originals.Row(i));
            one[3] = distance;
            one[4] = first != second ? 1 : 0;
            one[5] = isAllowed ? 0 : 1;
            one[6] = once[i] == Decision.None ? 1 : 0;
        }
    }
}
