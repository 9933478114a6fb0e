using System.Globalization;
using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A loss and its gradient, row by row. They are one method, so that neither exists without the other.
/// </summary>
public abstract class Loss
{
    [ThreadStatic]
    private static Job? _job;

    /// <summary>The name in tables, such as <c>softmax cross-entropy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The loss of every example, and its gradient with respect to the logits, times <paramref name="scale"/>.
    /// </summary>
    /// <param name="logits">(B, N), the network's output before a final sigmoid or softmax, not overwritten.</param>
    /// <param name="target">(B, N), not overwritten.</param>
    /// <param name="perExample">B losses, unscaled, overwritten; empty if they are not wanted.</param>
    /// <param name="scale">Multiplies the gradient: 1 / batch in training; 1 in an attack, where no example may feel
    /// the others.</param>
    /// <param name="dLogits">(B, N), overwritten; empty to evaluate only. May be the same memory as
    /// <paramref name="logits"/>.</param>
    /// <exception cref="ArgumentException">The shapes differ; the message prints both.</exception>
    public void Compute(Matrix logits, Matrix target, Matrix perExample, float scale, Matrix dLogits)
    {
        Shape.RequireSame(logits, target);
        if (!dLogits.IsEmpty)
        {
            Shape.RequireSame(logits, dLogits);
        }
        if (!perExample.IsEmpty)
        {
            Shape.Require(perExample, 1, logits.Rows);
        }
        Job job = _job ??= new Job();
        (job.Loss, job.Logits, job.Target, job.PerExample, job.Scale, job.DLogits) =
            (this, logits, target, perExample, scale, dLogits);
        WorkerPool.Run(job, (logits.Rows + job.RowsOfPart - 1) / job.RowsOfPart);
    }

    /// <summary>
    /// What is wrong with the target of an example, such as <c>the target of output 0 is 255; expected 0 to 1</c>; null
    /// if nothing. <see cref="Compute"/> doesn't ask: of any target it makes what the formula says.
    /// </summary>
    /// <param name="target">N numbers.</param>
    public virtual string? FindFault(ReadOnlySpan<float> target) => null;

    /// <summary>
    /// What is unusual about the target of an example, though it may be meant: whoever trains should be told. Null if
    /// nothing is.
    /// </summary>
    /// <param name="target">N numbers.</param>
    public virtual string? FindDoubt(ReadOnlySpan<float> target) => null;

    /// <summary>
    /// The losses of some examples, and their gradients. A loss overrides this, or <see cref="Row"/>, which this calls
    /// for each.
    /// </summary>
    /// <param name="logits">(R, N), some rows of the batch.</param>
    /// <param name="target">(R, N).</param>
    /// <param name="perExample">R losses, overwritten; empty if they are not wanted.</param>
    /// <param name="scale">Multiplies the gradient, not the losses.</param>
    /// <param name="dLogits">(R, N), overwritten; empty to evaluate only. May be the same memory as
    /// <paramref name="logits"/>.</param>
    protected virtual void Rows(Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            float loss = Row(logits.Row(row), target.Row(row), scale, dLogits.IsEmpty ? default : dLogits.Row(row));
            if (!perExample.IsEmpty)
            {
                perExample[row] = loss;
            }
        }
    }

    /// <summary>
    /// How the gradient changes where the logits move along a direction: H ẋ of every example, times
    /// <paramref name="scale"/>.
    /// </summary>
    /// <param name="logits">(B, N), not overwritten.</param>
    /// <param name="target">(B, N), not overwritten.</param>
    /// <param name="tangent">(B, N), ẋ, not overwritten.</param>
    /// <param name="scale">As given to <see cref="Compute"/>.</param>
    /// <param name="dTangent">(B, N), overwritten with the tangent of dLogits.</param>
    /// <exception cref="NotSupportedException">The loss has no second derivative; the message names it.</exception>
    public void ComputeTangent(Matrix logits, Matrix target, Matrix tangent, float scale, Matrix dTangent)
    {
        Shape.RequireSame(logits, target);
        Shape.RequireSame(logits, tangent);
        Shape.RequireSame(logits, dTangent);
        for (int row = 0; row < logits.Rows; row++)
        {
            RowTangent(logits.Row(row), target.Row(row), tangent.Row(row), scale, dTangent.Row(row));
        }
    }

    /// <summary>The tangent of one example's gradient: <see cref="ComputeTangent"/>.</summary>
    protected virtual void RowTangent(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, ReadOnlySpan<float> tangent, float scale,
            Span<float> dTangent) =>
        throw new NotSupportedException($"The loss {Name} has no second derivative.");

    /// <summary>
    /// The loss of one example; its gradient times <paramref name="scale"/> goes to <paramref name="dLogits"/>.
    /// </summary>
    /// <param name="logits">N numbers.</param>
    /// <param name="target">N numbers.</param>
    /// <param name="scale">Multiplies the gradient, not the loss.</param>
    /// <param name="dLogits">N numbers, overwritten; empty to evaluate only. May be the same memory as
    /// <paramref name="logits"/>.</param>
    protected virtual float Row(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, float scale, Span<float> dLogits) =>
        throw new NotSupportedException($"{Name} computes whole blocks of rows.");

    /// <summary>The first number of a target that is out of a range, in words; null if none is.</summary>
    private protected string? FindOutside(ReadOnlySpan<float> target, float least, float most, string expected)
    {
        bool areInside = target.IsEmpty
            || (TensorPrimitives.Min(target) >= least && TensorPrimitives.Max(target) <= most);
        for (int j = 0; j < target.Length && !areInside; j++)
        {
            if (!(target[j] >= least && target[j] <= most))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the target of output {j} is {target[j]}; expected {expected} for {Name}");
            }
        }
        return null;
    }

    private sealed class Job : ParallelJob
    {
        private const int FloatsOfPart = 8 * 1024;

        public Loss Loss = null!;
        public Matrix Logits;
        public Matrix Target;
        public Matrix PerExample;
        public float Scale;
        public Matrix DLogits;

        public int RowsOfPart => Math.Max(1, FloatsOfPart / Math.Max(1, Logits.Columns));

        protected internal override void Run(int part)
        {
            int start = part * RowsOfPart;
            int count = Math.Min(RowsOfPart, Logits.Rows - start);
            Loss.Rows(
                Logits.SliceRows(start, count),
                Target.SliceRows(start, count),
                PerExample.IsEmpty ? default : PerExample.Row(0).Slice(start, count),
                Scale,
                DLogits.IsEmpty ? default : DLogits.SliceRows(start, count));
        }
    }
}
