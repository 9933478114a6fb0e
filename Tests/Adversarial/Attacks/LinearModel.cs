using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>
/// A linear classifier and points well inside the pixel range: how far it is to the nearest wrong class is known in
/// closed form.
/// </summary>
internal sealed class LinearModel
{
    public const int Inputs = 37, Count = 8;

    private readonly Matrix _weights;
    private readonly Matrix _logits;

    public LinearModel(int classes)
    {
        Classifier = new Network(Inputs, new Dense(Inputs, classes));
        Samples.FillParameters(Classifier.Parameters, seed: 3);
        Points = Samples.Uniform(Count, Inputs, seed: 4, low: 0.35f, high: 0.65f);
        _weights = Classifier.ParametersOf(0).Span[0];
        _logits = Classifier.PredictOutputs(Points);
        Labels = [.. Enumerable.Range(0, Count).Select(row => RowOperations.ArgMax(_logits.Row(row)))];
    }

    public Network Classifier { get; }

    public Matrix Points { get; }

    public int[] Labels { get; }

    /// <summary>min over k of (z_y − z_k) / ‖w_k − w_y‖ in the dual norm.</summary>
    public double Distance(int row, string norm) =>
        Enumerable.Range(0, Classifier.Outputs).Where(k => k != Labels[row]).Min(k =>
    {
        int label = Labels[row];
        double[] normal = [.. Enumerable.Range(0, Inputs).Select(i => (double)_weights[i, k] - _weights[i, label])];
        double dual = norm == "l2" ? Math.Sqrt(normal.Sum(w => w * w)) : normal.Sum(Math.Abs);
        return ((double)_logits[row, label] - _logits[row, k]) / dual;
    });

    /// <summary>What an attack makes of one point.</summary>
    public Matrix Move(string name, AttackOptions options, int row)
    {
        Attack attack = AttackCatalog.Create(
            name, new AttackContext(new ClassifierModel(Classifier, 1), options) { RowLength = Inputs });
        return AttackRun.Move(
            attack, new AttackBatch(
            Points.SliceRows(row, 1), Labels.AsMemory(row, 1), new[] { row }, new RandomStream(5)));
    }

    public bool IsFooled(Matrix moved, int row) =>
        RowOperations.ArgMax(Classifier.PredictOutputs(moved).Row(0)) != Labels[row];
}
