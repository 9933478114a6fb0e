namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Sees a classifier learn nothing in its first epochs, and says so with what it finds in the network: units that are
/// dead, logits that are saturated, an answer that is the same for every example.
/// </summary>
/// <remarks>
/// It looks once, at the end of the first epoch with at least <see cref="FewestUpdates"/> behind it: nothing is learned
/// if no accuracy of that epoch is more than <see cref="Margin"/> above the share of the commonest class. Under a large
/// ε from the first update a classifier gives up and says the same of every example, which no attack can make worse.
/// </remarks>
/// <param name="sample">(N, inputs) examples to look at the network with.</param>
/// <param name="chance">The share of the commonest class, in [0, 1].</param>
/// <param name="warn">Told in a sentence or more.</param>
/// <param name="remedy">What else may be the cause, and a way out; null if nothing more is known.</param>
public sealed class NoProgressDetector(Matrix sample, double chance, Action<string> warn, string? remedy = null)
    : TrainingCallback
{
    /// <summary>Updates before nothing can be said.</summary>
    public const long FewestUpdates = 100;

    /// <summary>An accuracy within this of chance is none.</summary>
    public const double Margin = 0.05;

    private const double ManyDead = 0.3, ManySaturated = 0.5, MostAlike = 0.95;
    private TrainingPlan? _plan;
    private bool _isDone;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan) => (_plan, _isDone) = (plan, false);

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        if (_isDone || (epoch + 1L) * _plan!.StepsPerEpoch < FewestUpdates)
        {
            return;
        }
        _isDone = true;
        double best = double.NegativeInfinity;
        for (int i = 0; i < _plan.Metrics.Count; i++)
        {
            best = _plan.Metrics[i].EndsWith("accuracy", StringComparison.Ordinal) ? Math.Max(best, means[i]) : best;
        }
        if (best >= 0 && best <= chance + Margin)
        {
            string result = string.Create(
                CultureInfo.InvariantCulture, $"accuracy {best:0.0 %}, where the commonest class has {chance:0.0 %}");
            string[] reasons = [.. Reasons(_plan.Learners[0].Network), .. remedy is null ? [] : (string[])[remedy]];
            string epochs = epoch == 0 ? "1 epoch" : $"{epoch + 1} epochs";
            string because = string.Join(" ", reasons);
            warn($"Stage {_plan.Stage} has learned nothing after {epochs}: {result}. {because}".TrimEnd());
        }
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state) => state.Write("done", _isDone ? 1 : 0);

    /// <inheritdoc/>
    public override void Restore(TrainingState state) => _isDone = state.ReadLong("done") != 0;

    private IEnumerable<string> Reasons(Network network)
    {
        var workspace = new Workspace(network, sample.Rows);
        Matrix logits = network.ForwardToLogits(workspace, sample);
        for (int layer = 0; layer < network.LogitLayers; layer++)
        {
            if (network.Layers[layer] is Relu
                && DeadShare(network.OutputOf(workspace, layer + 1)) is var dead and > ManyDead)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{dead:0 %} of the units of layer {layer + 1} ({network.Layers[layer].Type}) are dead, 0 for "
                        + $"each of {sample.Rows} examples: the learning rate may be too high; lower it, or warm it "
                        + $"up.");
            }
        }
        double saturated = Share(logits, Saturates), alike = LargestClass(logits);
        if (saturated > ManySaturated)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"For {saturated:0 %} of the examples the softmax is saturated (logits up to "
                    + $"{MathF.Abs(TensorPrimitives.MaxMagnitude<float>(logits.Span)):0}), which leaves no gradient: "
                    + $"a lower learning rate may help.");
        }
        if (alike > MostAlike)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"The classifier gives {alike:0 %} of the examples the same class.");
        }
    }

    /// <summary>The share of columns in which no number is above 0.</summary>
    private static double DeadShare(Matrix outputs)
    {
        int dead = 0;
        for (int column = 0; column < outputs.Columns; column++)
        {
            bool isDead = true;
            for (int row = 0; row < outputs.Rows && isDead; row++)
            {
                isDead = !(outputs[row, column] > 0);
            }
            dead += isDead ? 1 : 0;
        }
        return (double)dead / outputs.Columns;
    }

    /// <summary>True if, in float, the largest probability is 1.</summary>
    private static bool Saturates(ReadOnlySpan<float> logits)
    {
        float largest = TensorPrimitives.Max(logits), sum = 0;
        foreach (float logit in logits)
        {
            sum += MathF.Exp(logit - largest);
        }
        return sum == 1;
    }

    private static double Share(Matrix rows, Func<ReadOnlySpan<float>, bool> condition)
    {
        int count = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            count += condition(rows.Row(row)) ? 1 : 0;
        }
        return (double)count / rows.Rows;
    }

    private static double LargestClass(Matrix logits)
    {
        int[] counts = new int[Math.Max(2, logits.Columns)];
        for (int row = 0; row < logits.Rows; row++)
        {
            counts[Predictor.ClassOf(logits.Row(row))]++;
        }
        return (double)counts.Max() / logits.Rows;
    }
}
