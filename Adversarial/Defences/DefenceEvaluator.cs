namespace Scratch.Adversarial.Defences;

/// <summary>
/// A defence, and what it is worth. All are shares of the data set; accuracies under attack count what is right without
/// attack too.
/// </summary>
/// <param name="Defence">Its name.</param>
/// <param name="Accuracy">Without defence and without attack.</param>
/// <param name="DefendedAccuracy">With it, without attack; what a detector rejects counts as wrong.</param>
/// <param name="RobustAccuracy">Without it, under attack.</param>
/// <param name="UnawareAccuracy">With it, under the attack on the undefended model; what a detector rejects counts as
/// right.</param>
/// <param name="AwareAccuracy">With it, under that attack and one that knows the defence: what it is worth.</param>
public sealed record DefenceReport(
    string Defence, double Accuracy, double DefendedAccuracy, double RobustAccuracy, double UnawareAccuracy,
    double AwareAccuracy);

/// <summary>What several defences of one classifier are worth.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Examples">How many examples it has.</param>
/// <param name="Attack">The attack that is unaware of them.</param>
/// <param name="Defences">The defences.</param>
internal sealed record DefencesReport(
    string Data, int Examples, AttackOptions Attack, IReadOnlyList<DefenceReport> Defences);

/// <summary>
/// Measures a defence as it has to be: against an attack that knows it. Carlini et al. 2019, "On evaluating adversarial
/// robustness".
/// </summary>
/// <param name="undefended">The model.</param>
/// <param name="attack">Makes an attack on a model.</param>
/// <param name="data">All of it is evaluated.</param>
/// <param name="random">Example e draws from <c>random.Fork(e)</c>.</param>
/// <param name="cancellation">Checked between batches.</param>
public sealed class DefenceEvaluator(
    IModel undefended, Func<IModel, Attack> attack, Dataset data, RandomStream random,
        CancellationToken cancellation = default)
{
    private const int Aims = 3; // classes that an attack on a detector aims at, the nearest first

    /// <summary>
    /// The figures of one defence of the model: <paramref name="defended"/> is its model, with "rejected" as a last
    /// class if it detects.
    /// </summary>
    public DefenceReport Evaluate(string defence, IModel defended, IProgress<WorkProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(defended);
        int rejected = defended.Classes > undefended.Classes ? undefended.Classes : -1;
        bool[] plain = new bool[data.Count], plainUnderAttack = new bool[data.Count];
        bool[] clean = new bool[data.Count], unaware = new bool[data.Count], aware = new bool[data.Count];
        Attack onPlain = attack(undefended), onDefence = attack(defended);
        int batch = Math.Min(undefended.Capacity, defended.Capacity);
        Matrix moved = Matrix.Allocate(batch, undefended.Features);
        for (int start = 0; start < data.Count; start += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(batch, data.Count - start);
            int[] examples = [.. Enumerable.Range(start, count)];
            Matrix points = moved.SliceRows(0, count);
            var given = new AttackBatch(
                data.Inputs.SliceRows(start, count), data.Labels.Slice(start, count), examples, random);
            Matrix logits = undefended.Forward(given.Originals);
            Write(logits, given, rejected: -1, plain.AsSpan(start));
            int[][] aims = rejected < 0 ? [[]]
                : [.. Enumerable.Range(0, Aims).Select(aim => NextClasses(logits, given.Labels.Span, aim))];
            Write(defended.Forward(given.Originals), given, rejected: -1, clean.AsSpan(start));

            IProgress<WorkProgress>? batchAt = progress.Part(
                "", (double)start / data.Count, (double)(start + count) / data.Count);
            onPlain.Progress = batchAt.Part("", 0, 1 + aims.Length);
            onPlain.Perturb(given, points);
            Write(undefended.Forward(points), given, rejected: -1, plainUnderAttack.AsSpan(start));
            Write(defended.Forward(points), given, rejected, unaware.AsSpan(start));
            aware.AsSpan(start, count).Fill(true);
            bool[] withstood = new bool[count];
            for (int a = 0; a < aims.Length; a++)
            {
                onDefence.Progress = batchAt.Part("", 1 + a, 1 + aims.Length);
                onDefence.Perturb(given with { TargetClasses = aims[a] }, points);
                Write(defended.Forward(points), given, rejected, withstood);
                for (int i = 0; i < count; i++)
                {
                    aware[start + i] &= withstood[i];
                }
            }
            batchAt.Report(1);
        }
        return new DefenceReport(
            defence, Share(plain), Share(clean), Share(plain, plainUnderAttack), Share(clean, unaware),
                Share(clean, unaware, aware));
    }

    /// <summary>Whether each prediction is right, or rejects.</summary>
    private static void Write(Matrix logits, in AttackBatch batch, int rejected, Span<bool> isRight)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            int seen = Decision.From(logits.Row(row));
            isRight[row] = seen == batch.Labels.Span[row] || seen == rejected;
        }
    }

    /// <summary>
    /// For each example, the class with the largest logit but for the true one (0), the next (1), and so on; the last
    /// one if there are fewer.
    /// </summary>
    private static int[] NextClasses(Matrix logits, ReadOnlySpan<int> labels, int number)
    {
        int[] next = new int[labels.Length];
        for (int row = 0; row < next.Length; row++)
        {
            int label = labels[row];
            float[] z = logits.Row(row).ToArray();
            int[] others = [.. Enumerable.Range(0, z.Length).Where(k => k != label).OrderByDescending(k => z[k])];
            next[row] = others[Math.Min(number, others.Length - 1)];
        }
        return next;
    }

    private static double Share(params ReadOnlySpan<bool[]> all)
    {
        int count = 0;
        for (int i = 0; i < all[0].Length; i++)
        {
            bool every = true;
            foreach (bool[] one in all)
            {
                every &= one[i];
            }
            count += every ? 1 : 0;
        }
        return (double)count / all[0].Length;
    }
}
