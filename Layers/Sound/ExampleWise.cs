using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A layer that works on every example by itself and sees it as a matrix, such as the frames of a sound. Its examples
/// are spread over the threads.
/// </summary>
/// <remarks>
/// One example at a time stays in the caches from one product to the next, and its bits don't depend on the rest of the
/// batch. A batch of one leaves the threads to the products inside.
/// </remarks>
public abstract class ExampleWise : Layer
{
    [ThreadStatic]
    private static Job? _job;

    /// <inheritdoc/>
    public sealed override void Forward(in Pass pass, Matrix input, Matrix output)
    {
        Shape.Require(output, input.Rows, OutputsFor(input.Columns));
        Run(new Job.Work(this, pass, input, output, default, default));
    }

    /// <inheritdoc/>
    public sealed override void Backward(in Pass pass, Matrix input, Matrix output, Matrix dOutput, Matrix dInput)
    {
        if (!dInput.IsEmpty)
        {
            Shape.RequireSame(output, dOutput);
            Shape.RequireSame(input, dInput);
            Run(new Job.Work(this, pass, input, output, dOutput, dInput));
        }
    }

    /// <summary>The output of one example.</summary>
    /// <param name="pass">As given to <see cref="Forward"/>.</param>
    /// <param name="example">Which example of the batch it is.</param>
    /// <param name="input">(1, inputs).</param>
    /// <param name="output">(1, outputs), overwritten.</param>
    protected abstract void ForwardExample(in Pass pass, int example, Matrix input, Matrix output);

    /// <summary>∂loss/∂input of one example.</summary>
    /// <param name="pass">As given to <see cref="Backward"/>.</param>
    /// <param name="example">Which example of the batch it is.</param>
    /// <param name="input">(1, inputs), to be read if <see cref="Layer.BackwardReadsInput"/>.</param>
    /// <param name="dOutput">(1, outputs).</param>
    /// <param name="dInput">(1, inputs), overwritten.</param>
    protected abstract void BackwardExample(
        in Pass pass, int example, Matrix input, Matrix dOutput, Matrix dInput);

    private static void Run(in Job.Work work)
    {
        Job job = _job ??= new Job();
        job.Current = work;
        WorkerPool.Run(job, work.Input.Rows);
    }

    private sealed class Job : ParallelJob
    {
        public Work Current;

        protected internal override void Run(int part)
        {
            Matrix input = Current.Input.SliceRows(part, 1);
            if (Current.DInput.IsEmpty)
            {
                Current.Layer.ForwardExample(Current.Pass, part, input, Current.Output.SliceRows(part, 1));
            }
            else
            {
                Current.Layer.BackwardExample(
                    Current.Pass, part, input, Current.DOutput.SliceRows(part, 1), Current.DInput.SliceRows(part, 1));
            }
        }

        public readonly record struct Work(
            ExampleWise Layer, Pass Pass, Matrix Input, Matrix Output, Matrix DOutput, Matrix DInput);
    }
}
