using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>A small classifier, its data, and attacks on them.</summary>
// rows of 203 floats: each starts at another place of a vector
internal sealed class AttackRun(int examples = 60, int height = 7, int width = 29)
{
    private Network? _classifier;
    private Network? _surrogate;

    public Dataset Data { get; } = Toys.Images(examples, height, width);

    public Network Classifier => _classifier ??= Toys.TrainedClassifier(Data);

    /// <summary>Another classifier of the same data.</summary>
    private Network Surrogate => _surrogate ??= Toys.TrainedClassifier(Data, hidden: 12);

    public int[] All => [.. Enumerable.Range(0, Data.Count)];

    /// <summary>Every attack on pixels in the catalogue, in every norm it has.</summary>
    public static IEnumerable<TestCaseData<string, string>> Cases =>
        AttackCatalog.All.Where(kind => !kind.MovesPrompts)
            .SelectMany(kind => kind.Norms.Select(norm => new TestCaseData<string, string>(kind.Name, norm)));

    /// <summary>Those that search: all but noise.</summary>
    public static IEnumerable<TestCaseData<string, string>> Searches =>
        AttackCatalog.All.Where(kind => !kind.IsBaseline && !kind.MovesPrompts)
            .SelectMany(kind => kind.Norms.Select(norm => new TestCaseData<string, string>(kind.Name, norm)));

    /// <summary>A ball that is large enough for most examples, and queries that are soon spent.</summary>
    public static AttackOptions Options(string norm) =>
        new() { Norm = norm, Epsilon = norm switch { "l2" => 6, "l0" => 60, _ => 0.35f }, Queries = 1500 };

    public Attack Create(
        string name, AttackOptions options, int? capacity = null, bool stopsOnceFooled = false) =>
        AttackCatalog.Create(name, new AttackContext(new ClassifierModel(Classifier, capacity ?? Data.Count), options)
        {
            RowLength = Data.Domain.RowLength,
            StopsOnceFooled = stopsOnceFooled,
            Surrogate = Surrogate,
        });

    public AttackBatch Batch(int[] rows)
    {
        Dataset chosen = Data.Subset(rows);
        return new AttackBatch(chosen.Inputs, chosen.Labels, rows, new RandomStream(7));
    }

    public Matrix Move(string name, AttackOptions options) => Move(Create(name, options), Batch(All));

    public static Matrix Move(Attack attack, AttackBatch batch)
    {
        Matrix moved = Samples.Poisoned(batch.Count, batch.Originals.Columns);
        int[] before = Agreement.Bits(batch.Originals);
        attack.Perturb(batch, moved);
        Assert.That(Agreement.Bits(batch.Originals), Is.EqualTo(before), "the originals");
        return moved;
    }

    /// <summary>The classes that are seen in some points.</summary>
    public int[] Seen(Matrix points)
    {
        Matrix logits = Classifier.PredictOutputs(points);
        return [.. Enumerable.Range(0, points.Rows).Select(row => RowOperations.ArgMax(logits.Row(row)))];
    }

    /// <summary>The examples that are seen as another class than their own.</summary>
    public int[] Fooled(Matrix points)
    {
        int[] seen = Seen(points);
        return [.. All.Where(row => seen[row] != Data.Labels.Span[row])];
    }
}
