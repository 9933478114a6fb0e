using System.Diagnostics;

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
    private AttackOutcome(int count)
    {
        (IsFooled, Predictions) = (new bool[count], new int[count]);
        (Distances, OwnDistances) = (new float[count], new float[count]);
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
    public int Unverified { get; private set; }

    /// <summary>Points where the attack was not allowed to go.</summary>
    public int OutOfBounds { get; private set; }

    /// <summary>Points where a logit isn't finite: what a model says there is no class, so it is wrong.</summary>
    public int NotFinite { get; private set; }

    /// <summary>Wall-clock time.</summary>
    public double Seconds { get; private set; }

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
        var clock = Stopwatch.StartNew();
        (Dataset data, ReadOnlyMemory<int> rows, RandomStream random) = examples;
        var outcome = new AttackOutcome(rows.Length);
        IModel model = context.Model;
        Attack attack = planned.Create(context);
        float reach = planned.IsMinimumNorm || planned.MovesPrompts ? float.PositiveInfinity : context.Options.Epsilon;
        Matrix moved = Matrix.Allocate(model.Capacity, model.Features);
        var all = new AttackBatch(data.Inputs, data.Labels, Enumerable.Range(0, data.Count).ToArray(), random);
        for (int start = 0; start < rows.Length; start += model.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            AttackBatch batch = all.Select(rows.Span.Slice(start, Math.Min(model.Capacity, rows.Length - start)));
            batch = examples.TargetClass is { } target
                ? batch with { TargetClasses = Enumerable.Repeat(target, batch.Count).ToArray() } : batch;
            Matrix to = moved.SliceRows(0, batch.Count);
            double end = (double)(start + batch.Count) / rows.Length;
            attack.Progress = progress.Part("", (double)start / rows.Length, end);
            attack.PerturbTogether(batch, to);
            outcome.Measure(context, batch, to, start, reach, norm);
            if (!examples.Moved.IsEmpty)
            {
                to.CopyTo(examples.Moved.SliceRows(start, batch.Count));
            }
            progress.Report(end);
        }
        outcome.Seconds = clock.Elapsed.TotalSeconds;
        return outcome;
    }

    /// <summary>Two passes over what the attack left; of an honest model, they are the same.</summary>
    private void Measure(AttackContext context, in AttackBatch batch, Matrix to, int start, float reach, Norm norm)
    {
        Norm own = Norm.Parse(context.Options.Norm);
        Box box = context.Options.BoxIn(context.Model.Box);
        int[] once = Decision.All(context.Model, to), again = Decision.All(context.Model, to);
        for (int i = 0; i < batch.Count; i++)
        {
            Predictions[start + i] = once[i];
            Distances[start + i] = norm.Distance(to.Row(i), batch.Originals.Row(i));
            float distance = OwnDistances[start + i] = own.Distance(to.Row(i), batch.Originals.Row(i));
            bool isAllowed = Ball.IsWithin(distance, reach) && box.FindOutside(to.Row(i)) < 0;
            bool first = batch.IsFooled(i, once[i]), second = batch.IsFooled(i, again[i]);
            OutOfBounds += isAllowed ? 0 : 1;
            Unverified += first != second ? 1 : 0;
            NotFinite += once[i] == Decision.None ? 1 : 0;
            IsFooled[start + i] = isAllowed && first && second;
        }
    }
}
