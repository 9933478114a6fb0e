using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers.Losses;

namespace Scratch.Tests.Layers;

/// <summary>Every layer and loss against PyTorch in double precision.</summary>
public class GoldenTests
{
    private const string Script = "Tests/golden/layers.py";

    private static readonly GoldenFile Golden = GoldenFile.Read("layers.txt");

    private static IEnumerable<string> LayerCases => Golden.Cases("layer");

    private static IEnumerable<string> LossCases => Golden.Cases("loss");

    private static IEnumerable<string> LabelCases => Golden.Cases("labels");

    [TestCaseSource(nameof(LayerCases))]
    public void A_layer_agrees_in_both_passes(string name)
    {
        string at = $"layer/{name}/";
        var run = new LayerRun(
            LayerCatalog.Find(name.Split(',')[0])
                .Example(Golden.Floats(at + "input").Columns, Golden.Floats(at + "output").Columns),
            Golden.Floats(at + "input").Columns,
            Golden.Floats(at + "input").Rows,
            ModeOf(name));
        Golden.Floats(at + "input").CopyTo(run.Input);
        Golden.Floats(at + "dOutput").CopyTo(run.DOutput);
        Fill(run.Parameters, at);
        Fill(run.State, at);
        run.Forward();
        run.Backward();
        using (Assert.EnterMultipleScope())
        {
            AssertAgrees(run.Output, at + "output");
            AssertAgrees(run.DInput, at + "dInput");
            for (int i = 0; i < run.Parameters.Count; i++)
            {
                AssertAgrees(run.Parameters.GradientViews.Span[i], $"{at}d{run.Parameters.Declarations[i].Name}");
            }
            for (int i = 0; i < run.State.Count; i++)
            {
                AssertAgrees(run.State.ValueViews.Span[i], $"{at}{run.State.Declarations[i].Name}.after");
            }
        }
    }

    [TestCaseSource(nameof(LossCases))]
    public void A_loss_agrees_with_its_gradient(string name)
    {
        Loss[] losses = [.. LossTests.Losses, new GaussianDivergence()];
        Loss loss = losses.Single(loss => loss.Name == name);
        AssertLossAgrees(loss, $"loss/{name}/", Golden.Floats($"loss/{name}/target"), scale: null);
    }

    /// <summary>
    /// Smoothed and weighted cross-entropy is plain cross-entropy of another target; the mean divides by the weights of
    /// the labels.
    /// </summary>
    [TestCaseSource(nameof(LabelCases))]
    public void Smoothed_and_weighted_labels_agree(string name)
    {
        string at = $"labels/{name}/";
        Matrix target = Matrix.Allocate(Golden.Floats(at + "logits").Rows, Golden.Floats(at + "logits").Columns);
        double[] classes = Golden.Numbers(at + "classes"), weights = Golden.Numbers(at + "weights");
        for (int row = 0; row < target.Rows; row++)
        {
            target[row, (int)classes[row]] = 1;
        }
        Targets.Smooth(target, (float)Golden.Numbers(at + "smoothing")[0]);
        Targets.Weigh(target, Golden.Floats(at + "weights").Span);
        AssertLossAgrees(new SoftmaxCrossEntropy(), at, target, (float)(1 / classes.Sum(label => weights[(int)label])));
    }

    [Test]
    public void The_reparameterisation_agrees()
    {
        const string At = "reparameterisation/all/";
        Matrix heads = Golden.Floats(At + "heads"), noise = Golden.Floats(At + "noise"), dZ = Golden.Floats(At + "dZ");
        Matrix z = Samples.Poisoned(noise.Rows, noise.Columns), dHeads = Samples.Poisoned(heads.Rows, heads.Columns);
        Matrix divergence = Samples.Poisoned(1, heads.Rows);
        Reparameterisation.Forward(heads, noise, z);
        Reparameterisation.Divergence(heads, divergence.Span);
        Reparameterisation.Backward(heads, noise, dZ, 0.3f, dHeads);
        AssertAgrees(z, At + "z");
        AssertAgrees(divergence, At + "divergence");
        AssertAgrees(dHeads, At + "dHeads");
    }

    [Test]
    public void Every_layer_with_two_passes_has_a_case()
    {
        IEnumerable<string> kinds = LayerCatalog.All.Select(kind => kind.Name);
        Assert.That(LayerCases.Select(name => name.Split(',')[0]).Distinct(),
            Is.EquivalentTo(kinds.Except(["GaussianHeads", "Standardisation"])));
    }

    [Test]
    public void The_script_writes_the_same_numbers_again()
    {
        Python.RequireTorch();
        var again = GoldenFile.Parse(Python.OutputOfFile(Repository.FullPath(Script)));
        Assert.That(again.Names, Is.EqualTo(Golden.Names));
        foreach (string name in Golden.Names)
        {
            Assert.That(again.Numbers(name), Is.EqualTo(Golden.Numbers(name)).Within(Tolerances.GoldenAgain), name);
        }
    }

    private static void AssertLossAgrees(Loss loss, string at, Matrix target, float? scale)
    {
        Matrix logits = Golden.Floats(at + "logits");
        Matrix perExample = Samples.Poisoned(1, logits.Rows), dLogits = Samples.Poisoned(logits.Rows, logits.Columns);
        loss.Compute(logits, target, perExample, scale ?? 1f / logits.Rows, dLogits);
        AssertAgrees(perExample, at + "losses");
        AssertAgrees(dLogits, at + "dLogits");
    }

    private static void AssertAgrees(Matrix actual, string name) =>
        Assert.That(Agreement.Error(actual, Golden.Numbers(name)), Is.LessThan(Tolerances.Golden), name);

    private static void Fill(ParameterBuffer buffer, string at)
    {
        for (int i = 0; i < buffer.Count; i++)
        {
            Golden.Floats(at + buffer.Declarations[i].Name).CopyTo(buffer.ValueViews.Span[i]);
        }
    }

    private static Mode ModeOf(string name) =>
        name.EndsWith(", evaluated", StringComparison.Ordinal) ? Mode.Evaluate : Mode.Train;
}
