using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking;

namespace Scratch.Tests.Layers;

/// <summary>Every backward pass, in float and in double, against central differences.</summary>
public class GradientCheckTests
{
    private static readonly GradientCheckResult[] All =
        [.. GradientCheck.RunAll(seed: 1), .. GradientCheck.RunAll(seed: 2)];

    private static IEnumerable<TestCaseData<GradientCheckResult>> Results => Cases(All);

    private static IEnumerable<TestCaseData<GradientCheckResult>> ResultsOfLargeTensors
    {
        get
        {
            var network = new Network(
                784, new Dense(784, 60), new Relu(), new Dense(60, 33), new Tanh(), new Dense(33, 10));
            network.Initialise(new RandomStream(3));
            return Cases(GradientCheck.Run(network, new SoftmaxCrossEntropy(), batch: 2, new RandomStream(4)));
        }
    }

    /// <summary>Wider than any vector, with a rest.</summary>
    private static IEnumerable<TestCaseData<GradientCheckResult>> ResultsOfWideBounds
    {
        get
        {
            var network = new Network(
                37, new Dense(37, 35), new Relu(), new Dense(35, 19), new LeakyRelu(0.1f), new Dense(19, 3));
            return Cases([.. GradientCheck.RunIntervals(network, batch: 2, new RandomStream(5)),
                .. GradientCheck.RunCrown(network, batch: 2, new RandomStream(6))]);
        }
    }

    [TestCaseSource(nameof(Results))]
    [TestCaseSource(nameof(ResultsOfLargeTensors))]
    [TestCaseSource(nameof(ResultsOfWideBounds))]
    public void Gradients_agree_with_central_differences(GradientCheckResult result)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.FloatError, Is.LessThan(Tolerances.FloatGradient), "float");
            Assert.That(result.ReferenceError, Is.LessThan(Tolerances.DoubleGradient), "double");
            Assert.That(result.Passed, Is.True);
        }
    }

    [Test]
    public void Run_all_covers_every_layer_and_every_loss()
    {
        string[] types =
        [
            .. typeof(Layer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Layer)) && !t.IsAbstract)
                .Select(t => t.Name),
            .. typeof(Loss).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Loss)) && !t.IsAbstract)
                .Select(t => ((Loss)Activator.CreateInstance(
                t, [.. t.GetConstructors()[0].GetParameters().Select(p => p.DefaultValue)])!).Name),
        ];
        Assert.That(GradientCheck.Names,
            Is.EquivalentTo([.. types, "reparameterisation", "network", "intervals", "crown"]));
        foreach (string name in GradientCheck.Names)
        {
            Assert.That(All.Select(r => r.Name), Has.Some.StartsWith(name), name);
        }
    }

    [Test]
    public void One_check_by_its_name_is_that_of_all()
    {
        Assert.That(GradientCheck.RunNamed("batchnormalisation", 1), Is.EqualTo(
            All.Take(All.Length / 2).Where(r => r.Name.StartsWith("BatchNormalisation", StringComparison.Ordinal))));
        Assert.That(() => GradientCheck.RunNamed("Conv", 1),
            Throws.ArgumentException.With.Message.Contains("Conv").And.Message.Contains("Dense, "));
    }

    [Test]
    public void A_check_leaves_the_state_as_it_was()
    {
        var network = new Network(3, new SpectralDense(3, 4), new BatchNormalisation(4));
        network.Initialise(new RandomStream(1));
        float[] before = network.State.Values.ToArray();
        GradientCheck.Run(network, new MeanSquaredError(), batch: 3, new RandomStream(2));
        Assert.That(network.State.Values.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void The_same_seed_gives_the_same_errors() =>
        Assert.That(GradientCheck.RunAll(1), Is.EqualTo(All.Take(All.Length / 2)));

    [Test]
    public void A_check_leaves_parameters_alone_and_gradients_at_zero()
    {
        var network = new Network(3, new Dense(3, 2));
        network.Initialise(new RandomStream(1));
        float[] before = network.Parameters.Values.ToArray();
        GradientCheck.Run(network, new MeanSquaredError(), batch: 2, new RandomStream(2));
        Assert.That(network.Parameters.Values.ToArray(), Is.EqualTo(before));
        Assert.That(network.Parameters.Gradients.ToArray(), Is.All.Zero);
    }

    [TestCase(0.011, 0, false)]
    [TestCase(0, 2e-6, false)]
    [TestCase(double.NaN, 0, false)]
    [TestCase(0, double.NaN, false)]
    [TestCase(0.009, 9e-7, true)]
    public void A_result_passes_within_both_limits(double floatError, double referenceError, bool passes) =>
        Assert.That(new GradientCheckResult("Dense 7-5", "weight", floatError, referenceError).Passed,
            Is.EqualTo(passes));

    [Test]
    public void A_layer_of_ones_own_is_checked_by_differences_alone()
    {
        foreach (GradientCheckResult result in GradientCheck.Run(new Scaling()))
        {
            Assert.That(result.FloatError, Is.LessThan(1e-4), result.Quantity);
            Assert.That((result.Passed, result.HasReference), Is.EqualTo((true, false)));
        }
        Assert.That(GradientCheck.Run(new Identity()).Single().Passed, Is.True);
    }

    [TestCase(nameof(Scaling.WrongInput), "input")]
    [TestCase(nameof(Scaling.WrongWeight), "weight")]
    [TestCase(nameof(Scaling.Transposed), "weight")]
    [TestCase(nameof(Scaling.Overwrites), "weight")]
    public void A_mistake_in_a_layer_of_ones_own_is_found(string mistake, string quantity)
    {
        var layer = new Scaling { Mistake = mistake };
        Assert.That(GradientCheck.Run(layer).Where(result => !result.Passed).Select(result => result.Quantity),
            Is.EqualTo([quantity]));
    }

    [Test]
    public void A_layer_is_checked_at_a_width_that_it_takes()
    {
        Assert.That(GradientCheck.Run(new Dense(7, 3)).Select(result => result.Name), Is.All.EqualTo("Dense 7-3"));
        Assert.That(() => GradientCheck.Run(new Dense(1025, 3)), Throws.ArgumentException.With.Message.Contains("Dense"));
    }

    [Test]
    public void A_network_of_zeros_is_not_passed() => Assert.That(
        () => GradientCheck.Run(new Network(3, new Dense(3, 2)), new MeanSquaredError(), batch: 2, default),
        Throws.InvalidOperationException.With.Message.Contains("all 0"));

    [Test]
    public void A_loss_without_a_reference_is_named()
    {
        Assert.That(() => GradientCheck.Run(new Nothing(), 3, 2, default),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("nothing"));
    }

    private static IEnumerable<TestCaseData<GradientCheckResult>> Cases(IEnumerable<GradientCheckResult> results) =>
        results.Select((r, i) =>
            new TestCaseData<GradientCheckResult>(r).SetArgDisplayNames($"{i}: {r.Name}, {r.Quantity}"));

    private sealed class Identity : ElementWise
    {
        public override string Type => "Identity";

        public override void Apply(ReadOnlySpan<float> x, Span<float> y) => x.CopyTo(y);

        public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) =>
            dY.CopyTo(dX);
    }

    /// <summary>y = x² w, w for each column; on request with a mistake in its backward pass.</summary>
    private sealed class Scaling : Layer
    {
        public const string WrongInput = "WrongInput", WrongWeight = "WrongWeight", Transposed = "Transposed",
            Overwrites = "Overwrites";

        public string Mistake { get; init; } = "";

        public override string Type => "Scaling";

        public override IReadOnlyList<ParameterDeclaration> Parameters { get; } = [new("weight", 1, 5, Decays: true)];

        public override int OutputsFor(int inputs) => inputs == 5 ? 5 : throw new ArgumentException("It takes 5.");

        public override void Forward(in Pass pass, Matrix input, Matrix output)
        {
            for (int i = 0; i < input.Length; i++)
            {
                float x = input[i / 5, i % 5];
                output[i / 5, i % 5] = x * x * pass.Parameters.Span[0][0, i % 5];
            }
        }

        public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
        {
            for (int i = 0; i < input.Length; i++)
            {
                (int row, int j) = (i / 5, i % 5);
                float x = input[row, j], d = dOutput[row, j];
                dInput[row, j] = (Mistake == WrongInput ? 1 : 2) * x * pass.Parameters.Span[0][0, j] * d;
                ref float dW = ref pass.Gradients.Span[0][0, Mistake == Transposed ? 4 - j : j];
                dW = (Mistake == Overwrites ? 0 : dW) + ((Mistake == WrongWeight ? 0.98f : 1) * x * x * d);
            }
        }
    }

    private sealed class Nothing : Loss
    {
        public override string Name => "nothing";

        protected override float Row(
            ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits) => 0;
    }
}
