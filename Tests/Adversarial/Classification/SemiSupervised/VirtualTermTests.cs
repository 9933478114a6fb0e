using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Classification.SemiSupervised;

/// <summary>
/// Tangent spaces, and the directions of virtual adversarial training, against linear algebra in double precision.
/// </summary>
public class VirtualTermTests
{
    private const int Latent = 3, Pixels = 12;

    private static readonly Dataset Data = Toys.Images(20, height: 3, width: 4);
    private static readonly PromptBank Bank = Toys.Prompts(Data, Latent);
    private static readonly Network Generator = Toys.Generator(Latent, Pixels);
    private static readonly Network Classifier = Toys.Classifier(Pixels);
    private static readonly int[] Rows = [4, 0, 17, 11];

    [Test]
    public void A_vector_parts_into_what_the_generator_can_do_and_the_rest([Values(Latent, Latent + 4)] int iterations)
    {
        Matrix vector = Samples.Uniform(Rows.Length, Pixels, seed: 1),
            normal = Samples.Uniform(Rows.Length, Pixels, seed: 1);
        Matrix tangent = Samples.Poisoned(Rows.Length, Pixels);
        var space = new TangentSpace(Bank, Generator, iterations, 8);
        space.MoveTo(Rows);
        space.Part(normal, tangent);
        for (int i = 0; i < Rows.Length; i++)
        {
            double[] v = Numeric.Row(vector, i), expected = Project(Basis(Rows[i]), v);
            Assert.That(Agreement.Error(tangent.SliceRows(i, 1), expected), Is.LessThan(1e-3),
                "conjugate gradients in single precision");
            Assert.That(Numeric.Row(normal, i), Is.EqualTo(v.Zip(expected, (a, b) => a - b)).Within(1e-3));
        }
    }

    [Test]
    public void One_iteration_moves_along_the_steepest_way_alone()
    {
        Matrix normal = Samples.Uniform(Rows.Length, Pixels, seed: 1), tangent = Samples.Poisoned(Rows.Length, Pixels);
        double before = Agreement.Doubles(normal).Sum(x => x * x);
        var space = new TangentSpace(Bank, Generator, 1, 8);
        space.MoveTo(Rows);
        space.Part(normal, tangent);
        double after = Agreement.Doubles(normal).Sum(x => x * x), moved = Agreement.Doubles(tangent).Sum(x => x * x);
        Assert.That(after + moved, Is.EqualTo(before).Within(1e-4),
            "the line search leaves a residual that is normal to its step");
        Assert.That(moved, Is.GreaterThan(0));
    }

    [TestCase("virtual")]
    [TestCase("tangent")]
    [TestCase("normal")]
    public void The_direction_is_the_main_eigenvector_of_the_projected_Hessian(string name)
    {
        UnlabelledBatch batch = Look();
        Matrix inputs = Samples.Poisoned(Rows.Length, Pixels), targets = Samples.Poisoned(Rows.Length, Toys.Classes);
        Term(name, new() { Weight = 1, Epsilon = 0.5f, Probe = 0.02f, Iterations = 30 })
            .Compose(batch, new RandomStream(3), inputs, targets);
        Assert.That(Agreement.Bits(targets), Is.EqualTo(Agreement.Bits(batch.Probabilities)));
        for (int i = 0; i < Rows.Length; i++)
        {
            double[] x = Numeric.Row(batch.Examples, i), moved = [.. Numeric.Row(inputs, i).Zip(x, (a, b) => a - b)];
            Assert.That(Math.Sqrt(Dot(moved, moved)), Is.EqualTo(0.5).Within(1e-5));
            double[] expected = MainEigenvector(x, v => Restrict(name, Basis(Rows[i]), v));
            Assert.That(Math.Abs(Dot(moved, expected)) / 0.5, Is.GreaterThan(0.999), $"example {i}");
            double[] along = Project(Basis(Rows[i]), moved);
            double inside = Dot(along, along) / Dot(moved, moved);
            Assert.That(inside, name == "tangent" ? Is.EqualTo(1).Within(1e-3) : name == "normal"
                ? Is.EqualTo(0).Within(1e-3) : Is.InRange(0.001, 0.999));
        }
    }

    [Test]
    public void It_changes_what_is_said_more_than_a_random_direction_does()
    {
        UnlabelledBatch batch = Look();
        double Divergence(int iterations)
        {
            Matrix inputs = Matrix.Allocate(Rows.Length, Pixels), targets = Matrix.Allocate(Rows.Length, Toys.Classes),
                losses = Matrix.Allocate(1, Rows.Length);
            Term("virtual", new() { Weight = 1, Epsilon = 1, Iterations = iterations })
                .Compose(batch, new RandomStream(3), inputs, targets);
            new CategoricalDivergence().Compute(Classifier.PredictOutputs(inputs), targets, losses, 1, default);
            return Agreement.Doubles(losses).Sum();
        }
        Assert.That(Divergence(1), Is.GreaterThan(2 * Divergence(0)));
    }

    [Test]
    public void An_example_s_direction_does_not_depend_on_the_others_nor_its_place()
    {
        UnlabelledBatch batch = Look(), other = Look([17]);
        Matrix inputs = Matrix.Allocate(Rows.Length, Pixels), one = Matrix.Allocate(1, Pixels);
        Matrix targets = Matrix.Allocate(Rows.Length, Toys.Classes);
        VirtualOptions options = new() { Weight = 1, Epsilon = 1 };
        Term("virtual", options).Compose(batch, new RandomStream(3), inputs, targets);
        Term("virtual", options).Compose(other, new RandomStream(3), one, targets.SliceRows(0, 1));
        Assert.That(Agreement.Bits(one), Is.EqualTo(Agreement.Bits(inputs.SliceRows(2, 1))));
    }

    private static VirtualTerm Term(string name, VirtualOptions options)
    {
        var term = new VirtualTerm(
            options,
            new ClassifierModel(Classifier, 8),
            name == "virtual" ? null : new TangentSpace(Bank, Generator, Latent + 2, 8),
            isNormal: name == "normal");
        Assert.That(term.Name, Is.EqualTo(name));
        return term;
    }

    private static UnlabelledBatch Look(int[]? rows = null)
    {
        rows ??= Rows;
        Matrix examples = Data.Subset(rows).Inputs, probabilities = Classifier.PredictOutputs(examples);
        for (int row = 0; row < rows.Length; row++)
        {
            double[] p = Softmax(Numeric.Row(probabilities, row));
            for (int k = 0; k < p.Length; k++)
            {
                probabilities[row, k] = (float)p[k];
            }
        }
        return new UnlabelledBatch(rows, examples, probabilities);
    }

    /// <summary>
    /// H = Jᵀ (diag p − p pᵀ) J, J the Jacobian of the logits: a relu network is straight where it isn't kinked.
    /// </summary>
    private static double[] MainEigenvector(double[] x, Func<double[], double[]> restrict)
    {
        ReferenceNetwork reference = Numeric.ToLogits(Classifier);
        double[] p = Softmax(reference.Output(x));
        double[][] jacobian =
            [.. Enumerable.Range(0, p.Length).Select(k => Numeric.Gradient(() => reference.Output(x)[k], x))];
        double[] d = restrict([.. Numeric.Row(Samples.Uniform(1, Pixels, seed: 9), 0)]);
        for (int iteration = 0; iteration < 3000; iteration++)
        {
            double[] changes = [.. jacobian.Select(row => Dot(row, d))];
            double mean = Dot(p, changes);
            double[] next = new double[Pixels];
            for (int k = 0; k < p.Length; k++)
            {
                for (int j = 0; j < Pixels; j++)
                {
                    next[j] += p[k] * (changes[k] - mean) * jacobian[k][j];
                }
            }
            next = restrict(next);
            double length = Math.Sqrt(Dot(next, next));
            d = [.. next.Select(value => value / length)];
        }
        return d;
    }

    private static double[] Restrict(string name, double[][] basis, double[] v) => name switch
    {
        "virtual" => v,
        "tangent" => Project(basis, v),
        _ => [.. v.Zip(Project(basis, v), (a, b) => a - b)],
    };

    /// <summary>An orthonormal basis of the generator's Jacobian at the mean of a prompt: Gram and Schmidt.</summary>
    private static double[][] Basis(int row)
    {
        ReferenceNetwork reference = Numeric.Whole(Generator);
        double[] z = Numeric.Row(Bank.Means, row);
        double[][] byPixel =
            [.. Enumerable.Range(0, Pixels).Select(j => Numeric.Gradient(() => reference.Output(z)[j], z))];
        var basis = new List<double[]>();
        for (int k = 0; k < Latent; k++)
        {
            double[] column = [.. byPixel.Select(gradient => gradient[k])];
            double[] rest = [.. column.Zip(Project([.. basis], column), (a, b) => a - b)];
            double length = Math.Sqrt(Dot(rest, rest));
            basis.Add([.. rest.Select(value => value / length)]);
        }
        return [.. basis];
    }

    private static double[] Project(double[][] basis, double[] v)
    {
        double[] result = new double[v.Length];
        foreach (double[] direction in basis)
        {
            double share = Dot(direction, v);
            for (int j = 0; j < v.Length; j++)
            {
                result[j] += share * direction[j];
            }
        }
        return result;
    }

    private static double[] Softmax(double[] x)
    {
        double total = x.Sum(Math.Exp);
        return [.. x.Select(value => Math.Exp(value) / total)];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
