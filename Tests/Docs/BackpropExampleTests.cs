using System.Globalization;
using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Docs;

/// <summary>
/// The worked example of docs/backprop.md, recomputed by the layers: every number in the document has to be right.
/// </summary>
public class BackpropExampleTests
{
    private const double HalfOfLastDigit = 0.5e-6 + 1e-7; // six digits are printed; a float adds its own rounding

    private static readonly Dictionary<string, float[][]> Document = Parse(Repository.Read("docs/backprop.md"));
    private static readonly Dictionary<string, Matrix> Computed = Compute();

    private static IEnumerable<string> Names => Computed.Keys;

    [TestCaseSource(nameof(Names))]
    public void The_document_has_the_number(string name)
    {
        Assert.That(Document, Contains.Key(name));
        Matrix computed = Computed[name];
        var document = Matrix.FromRows(Document[name]);
        Assert.That(document.ToString(), Is.EqualTo(computed.ToString()), "shape");
        Assert.That(Agreement.Doubles(document), Is.EqualTo(Agreement.Doubles(computed)).Within(HalfOfLastDigit));
    }

    [Test]
    public void Every_number_of_the_document_is_recomputed() =>
        Assert.That(Document.Keys, Is.EquivalentTo([.. Computed.Keys, "input", "target", "W1", "b1", "W2", "b2"]));

    private static Dictionary<string, Matrix> Compute()
    {
        Layer[] layers = [new Dense(2, 3), new Relu(), new Dense(3, 2)];
        var parameters = new ParameterBuffer(
            [.. layers[0].Parameters, .. layers[2].Parameters.Select(p => p with { Name = "2." + p.Name })]);
        string[] names = ["W1", "b1", "W2", "b2"];
        ReadOnlyMemory<Matrix> values = parameters.ValueViews, gradients = parameters.GradientViews;
        for (int i = 0; i < names.Length; i++)
        {
            Matrix.FromRows(Document[names[i]]).CopyTo(values.Span[i]);
        }
        var first = new Pass(values[..2], gradients[..2]);
        var second = new Pass(values[2..], gradients[2..]);
        Matrix input = Matrix.FromRows(Document["input"]), target = Matrix.FromRows(Document["target"]);
        Matrix a = Zeros(3), h = Zeros(3), logits = Zeros(2), loss = Zeros(1), dLogits = Zeros(2), dh = Zeros(3),
            da = Zeros(3), dInput = Zeros(2);

        void Forward(Matrix perExample)
        {
            layers[0].Forward(first, input, a);
            layers[1].Forward(default, a, h);
            layers[2].Forward(second, h, logits);
            new SoftmaxCrossEntropy().Compute(logits, target, perExample, 1, dLogits);
        }

        Forward(loss);
        layers[2].Backward(second, h, logits, dLogits, dh);
        layers[1].Backward(default, a, h, dh, da);
        layers[0].Backward(first, input, a, da, dInput);
        var computed = new Dictionary<string, Matrix>
        {
            ["a"] = a,
            ["h"] = h,
            ["logits"] = logits,
            ["loss"] = loss,
            ["dLogits"] = dLogits,
            ["dh"] = dh,
            ["da"] = da,
            ["dInput"] = dInput,
        };
        float[] shifted = [.. logits.Span.ToArray().Select(x => MathF.Exp(x - MathF.Max(logits[0, 0], logits[0, 1])))];
        computed["exponentials"] = Matrix.FromRows(shifted);
        computed["p"] = Matrix.FromRows([.. shifted.Select(e => e / shifted.Sum())]);
        for (int i = 0; i < names.Length; i++)
        {
            computed["d" + names[i]] = gradients.Span[i];
        }
        computed = computed.ToDictionary(c => c.Key, c => Copy(c.Value));

        new Sgd(parameters).Step(0.1f);
        Matrix updatedLoss = Zeros(1);
        Forward(updatedLoss);
        computed["loss.updated"] = updatedLoss;
        for (int i = 0; i < names.Length; i++)
        {
            computed[names[i] + ".updated"] = values.Span[i];
        }
        return computed;
    }

    /// <summary>
    /// The lines "name = numbers | numbers" of all fences that are marked as numbers; a bar separates rows.
    /// </summary>
    private static Dictionary<string, float[][]> Parse(string markdown)
    {
        IEnumerable<string> fences =
            markdown.Split("```").Where(part => part.StartsWith("numbers\n", StringComparison.Ordinal));
        IEnumerable<string[]> lines = fences
            .SelectMany(fence => fence.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            .Select(line => line.Split(" = "));
        return lines.ToDictionary(line => line[0], line => line[1].Split('|').Select(Numbers).ToArray());
    }

    private static float[] Numbers(string row) =>
        [.. row.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(x => float.Parse(x, CultureInfo.InvariantCulture))];

    private static Matrix Zeros(int columns) => Matrix.Allocate(1, columns);

    private static Matrix Copy(Matrix matrix)
    {
        Matrix copy = Matrix.Allocate(matrix.Rows, matrix.Columns);
        matrix.CopyTo(copy);
        return copy;
    }
}
