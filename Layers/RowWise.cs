using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A layer that works on every example by itself and has as many outputs as inputs. Its rows are spread over the
/// threads.
/// </summary>
public abstract class RowWise : Layer
{
    [ThreadStatic]
    private static Job? _job;

    /// <inheritdoc/>
    public sealed override void Forward(in Pass pass, Matrix input, Matrix output)
    {
        Shape.RequireSame(input, output);
        Run(pass, isForward: true, input, default, output);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
    {
        if (!dInput.IsEmpty)
        {
            Shape.RequireSame(output, dOutput);
            Shape.RequireSame(dOutput, dInput);
            Run(pass, isForward: false, output, dOutput, dInput);
        }
    }

    /// <summary>The output of one example.</summary>
    /// <param name="pass">As given to <see cref="Forward"/>.</param>
    /// <param name="row">Which example of the batch it is.</param>
    /// <param name="input">N numbers.</param>
    /// <param name="output">N numbers, overwritten.</param>
    protected abstract void ForwardRow(in Pass pass, int row, ReadOnlySpan<float> input, Span<float> output);

    /// <summary>∂loss/∂input of one example.</summary>
    /// <param name="pass">As given to <see cref="Backward"/>.</param>
    /// <param name="row">Which example of the batch it is.</param>
    /// <param name="output">N numbers, as <see cref="ForwardRow"/> left them if
    /// <see cref="Layer.BackwardReadsOutput"/>.</param>
    /// <param name="dOutput">N numbers.</param>
    /// <param name="dInput">N numbers, overwritten.</param>
    protected abstract void BackwardRow(
        in Pass pass, int row, ReadOnlySpan<float> output, ReadOnlySpan<float> dOutput, Span<float> dInput);

    private void Run(in Pass pass, bool isForward, Matrix first, Matrix second, Matrix result)
    {
        Job job = _job ??= new Job();
        (job.Layer, job.Pass, job.IsForward) = (this, pass, isForward);
        (job.First, job.Second, job.Result) = (first, second, result);
        WorkerPool.Run(job, (result.Rows + job.RowsOfPart - 1) / job.RowsOfPart);
    }

    private sealed class Job : ParallelJob
    {
        private const int FloatsOfPart = 8 * 1024;

        public RowWise Layer = null!;
        public Pass Pass;
        public bool IsForward;
        public Matrix First;
        public Matrix Second;
        public Matrix Result;

        public int RowsOfPart => Math.Max(1, FloatsOfPart / Math.Max(1, Result.Columns));

        protected internal override void Run(int part)
        {
            int start = part * RowsOfPart;
            int end = Math.Min(start + RowsOfPart, Result.Rows);
            for (int row = start; row < end; row++)
            {
                if (IsForward)
                {
                    Layer.ForwardRow(Pass, row, First.Row(row), Result.Row(row));
                }
                else
                {
                    Layer.BackwardRow(Pass, row, First.Row(row), Second.Row(row), Result.Row(row));
                }
            }
        }
    }
}
