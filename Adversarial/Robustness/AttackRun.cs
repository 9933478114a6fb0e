using System.Diagnostics;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;

namespace Scratch.Adversarial.Robustness;

/// <summary>What an attack did to some examples of a data set, measured again.</summary>
internal sealed class AttackRun
{
    private AttackRun(int count)
    {
        IsBroken = new bool[count];
        Distances = new float[count];
        OwnDistances = new float[count];
    }

    /// <summary>Whether each attacked example is misclassified at a point that the attack was allowed, in two passes.</summary>
    public bool[] IsBroken { get; }

    /// <summary>How far it was moved, in the evaluation's norm.</summary>
    public float[] Distances { get; }

    /// <summary>How far it was moved, in the attack's own norm.</summary>
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
    /// <param name="context">The model, and the attack's options with its radius.</param>
    /// <param name="planned">The attack.</param>
    /// <param name="data">The data set.</param>
    /// <param name="rows">Which of its examples; example e draws from <c>random.Fork(e)</c>.</param>
    /// <param name="ball">The evaluation's norm.</param>
    /// <param name="random">The stream of the attack.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static AttackRun Run(
        AttackContext context,
        PlannedAttack planned,
        Dataset data,
        ReadOnlyMemory<int> rows,
        Norm ball,
        RandomStream random,
        IProgress<RobustnessProgress>? progress,
        CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var run = new AttackRun(rows.Length);
        IModel model = context.Model;
        Attack attack = planned.Create(context);
        float reach = planned.IsMinimumNorm ? float.PositiveInfinity : context.Options.Epsilon;
        Matrix originals = Matrix.Allocate(model.Capacity, model.Features), moved = Matrix.Allocate(model.Capacity, model.Features);
        int[] labels = new int[model.Capacity];
        for (int start = 0; start < rows.Length; start += model.Capacity)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlyMemory<int> examples = rows.Slice(start, Math.Min(model.Capacity, rows.Length - start));
            Matrix from = originals.SliceRows(0, examples.Length), to = moved.SliceRows(0, examples.Length);
            RowOperations.Gather(data.Inputs, examples.Span, from);
            for (int i = 0; i < examples.Length; i++)
            {
                labels[i] = data.Labels.Span[examples.Span[i]];
            }
            attack.Perturb(new AttackBatch(from, labels.AsMemory(0, examples.Length), examples, random), to);
            run.Measure(model, context.Options, from, to, labels, start, reach, ball);
            progress?.Report(new RobustnessProgress(planned.Name, context.Options.Epsilon, start + examples.Length, rows.Length));
        }
        run.Seconds = clock.Elapsed.TotalSeconds;
        return run;
    }

    /// <summary>Two passes over what the attack left; of an honest model, they are the same.</summary>
    private void Measure(IModel model, AttackOptions options, Matrix from, Matrix to, int[] labels, int start, float reach, Norm ball)
    {
        Norm own = Norm.Parse(options.Norm);
        int[] once = Predictions.Compute(model, to), again = Predictions.Compute(model, to);
        for (int i = 0; i < from.Rows; i++)
        {
            Distances[start + i] = ball.Distance(to.Row(i), from.Row(i));
            float distance = OwnDistances[start + i] = own.Distance(to.Row(i), from.Row(i));
            bool isAllowed = Ball.IsWithin(distance, reach) && options.BoxIn(model.Box).FindOutside(to.Row(i)) < 0;
            bool first = once[i] != labels[i], second = again[i] != labels[i];
            OutOfBounds += isAllowed ? 0 : 1;
            Unverified += first != second ? 1 : 0;
            NotFinite += once[i] == Decision.None ? 1 : 0;
            IsBroken[start + i] = isAllowed && first && second;
        }
    }
}
