using Scratch.Benchmarks.Steps;
using Scratch.Layers;

namespace Scratch.Benchmarks.Workloads;

/// <summary>
/// All workloads by name. Each is made only when its turn comes, and given back to the collector after it.
/// </summary>
public static class WorkloadList
{
    private static readonly int[] Squares = [64, 128, 256, 512, 1024, 2048];
    private static readonly (string Name, ProductKind Kind)[] Products =
        [("forward", ProductKind.Forward), ("weights", ProductKind.Weights), ("input", ProductKind.Input)];

    private static readonly int[][] Answering = [[784, 512, 512, 10], [784, 128, 64, 10], [20, 32, 3]];

    /// <summary>Every layer of the article's networks, then of the wide GAN's.</summary>
    public static IReadOnlyList<LayerShape> DenseLayers { get; } =
    [
        new(32, 128), new(128, 784), // generator
        new(784, 1), // discriminator
        new(784, 128), new(128, 64), new(64, 32), // encoder; the classifier begins in the same way
        new(64, 10), // classifier
        new(100, 256), new(256, 512), new(512, 1024), new(1024, 784), // wide generator
        new(784, 1024), new(1024, 512), new(512, 256), new(256, 1), // wide discriminator
    ];

    /// <summary>What makes each workload, in the order of the tables.</summary>
    public static IReadOnlyDictionary<string, Func<Workload>> All { get; } = new OrderedDictionary<string,
        Func<Workload>>(List());

    /// <summary>
    /// The workload of that name, or those of that name before a slash: <c>predict-1</c> has three networks.
    /// </summary>
    public static IEnumerable<string> Find(string name) =>
        All.Keys.Where(key => key == name || key.StartsWith($"{name}/", StringComparison.Ordinal));

    private static IEnumerable<KeyValuePair<string, Func<Workload>>> List()
    {
        foreach (int n in Squares)
        {
            string name = $"sgemm-{n}";
            yield return new(name, () => new ProductWorkload(name, ProductKind.Forward, n, n, n));
        }
        foreach (LayerShape layer in DenseLayers)
        {
            foreach ((string product, ProductKind kind) in Products)
            {
                string name = $"dense-{layer}-{product}";
                yield return new(name, () =>
                    new ProductWorkload(name, kind, StepData.Batch, layer.Inputs, layer.Outputs));
            }
        }
        yield return new("sigmoid", () => new ElementWiseWorkload(new Sigmoid()));
        yield return new("exp", () => new ElementWiseWorkload(new Exponential()));
        yield return new("relu", () => new ElementWiseWorkload(new Relu()));
        yield return new("tanh", () => new ElementWiseWorkload(new Tanh()));
        yield return new("softmax-cross-entropy", () => new SoftmaxCrossEntropyWorkload());
        yield return new("adam", () => new AdamWorkload());
        yield return Step("step-gan", GanStep.Article);
        yield return Step("step-vae", (data, rate) => new VaeStep(data, rate));
        yield return Step("step-classifier", (data, rate) => new ClassifierStep(data, rate));
        yield return Step("step-pgd7", (data, rate) => new PgdStep(data, rate));
        yield return Step("step-gan-wide", GanStep.Wide);
        yield return Step("step-samples", (data, rate) => new SamplesStep(data, rate), SamplesStep.PenaltyInterval);
        yield return Step("step-trades", (data, rate) => new TradesStep(data, rate));
        yield return new("pgd100", () => new AttackWorkload());
        foreach (int batch in (int[])[1, 8, 32, 128])
        {
            foreach (int[] widths in Answering)
            {
                yield return new(
                    $"predict-{batch}/{string.Join('-', widths)}", () => new PredictWorkload(batch, widths));
            }
        }
    }

    private static KeyValuePair<string,
        Func<Workload>> Step(string name, Func<StepData, float, TrainingStep> create, int stepsOfRun = 1) =>
        new(name, () =>
        {
            var data = new StepData(seed: 1);
            return new StepWorkload(name, rate => create(data, rate), stepsOfRun);
        });
}

/// <summary>The size of a dense layer.</summary>
public readonly record struct LayerShape(int Inputs, int Outputs)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Inputs}-{Outputs}";
}
