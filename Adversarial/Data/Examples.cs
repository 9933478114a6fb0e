namespace Scratch.Adversarial.Data;

/// <summary>Some examples and what they should lead to.</summary>
/// <param name="Inputs">(B, inputs).</param>
/// <param name="Targets">(B, outputs).</param>
public readonly record struct Batch(Matrix Inputs, Matrix Targets)
{
    private readonly Matrix _truth;

    /// <summary>
    /// (B, outputs), what figures such as the accuracy are taken against: the targets, unless these were smoothed or
    /// mixed.
    /// </summary>
    public Matrix Truth { get => _truth.IsEmpty ? Targets : _truth; init => _truth = value; }

    /// <summary>Throws if a number is none. Allocates nothing unless it throws.</summary>
    /// <param name="examples">The numbers of the examples; empty for those of the rows.</param>
    /// <exception cref="InvalidDataException">One is NaN or infinite; the message says where.</exception>
    internal void RequireFinite(ReadOnlySpan<int> examples)
    {
        RequireFinite(Inputs, "inputs", examples);
        RequireFinite(Targets, "targets", examples);
    }

    private static void RequireFinite(Matrix numbers, string of, ReadOnlySpan<int> examples)
    {
        for (int row = 0; row < numbers.Rows; row++)
        {
            ReadOnlySpan<float> one = numbers.Row(row);
            bool isFinite = TensorPrimitives.IsFiniteAll(one);
            for (int i = 0; i < one.Length && !isFinite; i++)
            {
                if (!float.IsFinite(one[i]))
                {
                    throw new InvalidDataException(
                        $"The data: example {(examples.IsEmpty ? row : examples[row])}, column {i} of the {of} is "
                        + $"{one[i]}; expected a finite number.");
                }
            }
        }
    }
}

/// <summary>
/// Examples that can be asked for by their numbers. Where they are, in memory or in a file, is theirs to know.
/// </summary>
public interface IExamples
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The width of an input.</summary>
    int Inputs { get; }

    /// <summary>The width of a target.</summary>
    int Targets { get; }

    /// <summary>Copies examples. Allocates nothing once warm.</summary>
    /// <param name="rows">B numbers in [0, Count).</param>
    /// <param name="inputs">(B, Inputs), overwritten.</param>
    /// <param name="targets">(B, Targets), overwritten.</param>
    void Gather(ReadOnlySpan<int> rows, Matrix inputs, Matrix targets);
}

/// <summary>Examples in two matrices.</summary>
internal sealed class MatrixExamples : IExamples
{
    private readonly Matrix _inputs;
    private readonly Matrix _targets;

    /// <summary>Over (N, inputs) and (N, targets), which are not copied.</summary>
    /// <exception cref="ArgumentException">They have different numbers of rows.</exception>
    public MatrixExamples(Matrix inputs, Matrix targets)
    {
        Shape.Require(targets, inputs.Rows, targets.Columns);
        (_inputs, _targets) = (inputs, targets);
    }

    /// <inheritdoc/>
    public int Count => _inputs.Rows;

    /// <inheritdoc/>
    public int Inputs => _inputs.Columns;

    /// <inheritdoc/>
    public int Targets => _targets.Columns;

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<int> rows, Matrix inputs, Matrix targets)
    {
        RowOperations.Gather(_inputs, rows, inputs);
        RowOperations.Gather(_targets, rows, targets);
    }
}
