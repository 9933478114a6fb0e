using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Adversarial.Certificates;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Robustness;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>
/// A network with one output is a classifier of two classes by the sign of its logit z: all that is done with it comes
/// to the same as with the network of two outputs whose logits are −z / 2 and z / 2.
/// </summary>
public class OneOutputTests
{
    private static readonly Dataset Data = TwoClasses();
    private static readonly Network One = Train(), Two = Split(One), Other = Split(Train(seed: 9));
    private static readonly int[] All = [.. Enumerable.Range(0, Data.Count)];

    private static IEnumerable<TestCaseData<string, string>> Cases => AttackCatalog.All
        .Where(kind => !kind.MovesPrompts && kind.Name != "apgd-dlr")
        .SelectMany(kind => kind.Norms.Select(norm => new TestCaseData<string, string>(kind.Name, norm)));

    [TestCaseSource(nameof(Cases))]
    public void Every_attack_moves_its_points_as_those_of_two_outputs(string name, string norm)
    {
        float clean = AccuracyOf(Data.Inputs), one = AccuracyOf(Move(One, name, norm)),
            two = AccuracyOf(Move(Two, name, norm));
        Assert.That(one, Is.EqualTo(two).Within(0.05), "but for rounding");
        Assert.That(one, AttackCatalog.Find(name).IsBaseline ? Is.LessThanOrEqualTo(clean) : Is.LessThan(clean));
    }

    [Test]
    public void An_attack_that_compares_more_logits_is_refused_by_name([Values] bool two)
    {
        Assert.That(() => Create(two ? Two : One, "apgd-dlr", "linf"), Throws.ArgumentException.With.Message
            .Contains("dlr loss compares 3 logits, but there are 2 classes"));
        var dlr = new AttackOptions { Loss = "dlr" };
        foreach (string name in new[] { "fgsm", "r-fgsm", "bim", "mi-fgsm", "pgd", "transfer" })
        {
            Assert.That(() => AttackCatalog.Create(name, Context(One, dlr)),
                Throws.ArgumentException.With.Message.Contains("compares 3 logits"), name);
        }
        foreach (string name in new[] { "deepfool", "fab", "fab-t", "apgd-ce", "apgd-t", "square", "ensemble" })
        {
            Assert.That(() => AttackCatalog.Create(name, Context(One, dlr)), Throws.Nothing, $"{name} doesn't read it");
        }
    }

    [Test]
    public void A_targeted_ratio_needs_four_classes_before_it_runs()
    {
        Network three = Toys.Classifier(30);
        var context = new AttackContext(new ClassifierModel(three, 4), new AttackOptions { Loss = "dlr" });
        Assert.That(() => AttackCatalog.Create("pgd", context), Throws.Nothing);
        foreach (string name in new[] { "pgd", "apgd-dlr" })
        {
            Assert.That(() => AttackCatalog.Create(name, context with { IsTargeted = true }),
                Throws.ArgumentException.With.Message.Contains("targeted dlr loss compares 4 logits"));
        }
    }

    [Test]
    public void A_model_of_one_class_is_refused() => Assert.That(
        () => AttackCatalog.Create("pgd", new AttackContext(new OneClass(), new AttackOptions())),
        Throws.ArgumentException.With.Message.Contains("pgd").And.Message.Contains("the model has 1"));

    [Test]
    public void Every_figure_is_that_of_two_outputs()
    {
        Matrix one = Evaluator.OutputLogits(One, Data.Inputs), two = Evaluator.Logits(Two, Data.Inputs);
        ReadOnlyMemory<int> labels = Data.Labels;
        Assert.That(one.Columns, Is.EqualTo(1));
        Assert.That(Agreement.Bits(Evaluator.Logits(One, Data.Inputs)), Is.EqualTo(Agreement.Bits(two)));
        Assert.That(Evaluator.PredictClasses(One, Data.Inputs), Is.EqualTo(Evaluator.PredictClasses(Two, Data.Inputs)));
        Assert.That(Accuracy.Compute(one, labels.Span), Is.EqualTo(Accuracy.Compute(two, labels.Span)).And.LessThan(1));
        Assert.That(TopKAccuracy.Compute(one, labels.Span, 1), Is.EqualTo(TopKAccuracy.Compute(two, labels.Span, 1)));
        Assert.That(TopKAccuracy.Compute(one, labels.Span, 2), Is.EqualTo(1));
        ClassProbabilities ofOne = new(one), ofTwo = new(two);
        Assert.That(LogLoss.Compute(one, labels.Span), Is.EqualTo(LogLoss.Compute(two, labels.Span)));
        Assert.That(RocAuc.OneAgainstRest(ofOne, labels.Span), Is.EqualTo(RocAuc.OneAgainstRest(ofTwo, labels.Span)));
        Assert.That(BrierScore.Compute(ofOne, labels.Span), Is.EqualTo(BrierScore.Compute(ofTwo, labels.Span)));
        Assert.That(ofOne.Row(3)[1], Is.EqualTo(1 / (1 + Math.Exp(-one[3, 0]))).Within(1e-6));
    }

    [Test]
    public void Metrics_go_by_the_sign()
    {
        Assert.That(Metric.Accuracy.Compute([-1], [0]), Is.EqualTo(1));
        Assert.That(Metric.Accuracy.Compute([-1], [1]), Is.Zero);
        Assert.That(Metric.Accuracy.Compute([2], [1]), Is.EqualTo(1));
        Assert.That(Metric.Accuracy.Compute([2], [0]), Is.Zero);
        Assert.That(Metric.Accuracy.Compute([0], [0]), Is.EqualTo(1), "0 is the first class, as in PredictClasses");
    }

    [Test]
    public void A_robustness_evaluation_is_that_of_two_outputs()
    {
        RobustnessReport one = Evaluate(One), two = Evaluate(Two);
        Assert.That(one.Correct, Is.EqualTo(two.Correct));
        Assert.That(one.Radii.Select(radius => radius.RobustCorrect),
            Is.EqualTo(two.Radii.Select(radius => radius.RobustCorrect)).Within(2), "but for rounding");
        Assert.That(one.Radii[^1].RobustCorrect, Is.LessThan(one.Correct));
        Assert.That(one.Audit.Checks.Select(check => (check.Name, check.Passed)), Is.EqualTo(
            two.Audit.Checks.Where(check => check.Name != "certificates").Select(check => (check.Name, check.Passed))));

        static RobustnessReport Evaluate(Network network) => new RobustnessEvaluator(
            Context(network, new AttackOptions()),
            Data,
            new RobustnessOptions
            {
                Epsilons = [0.05f, 0.3f],
                Attacks = [PlannedAttack.From("pgd", new()), PlannedAttack.From("deepfool", new())],
                Certification = Certification.Create(network, Data, "linf", isTight: true),
            },
            new RandomStream(1)).Evaluate();
    }

    [Test]
    public void Bounds_of_margins_are_refused_by_name()
    {
        var ball = new Ball(Norm.LInfinity, 0.1f, Box.Unit);
        Assert.That(() => new IntervalBounds(One, ball, 1),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("one output"));
        Assert.That(() => new CrownBounds(One, ball, 1), Throws.TypeOf<NotSupportedException>());
        Assert.That(Certification.Create(One, Data, "linf", isTight: true), Is.Null);
        Assert.That(Certification.Create(Two, Data, "linf", isTight: true), Is.Not.Null);
    }

    [Test]
    public void A_mixture_for_other_classes_is_refused() => Assert.That(
        () => Toys.Batches(One, Data, 8),
        Throws.ArgumentException.With.Message.Contains("1 outputs; expected one for each of the 2 classes"));

    private static float AccuracyOf(Matrix points) =>
        Accuracy.Compute(Evaluator.Logits(One, points), Data.Labels.Span);

    private static AttackContext Context(Network network, AttackOptions options) =>
        new(new ClassifierModel(network, Data.Count), options) { RowLength = 6, Surrogate = Other };

    private static Attack Create(Network network, string name, string norm) =>
        AttackCatalog.Create(name, Context(network, AttackRun.Options(norm) with { Queries = 300, Steps = 20 }));

    private static Matrix Move(Network network, string name, string norm)
    {
        Matrix moved = Matrix.Allocate(Data.Count, Data.Inputs.Columns);
        Create(network, name, norm).Perturb(new AttackBatch(Data.Inputs, Data.Labels, All, new RandomStream(7)), moved);
        return moved;
    }

    private static Dataset TwoClasses()
    {
        Dataset three = Toys.Images(90);
        int[] rows = [.. Enumerable.Range(0, three.Count).Where(row => three.Labels.Span[row] < 2)];
        Dataset some = three.Subset(rows);
        int[] labels = [.. some.Labels.ToArray()];
        (labels[0], labels[1]) = (labels[1], labels[0]); // two that are seen wrongly
        return new Dataset("two", some.Inputs, labels, 2, some.Domain);
    }

    private static Network Train(ulong seed = 2)
    {
        Network network = Toys.Classifier(30, classes: 1, seed: seed);
        Matrix targets = Matrix.Allocate(Data.Count, 1);
        for (int row = 0; row < Data.Count; row++)
        {
            targets[row, 0] = Data.Labels.Span[row];
        }
        var model = new Model(network);
        Assert.That(model.Metrics, Is.EqualTo(["loss", "binary_accuracy"]), "the usual choices of one output");
        model.Fit(new MatrixExamples(Data.Inputs, targets), new() { BatchSize = 10, Epochs = 30 });
        return network;
    }

    /// <summary>The same network with two outputs.</summary>
    private static Network Split(Network one)
    {
        Network two = Toys.Classifier(30, classes: 2);
        one.ParametersOf(0).Span[0].CopyTo(two.ParametersOf(0).Span[0]);
        one.ParametersOf(0).Span[1].CopyTo(two.ParametersOf(0).Span[1]);
        Matrix weights = two.ParametersOf(2).Span[0], bias = two.ParametersOf(2).Span[1];
        Evaluator.ToClasses(one.ParametersOf(2).Span[0], weights);
        Evaluator.ToClasses(one.ParametersOf(2).Span[1], bias);
        return two;
    }

    private sealed class OneClass : IModel
    {
        public int Features => 2;

        public int Classes => 1;

        public int Capacity => 1;

        public Box Box => Box.Unit;

        public Matrix Forward(Matrix points) => Matrix.Allocate(points.Rows, 1);

        public void Backward(Matrix dLogits, Matrix dPoints) => dPoints.Fill(0);
    }
}
