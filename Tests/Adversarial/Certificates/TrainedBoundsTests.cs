using System.Numerics.Tensors;
using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Certificates;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Certificates;

/// <summary>
/// Bounds of classifiers 784-512-512-10 as runs train them, held against a million points of balls around test digits.
/// </summary>
public class TrainedBoundsTests
{
    private const int Images = 100, PointsOfImage = 10_000;

    [TestCase("clean", 2, 0.1f)]
    [TestCase("robust-0.1", 1, 0.1f)]
    [TestCase("clean", 2, 0.01f)]
    [Explicit("a minute: --filter FullyQualifiedName~A_million_points")]
    public void A_million_points_lie_within_intervals_and_these_hold_CROWN(string preset, int epochs, float epsilon)
    {
        RunConfiguration configuration = Presets.Find(preset);
        configuration = configuration with { Classifier = configuration.Classifier with { Epochs = epochs } };
        ImageSource source = ImageSource.Parse("mnist");
        (Dataset training, Dataset validation) = ValidationSplit.Split(configuration, source.OpenTraining());
        var state = new RunState();
        new ClassifierStage().Run(new RunContext(configuration, training, validation, []), state);
        Network classifier = state.Classifier!;
        Dataset test = source.OpenTest(classes: 10).Take(Images);
        var ball = new Ball(Norm.LInfinity, epsilon, Box.Unit);
        (Matrix lower, Matrix upper, Matrix margins) = Bounds(new IntervalBounds(classifier, ball, Images), test);
        (Matrix crownLower, Matrix crownUpper, Matrix crownMargins) =
            Bounds(new CrownBounds(classifier, ball, Images), test);
        Assert.That(Least(crownLower, lower), Is.GreaterThanOrEqualTo(0));
        Assert.That(Least(upper, crownUpper), Is.GreaterThanOrEqualTo(0));
        Assert.That(Least(crownMargins, margins), Is.GreaterThanOrEqualTo(0));

        Matrix points = Matrix.Allocate(PointsOfImage, classifier.Inputs);
        (int outside, float nearest) = (0, float.PositiveInfinity);
        for (int image = 0; image < Images; image++)
        {
            Sample(test.Inputs.Row(image), epsilon, new RandomStream(1).Fork(image), points);
            Matrix logits = classifier.PredictOutputs(points);
            for (int p = 0; p < PointsOfImage; p++)
            {
                for (int k = 0; k < logits.Columns; k++)
                {
                    float z = logits[p, k], room = MathF.Min(z - crownLower[image, k], crownUpper[image, k] - z);
                    room = MathF.Min(room, k == test.Labels.Span[image] ? room
                        : logits[p, test.Labels.Span[image]] - z - crownMargins[image, k]);
                    outside += room >= 0 ? 0 : 1;
                    nearest = MathF.Min(nearest, room);
                }
            }
        }
        TestContext.Out.WriteLine(
            $"{preset}, ε = {epsilon}: {Images * PointsOfImage} points, {outside} bounds broken; the nearest point is "
            + $"{nearest:g3} within CROWN's. "
            + $"Mean width of a logit's bounds: intervals {Width(lower, upper):g4}, CROWN "
            + $"{Width(crownLower, crownUpper):g4}");
        Assert.That(outside, Is.Zero);
    }

    private static (Matrix Lower, Matrix Upper, Matrix Margins) Bounds(MarginBounds bounds, Dataset data)
    {
        Matrix lower = Matrix.Allocate(data.Count, data.Classes), upper = Matrix.Allocate(data.Count, data.Classes),
            margins = Matrix.Allocate(data.Count, data.Classes);
        bounds.BoundLogits(data.Inputs, lower, upper);
        bounds.BoundMargins(data.Inputs, data.Labels, margins);
        return (lower, upper, margins);
    }

    /// <summary>Half of the points from inside of the box, half of them its corners.</summary>
    private static void Sample(ReadOnlySpan<float> centre, float epsilon, RandomStream random, Matrix points)
    {
        random.FillUniform(points.Span, -epsilon, epsilon);
        for (int p = 0; p < points.Rows; p++)
        {
            Span<float> point = points.Row(p);
            if (p % 2 == 0)
            {
                for (int i = 0; i < point.Length; i++)
                {
                    point[i] = point[i] < 0 ? -epsilon : epsilon;
                }
            }
            TensorPrimitives.Add(point, centre, point);
            TensorPrimitives.Clamp(point, 0f, 1f, point);
        }
    }

    private static float Least(Matrix larger, Matrix smaller)
    {
        Matrix difference = Matrix.Allocate(larger.Rows, larger.Columns);
        TensorPrimitives.Subtract(larger.Span, smaller.Span, difference.Span);
        return TensorPrimitives.Min<float>(difference.Span);
    }

    private static float Width(Matrix lower, Matrix upper) =>
        (TensorPrimitives.Sum<float>(upper.Span) - TensorPrimitives.Sum<float>(lower.Span)) / upper.Length;
}
