using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Attacks.Catalog;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Tests.Layers;
using Scratch.Tests.Reference;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>PGD and auto-PGD against the papers' steps in double precision, on a model without kinks.</summary>
public class ReferenceAscentTests
{
    private const int Inputs = 21, Classes = 5, Count = 8;
    private const int TargetClasses = Classes - 1; // the model never sees it, so no example is done before the others
    private const double Same = 1e-5; // of the radius: the same steps
    // of the radius: at a top, gains fall below what a float can tell, and the last halvings differ
    private const double SameTop = 0.02;

    private static readonly Network Classifier = Curved();
    // the box cuts the balls
    private static readonly Matrix Points = Samples.Uniform(Count, Inputs, seed: 2, low: 0.05f, high: 0.95f);
    private static readonly int[] Labels = [.. Enumerable.Range(0, Count).Select(row => row % (Classes - 1))];

    [Test]
    public void PGD_goes_where_the_reference_goes(
        [Values("linf", "l2")] string norm, [Values("ce", "margin", "dlr")] string loss)
    {
        double epsilon = Epsilon(norm);
        var options = new AttackOptions
        {
            Norm = norm,
            Epsilon = (float)epsilon,
            StepSize = (float)epsilon / 8,
            Steps = 20,
            RandomStart = false,
            Loss = loss,
        };
        Matrix moved = Move(new ProjectedGradient(new ClassifierModel(Classifier, Count), options));
        Assert.That(Errors(moved, epsilon, row =>
            Reference(row, norm, epsilon, loss).ProjectedGradient(epsilon / 8, 20)), Is.All.LessThan(Same));
    }

    [Test]
    public void Auto_PGD_goes_where_the_reference_goes(
        [Values("linf", "l2")] string norm, [Values("ce", "dlr")] string loss)
    {
        double epsilon = Epsilon(norm);
        var options = new AttackOptions { Norm = norm, Epsilon = (float)epsilon, Steps = 100, RandomStart = false };
        Matrix moved = Move(
            AttackCatalog.Create("apgd-" + loss, new AttackContext(new ClassifierModel(Classifier, Count), options)));
        double[] errors = Errors(moved, epsilon, row => Reference(row, norm, epsilon, loss).AutoProjectedGradient(100));
        Assert.That(errors, Is.All.LessThan(SameTop));
        Assert.That(errors.Count(error => error < Same), Is.GreaterThanOrEqualTo(Count / 4),
            "those that do not end at a top");
    }

    private static double Epsilon(string norm) => norm == "l2" ? 1 : 0.3;

    private static Matrix Move(Attack attack) => AttackRun.Move(attack, new AttackBatch(
        Points, Labels, Enumerable.Range(0, Count).ToArray(), new RandomStream(3),
            Enumerable.Repeat(TargetClasses, Count).ToArray()));

    /// <summary>The largest difference of each example, in radii.</summary>
    private static double[] Errors(Matrix moved, double epsilon, Func<int, double[]> reference) =>
        [.. Enumerable.Range(0, Count).Select(row =>
        Numeric.Row(moved, row).Zip(reference(row), (actual, expected) => Math.Abs(actual - expected))
            .Max() / epsilon)];

    private static ReferenceAscent Reference(int row, string norm, double epsilon, string loss)
    {
        ReferenceNetwork network = Numeric.ToLogits(Classifier);
        return new ReferenceAscent(x => Loss(network.Output(x)), Numeric.Row(Points, row), norm, epsilon);

        double Loss(double[] z)
        {
            double[] ranked = [.. z.OrderDescending()];
            return loss switch
            {
                "ce" => z[TargetClasses] - Math.Log(z.Sum(Math.Exp)),
                "margin" => z[TargetClasses] - z[..TargetClasses].Max(),
                _ => (z[TargetClasses] - z[Labels[row]]) / (ranked[0] - ((ranked[2] + ranked[3]) / 2)),
            };
        }
    }

    private static Network Curved()
    {
        var network = new Network(Inputs, new Dense(Inputs, 16), new Tanh(), new Dense(16, Classes));
        Samples.FillParameters(network.Parameters, seed: 1);
        network.ParametersOf(2).Span[1][0, TargetClasses] = -20;
        return network;
    }
}
