using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Tests.Layers;

/// <summary>
/// Every layer in float against the double reference, at widths on both sides of every vector boundary.
/// </summary>
public class LayerReferenceTests
{
    private const int Batch = 3;

    [Test]
    public void Both_passes_agree_with_the_double_reference(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.Kinds))] string kind,
        [ValueSource(typeof(Samples), nameof(Samples.Widths))] int width)
    {
        LayerRun run = LayerRun.Of(kind, width, Batch);
        run.Forward();
        run.Backward();

        double[][] state = [.. run.State.ValueViews.ToArray().Select(Agreement.Doubles)];
        var reference = ReferenceLayer.Of(run.Layer, run.Mode, LayerRun.Random, state);
        double[][] parameters = [.. run.Parameters.ValueViews.ToArray().Select(Agreement.Doubles)];
        double[][] gradients = [.. parameters.Select(p => new double[p.Length])];
        double[][] output = reference.Forward(parameters, Rows(run.Input));
        double[][] dInput = reference.Backward(parameters, Rows(run.Input), Rows(run.DOutput), gradients);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Agreement.Error(run.Output, [.. output.SelectMany(row => row)]),
                Is.LessThan(Tolerances.FloatAgainstDouble), "output");
            Assert.That(Agreement.Error(run.DInput, [.. dInput.SelectMany(row => row)]),
                Is.LessThan(Tolerances.FloatAgainstDouble), "dInput");
            for (int i = 0; i < gradients.Length; i++)
            {
                Matrix gradient = run.Parameters.GradientViews.Span[i];
                Assert.That(Agreement.Error(gradient, gradients[i]), Is.LessThan(Tolerances.FloatAgainstDouble),
                    run.Parameters.Declarations[i].Name);
            }
        }
    }

    [Test]
    public void Element_wise_layers_work_in_place(
        [ValueSource(typeof(LayerRun), nameof(LayerRun.ElementWiseKinds))] string kind)
    {
        LayerRun run = LayerRun.Of(kind, 37, 1);
        run.Forward();
        run.Backward();
        var layer = (Scratch.Layers.ElementWise)run.Layer;
        layer.Differentiate(
            (layer.BackwardReadsInput ? run.Input : run.Output).Span, run.DOutput.Span, run.DOutput.Span);
        layer.Apply(run.Input.Span, run.Input.Span);
        Assert.That(Agreement.Bits(run.Input), Is.EqualTo(Agreement.Bits(run.Output)));
        Assert.That(Agreement.Bits(run.DOutput), Is.EqualTo(Agreement.Bits(run.DInput)));
    }

    [TestCase("Relu", 0)]
    [TestCase("LeakyRelu", 0.3f)]
    public void At_the_kink_the_derivative_is_that_of_the_left_side(string kind, float slope)
    {
        LayerRun run = LayerRun.Of(kind, 11, 1);
        run.Input.Fill(0);
        run.DOutput.Fill(2);
        run.Forward();
        run.Backward();
        Assert.That(run.DInput.Span.ToArray(), Is.All.EqualTo(2 * slope));
    }

    private static double[][] Rows(Matrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(row => Agreement.Doubles(matrix.SliceRows(row, 1)))];
}
