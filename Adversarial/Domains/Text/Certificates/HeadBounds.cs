namespace Scratch.Adversarial.Domains.Text.Certificates;

/// <summary>
/// A lower bound of a detector's logit while the outputs of its first layer are those of an <see cref="EditedRun"/>.
/// </summary>
/// <remarks>
/// Linear relaxation (CROWN: Zhang et al. 2018): between the bounds of its input each relu lies between two straight
/// lines, <see cref="ReluLines"/>. A function of a layer is carried back through them to a linear one of the first
/// layer's outputs, whose least value is known. That of the logit has all members in it, so that the same edits have to
/// bring all of them down.
/// </remarks>
/// <param name="detector">The detector.</param>
/// <param name="run">What the first layer can give.</param>
internal sealed class HeadBounds(TextDetector detector, EditedRun run)
{
    /// <summary>The bound.</summary>
    public float LowerBound()
    {
        int width = detector.Shape.Hidden[0];
        float[] slopes = new float[detector.Heads.Count * width];
        float constant = 0;
        for (int member = 0; member < detector.Heads.Count; member++)
        {
            Matrix[][] layers = DenseLayers(detector.Heads[member]);
            var lines = new List<ReluLines[]> { LinesOfFirst(member * width, width) };
            for (int layer = 0; layer < layers.Length - 1; layer++)
            {
                lines.Add(LinesAfter(layers, layer, lines, member * width));
            }
            float[] own = CarryBack([1f / detector.Heads.Count], layers, layers.Length - 1, lines, ref constant);
            own.CopyTo(slopes, member * width);
        }
        return constant + run.Minimum(slopes, 0);
    }

    private ReluLines[] LinesOfFirst(int first, int width)
    {
        var lines = new ReluLines[width];
        for (int unit = 0; unit < width; unit++)
        {
            lines[unit] = ReluLines.Around(run.Minimum([1], first + unit), -run.Minimum([-1], first + unit), 0);
        }
        return lines;
    }

    /// <summary>The lines of the relus behind a Dense layer.</summary>
    private ReluLines[] LinesAfter(Matrix[][] layers, int layer, List<ReluLines[]> before, int first)
    {
        int width = layers[layer][1].Columns;
        var lines = new ReluLines[width];
        float[] unit = new float[width];
        for (int i = 0; i < width; i++)
        {
            unit[i] = 1;
            float lower = Minimum();
            unit[i] = -1;
            float upper = Math.Max(lower, -Minimum());
            unit[i] = 0;
            lines[i] = ReluLines.Around(lower, upper, 0);
        }
        return lines;

        float Minimum()
        {
            float constant = 0;
            float[] slopes = CarryBack(unit, layers, layer, before, ref constant);
            return constant + run.Minimum(slopes, first);
        }
    }

    /// <summary>
    /// Of a function of a Dense layer's outputs, Σ weights · outputs, a linear function of the first layer's outputs
    /// that is nowhere larger: its slopes. Adds its constant.
    /// </summary>
    private static float[] CarryBack(
        float[] weights, Matrix[][] layers, int layer, List<ReluLines[]> lines, ref float constant)
    {
        for (; layer >= 0; layer--)
        {
            (Matrix weight, Matrix bias) = (layers[layer][0], layers[layer][1]);
            constant += Reductions.Dot(weights, bias.Row(0));
            float[] inputs = new float[weight.Rows];
            for (int i = 0; i < inputs.Length; i++)
            {
                float slope = Reductions.Dot(weight.Row(i), weights);
                ReluLines line = lines[layer][i];
                inputs[i] = slope * (slope > 0 ? line.Below : line.Above);
                constant += slope > 0 ? 0 : slope * line.Offset;
            }
            weights = inputs;
        }
        return weights;
    }

    /// <summary>Weights and biases of the Dense layers of a head, between which only relus stand.</summary>
    private static Matrix[][] DenseLayers(Network head) =>
        [.. Enumerable.Range(0, head.LogitLayers).Where(layer => head.Layers[layer] is Dense)
            .Select(layer => head.ParametersOf(layer).Span.ToArray())];
}
