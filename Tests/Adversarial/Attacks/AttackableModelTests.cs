using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>What an attack climbs is the gradient of each example's own loss.</summary>
public class AttackableModelTests
{
    private const int Batch = 5, Latent = 3, Pixels = 7;

    private readonly Network _generator = Toys.Generator(Latent, Pixels);
    private readonly Network _classifier = new(Pixels, new Dense(Pixels, 6), new Tanh(), new Dense(6, Toys.Classes));
    private readonly Matrix _model = Samples.OneHot(Batch, Toys.Classes);

    [OneTimeSetUp]
    public void Fill() => Samples.FillParameters(_classifier.Parameters, seed: 1);

    [Test]
    public void In_pixel_space_it_is_the_central_difference_of_the_loss()
    {
        ReferenceNetwork classifier = Numeric.ToLogits(_classifier);
        Check(new ClassifierModel(_classifier, Batch), Pixels, classifier.Output);
    }

    [Test]
    public void In_prompt_space_it_goes_through_classifier_and_generator()
    {
        ReferenceNetwork generator = Numeric.Whole(_generator), classifier = Numeric.ToLogits(_classifier);
        Check(new GeneratorModel(_generator, _classifier, Batch), Latent, prompt =>
            classifier.Output(generator.Output(prompt)));
    }

    private void Check(IModel model, int dimension, Func<double[], double[]> logits)
    {
        Assert.That((model.Features, model.Classes, model.Capacity), Is.EqualTo((dimension, Toys.Classes, Batch)));
        Matrix points = Samples.Uniform(Batch, dimension, seed: 2), dPoints = Samples.Poisoned(Batch, dimension);
        int[] before = Agreement.Bits(points);
        Matrix dLogits = Samples.Poisoned(Batch, Toys.Classes);
        new SoftmaxCrossEntropy().Compute(model.Forward(points), _model, default, scale: 1, dLogits);
        model.Backward(dLogits, dPoints);
        ReferenceLoss loss = ReferenceLoss.Of(new SoftmaxCrossEntropy());
        for (int row = 0; row < Batch; row++)
        {
            double[] point = Numeric.Row(points, row), oneHot = Numeric.Row(_model, row);
            double[] expected = Numeric.Gradient(() => loss.Forward(logits(point), oneHot), point);
            Assert.That(Agreement.Error(dPoints.SliceRows(row, 1), expected), Is.LessThan(Tolerances.FloatGradient),
                $"example {row}");
        }
        Assert.That(Agreement.Bits(points), Is.EqualTo(before));
        Assert.That(_classifier.Parameters.Gradients.ToArray().Concat(_generator.Parameters.Gradients.ToArray()),
            Is.All.Zero, "an attack trains nothing");
    }
}
