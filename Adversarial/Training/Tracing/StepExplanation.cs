using Scratch.Layers.Checking;

namespace Scratch.Adversarial.Training.Tracing;

/// <summary>
/// A <see cref="TracedStep"/> number by number, in the order in which they are computed, each with the terms that it is
/// the sum of. The names are those of docs/backprop.md: x, W1, b1, a, h, logits, p.
/// </summary>
internal sealed class StepExplanation
{
    private readonly TracedStep _step;
    private readonly NumericGradient? _numeric;
    private readonly List<TracedGroup> _groups = [];
    private readonly string[] _names; // of what comes into each layer, and out of the last
    private readonly int[] _dense; // the number of each layer among those with parameters, from 1

    private StepExplanation(TracedStep step, NumericGradient? numeric)
    {
        (_step, _numeric) = (step, numeric);
        int count = step.Layers.Count, withParameters = step.Layers.Count(layer => layer.Parameters.Count > 0);
        _names = new string[count + 1];
        _dense = new int[count];
        _names[0] = "x";
        for (int i = 0, k = 0; i < count; i++)
        {
            bool learns = step.Layers[i].Parameters.Count > 0;
            k += learns ? 1 : 0;
            _dense[i] = k;
            string number = withParameters > 2 ? $"{k}" : "";
            string name = learns ? $"a{number}" : $"h{number}";
            // two functions in a row
            _names[i + 1] = i == count - 1 ? "logits" : _names.Contains(name) ? $"{name}′" : name;
        }
    }

    /// <summary>All numbers of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="numeric">Its gradient by differences, measured before the update; null to leave it out.</param>
    public static IReadOnlyList<TracedGroup> Explain(TracedStep step, NumericGradient? numeric = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        var explanation = new StepExplanation(step, numeric);
        explanation.Forward();
        explanation.AddLoss();
        explanation.Backward();
        new UpdateExplanation(step, explanation._dense, explanation._groups).Add();
        return explanation._groups;
    }

    /// <summary>The name of one number of a vector or matrix, counted from 1.</summary>
    internal static string At(string symbol, Matrix matrix, int row, int column) =>
        matrix.Rows == 1 ? $"{symbol}[{column + 1}]" : $"{symbol}[{row + 1},{column + 1}]";

    /// <summary>The name of a gradient: that of logits is dLogits.</summary>
    internal static string D(string name) => name == "logits" ? "dLogits" : $"d{name}";

    /// <summary>A group with one number for every element of a matrix.</summary>
    internal static TracedGroup Group(
        TracedPhase phase, string symbol, string formula, Matrix values, Func<int, int, TracedNumber> number) =>
        new(phase, symbol, formula, values.Rows, values.Columns, WithErrors(
        [
            .. Enumerable.Range(0, values.Length)
                .Select(k => number(k / values.Columns, k % values.Columns)),
        ]));

    private static TracedNumber[] WithErrors(TracedNumber[] numbers)
    {
        double rms = Math.Sqrt(numbers.Average(number => number.Numeric * number.Numeric) ?? 0);
        return [.. numbers.Select(number => number with { Error = ErrorOf(number, rms) })];
    }

    private static double? ErrorOf(TracedNumber number, double rms) =>
        number.Numeric is not { } numeric ? null
        : number.Value == numeric ? 0
        : Math.Abs(number.Value - numeric) / Math.Max(Math.Abs(numeric), rms);

    private void Forward()
    {
        for (int i = 0; i < _step.Layers.Count; i++)
        {
            TracedLayer layer = _step.Layers[i];
            string x = _names[i], y = _names[i + 1], w = $"W{_dense[i]}", b = $"b{_dense[i]}";
            (string formula, Func<int, TracedNumber> number) = layer.Layer switch
            {
                Dense => ($"{y} = {x} · {w} + {b}", j => new TracedNumber(At(y, layer.Output, 0, j), layer.Output[0, j],
                [
                    .. Range(layer.Input.Columns).Select(k => new TracedTerm(
                        Factor(x, layer.Input, 0, k), Factor(w, layer.Parameters[0].Before, k, j))),
                    new TracedTerm(Factor(b, layer.Parameters[1].Before, 0, j)),
                ])),
                ElementWise => ($"{y} = {NameOf(layer.Layer)}({x})", (Func<int, TracedNumber>)(j => new TracedNumber(
                    At(y, layer.Output, 0, j), layer.Output[0, j], [new TracedTerm(Factor(x, layer.Input, 0, j))])
                { Function = NameOf(layer.Layer) })),
                _ => ($"{y} = {layer.Layer.Type}({x})", j =>
                    new TracedNumber(At(y, layer.Output, 0, j), layer.Output[0, j], [])),
            };
            _groups.Add(Group(TracedPhase.Forward, y, formula, layer.Output, (_, j) => number(j)));
        }
    }

    private void AddLoss() => _groups.AddRange(LossExplanation.Explain(_step, _names[^1]));

    private void Backward()
    {
        for (int i = _step.Layers.Count - 1; i >= 0; i--)
        {
            TracedLayer layer = _step.Layers[i];
            switch (layer.Layer)
            {
                case Dense:
                    AddDense(i, layer);
                    break;
                case ElementWise function:
                    AddFunction(i, layer, function);
                    break;
                default:
                    foreach (TracedTensor tensor in layer.Parameters)
                    {
                        string symbol = $"d{_step.Network.Parameters.Declarations[tensor.Index].Name}";
                        _groups.Add(Group(TracedPhase.Backward, symbol, $"{symbol} of {layer.Layer.Type}",
                            tensor.Gradient, (r, c) => Gradient(symbol, tensor, r, c, [])));
                    }
                    AddDInput(i, layer, $"{D(_names[i])} = {layer.Layer.Type}′ of {D(_names[i + 1])}", _ => []);
                    break;
            }
        }
    }

    private void AddDense(int i, TracedLayer layer)
    {
        string x = _names[i], dy = D(_names[i + 1]), w = $"W{_dense[i]}", b = $"b{_dense[i]}";
        _groups.Add(Group(TracedPhase.Backward, $"d{w}", $"d{w} = {x}ᵀ · {dy}", layer.Parameters[0].Gradient, (r, c) =>
            Gradient($"d{w}", layer.Parameters[0], r, c,
                [new TracedTerm(Factor(x, layer.Input, 0, r), Factor(dy, layer.DOutput, 0, c))])));
        _groups.Add(Group(TracedPhase.Backward, $"d{b}", $"d{b} = {dy}", layer.Parameters[1].Gradient, (r, c) =>
            Gradient($"d{b}", layer.Parameters[1], r, c, [new TracedTerm(Factor(dy, layer.DOutput, 0, c))])));
        AddDInput(i, layer, $"d{x} = {dy} · {w}ᵀ", j =>
        [
            .. Range(layer.DOutput.Columns).Select(k => new TracedTerm(
                Factor(dy, layer.DOutput, 0, k), Factor(w, layer.Parameters[0].Before, j, k))),
        ]);
    }

    private void AddFunction(int i, TracedLayer layer, ElementWise function)
    {
        string x = _names[i], dy = D(_names[i + 1]), name = NameOf(function);
        float[] slopes = new float[layer.Input.Columns];
        float[] ones = [.. Enumerable.Repeat(1f, slopes.Length)];
        function.Differentiate((function.BackwardReadsInput ? layer.Input : layer.Output).Span, ones, slopes);
        AddDInput(i, layer, $"d{x} = {dy} ⊙ {name}′({x})", j =>
        [
            new TracedTerm(Factor(dy, layer.DOutput, 0, j),
                new TracedFactor($"{name}′({At(x, layer.Input, 0, j)})", slopes[j])),
        ]);
    }

    private void AddDInput(int i, TracedLayer layer, string formula, Func<int, IReadOnlyList<TracedTerm>> terms)
    {
        string symbol = D(_names[i]);
        _groups.Add(Group(TracedPhase.Backward, symbol, formula, layer.DInput, (_, j) =>
            new TracedNumber(At(symbol, layer.DInput, 0, j), layer.DInput[0, j], terms(j))
            {
                Numeric = i == 0 ? _numeric?.Input[j] : null,
            }));
    }

    private TracedNumber Gradient(
        string symbol, TracedTensor tensor, int row, int column, IReadOnlyList<TracedTerm> terms) =>
        new(At(symbol, tensor.Gradient, row, column), tensor.Gradient[row, column], terms)
        {
            Numeric = _numeric?.Parameters[tensor.Index][(row * tensor.Gradient.Columns) + column],
        };

    private static TracedFactor Factor(string symbol, Matrix matrix, int row, int column) =>
        new(At(symbol, matrix, row, column), matrix[row, column]);

    /// <summary>The word for a function, such as <c>relu</c>.</summary>
    private static string NameOf(Layer layer) =>
        LayerCatalog.KindOf(layer)?.Activation ?? layer.Type.ToLowerInvariant();

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
}
