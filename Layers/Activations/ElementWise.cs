using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>A layer that applies one function to every number. The function and its derivative are one type.</summary>
/// <remarks>
/// The derivative is written in terms of the output, which the next layer keeps anyway, wherever that determines it;
/// the input is then not needed again. A function that isn't monotonic, such as silu, needs its input and says so by
/// <see cref="Layer.BackwardReadsInput"/>.
/// </remarks>
public abstract class ElementWise : Layer, ITangentLayer
{
    [ThreadStatic]
    private static Job? _job;

    /// <inheritdoc/>
    public sealed override bool ForwardMayOverwrite => true;

    /// <inheritdoc/>
    public override bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public sealed override bool BackwardReadsOutput => !BackwardReadsInput;

    /// <summary>
    /// Whether the function never falls, so that it maps bounds to bounds: one whose derivative follows from its
    /// output.
    /// </summary>
    public virtual bool Rises => !BackwardReadsInput;

    /// <summary>
    /// The slope on the left of 0, of a function that is x on the right: what linear relaxation takes; null for others.
    /// </summary>
    public virtual float? LeftSlope => null;

    /// <summary>y = f(x). Overwrites y, which may be x.</summary>
    public abstract void Apply(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>dX = f′ ⊙ dY. Overwrites dX, which may be dY.</summary>
    /// <param name="y">f(x), in terms of which f′ is written; x itself if
    /// <see cref="Layer.BackwardReadsInput"/>.</param>
    /// <param name="dY">∂loss/∂y.</param>
    /// <param name="dX">∂loss/∂x, overwritten.</param>
    public abstract void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX);

    /// <inheritdoc/>
    public sealed override int OutputsFor(int inputs) => inputs;

    /// <inheritdoc/>
    public sealed override void Forward(in Pass pass, Matrix input, Matrix output)
    {
        Shape.RequireSame(input, output);
        Run(input, default, output);
    }

    /// <inheritdoc/>
    public sealed override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
    {
        if (dInput.IsEmpty)
        {
            return;
        }
        Shape.RequireSame(output, dOutput);
        Shape.RequireSame(dOutput, dInput);
        Run(BackwardReadsInput ? input : output, dOutput, dInput);
    }

    /// <summary>
    /// f″, in the terms of <see cref="Differentiate"/>. Overwrites <paramref name="second"/>. For second order alone.
    /// </summary>
    /// <exception cref="NotSupportedException">The layer has none; the message names it.</exception>
    public virtual void DifferentiateTwice(ReadOnlySpan<float> y, Span<float> second) =>
        throw new NotSupportedException($"The layer {Type} has no second derivative.");

    /// <inheritdoc/>
    public void ForwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix inputTangent,
            Matrix outputTangent) =>
        Run(BackwardReadsInput ? input : output, inputTangent, outputTangent); // Ẏ = f′ ⊙ Ẋ

    /// <inheritdoc/>
    public void BackwardTangent(
        in Pass pass, in TangentDirection direction, Matrix input, Matrix output, Matrix dOutput,
        Matrix inputTangent, Matrix dOutputTangent, Matrix dInputTangent)
    {
        if (dInputTangent.IsEmpty)
        {
            return;
        }
        Matrix kept = BackwardReadsInput ? input : output;
        Run(kept, dOutputTangent, dInputTangent); // the tangent of dX: f′ ⊙ dẎ
        Matrix second = direction.Room.Reshape(0, input.Rows, input.Columns);
        for (int row = 0; row < input.Rows; row++)
        {
            DifferentiateTwice(kept.Row(row), second.Row(row));
        }
        TensorPrimitives.Multiply(second.Span, dOutput.Span, second.Span);
        // + f″ ⊙ Ẋ ⊙ dY
        TensorPrimitives.MultiplyAdd(second.Span, inputTangent.Span, dInputTangent.Span, dInputTangent.Span);
    }

    private void Run(Matrix first, Matrix second, Matrix result)
    {
        Job job = _job ??= new Job();
        (job.Function, job.First, job.Second, job.Result) = (this, first, second, result);
        WorkerPool.Run(job, (result.Rows + job.RowsOfPart - 1) / job.RowsOfPart);
    }

    private sealed class Job : ParallelJob
    {
        private const int FloatsOfPart = 16 * 1024;

        public ElementWise Function = null!;
        public Matrix First;
        public Matrix Second;
        public Matrix Result;

        public int RowsOfPart => Math.Max(1, FloatsOfPart / Math.Max(1, Result.Columns));

        protected internal override void Run(int part)
        {
            int start = part * RowsOfPart;
            int count = Math.Min(RowsOfPart, Result.Rows - start);
            bool whole = First.IsContiguous && Second.IsContiguous && Result.IsContiguous;
            for (int row = start; row < start + count; row += whole ? count : 1)
            {
                int rows = whole ? count : 1; // rows that follow one another are one long row
                Span<float> result = Result.SliceRows(row, rows).Span;
                if (Second.IsEmpty)
                {
                    Function.Apply(First.SliceRows(row, rows).Span, result);
                }
                else
                {
                    Function.Differentiate(First.SliceRows(row, rows).Span, Second.SliceRows(row, rows).Span, result);
                }
            }
        }
    }
}
