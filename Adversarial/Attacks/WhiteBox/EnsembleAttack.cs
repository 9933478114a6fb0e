namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// Several attacks, each on the examples that withstood those before. With APGD-CE, targeted APGD-DLR, targeted FAB and
/// Square this is the standard version of AutoAttack, Croce and Hein 2020.
/// </summary>
/// <remarks>
/// The result of an example that withstands all of them is what the first attack made of it. Square's squares shrink
/// with its 5,000 queries, as the paper has it, where AutoAttack lets them shrink as in 10,000. Allocates.
/// </remarks>
/// <param name="name">What the figure is called.</param>
/// <param name="model">What is attacked.</param>
/// <param name="norm">The norm of the ball.</param>
/// <param name="epsilon">Its radius: what fools the model from outside doesn't count.</param>
/// <param name="attacks">In the order they are tried.</param>
internal sealed class EnsembleAttack(string name, IModel model, Norm norm, float epsilon, IReadOnlyList<Attack> attacks)
    : Attack
{
    private const int Steps = 100, Targets = 9, Queries = 5000; // of AutoAttack's standard version
    private const float Rounding = 1e-6f; // what a projection onto the ball may leave, of numbers near 1

    /// <inheritdoc/>
    public override string Name => name;

    /// <summary><c>ensemble</c>, or with less than the standard budget a name that says so.</summary>
    public static string NameOf(AttackOptions options)
    {
        (int steps, int targets, int queries) = (options.Steps ?? Steps, options.Targets, options.Queries ?? Queries);
        return steps >= Steps && targets >= Targets && queries >= Queries
            ? "ensemble"
            : $"smaller ensemble ({steps} steps, {targets} targets, {queries} queries)";
    }

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result);
        batch.Originals.CopyTo(result);
        int[] left = [.. Enumerable.Range(0, batch.Count)];
        for (int a = 0; a < attacks.Count && left.Length > 0; a++)
        {
            AttackBatch rest = batch.Select(left) with { Random = batch.Random.Fork(-1 - a) };
            Matrix moved = Matrix.Allocate(rest.Count, result.Columns);
            attacks[a].Progress = Progress.Part(attacks[a].Name, a, attacks.Count);
            attacks[a].Perturb(rest, moved);
            Matrix logits = model.Forward(moved);
            var withstood = new List<int>();
            for (int i = 0; i < left.Length; i++)
            {
                bool isInside = norm.Distance(moved.Row(i), rest.Originals.Row(i)) <= epsilon + Rounding;
                bool isBroken = isInside && rest.IsFooled(i, Decision.From(logits.Row(i)));
                if (isBroken || (a == 0 && isInside))
                {
                    moved.Row(i).CopyTo(result.Row(left[i]));
                }
                if (!isBroken)
                {
                    withstood.Add(left[i]);
                }
            }
            left = [.. withstood];
        }
    }
}
