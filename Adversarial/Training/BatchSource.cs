using Scratch.Adversarial.Data;

namespace Scratch.Adversarial.Training;

/// <summary>Where the batch of an update comes from.</summary>
internal abstract class BatchSource
{
    public abstract Batch Next(in StepContext context);
}

/// <summary>Batches of examples that can be asked for by number: those that the loop has dealt.</summary>
internal sealed class ExamplesSource(IExamples examples, int batchSize) : BatchSource
{
    private readonly Matrix _inputs = Matrix.Allocate(batchSize, examples.Inputs);
    private readonly Matrix _targets = Matrix.Allocate(batchSize, examples.Targets);

    public override Batch Next(in StepContext context)
    {
        var batch = new Batch(_inputs.SliceRows(0, context.Rows.Length), _targets.SliceRows(0, context.Rows.Length));
        examples.Gather(context.Rows.Span, batch.Inputs, batch.Targets);
        return batch;
    }
}

/// <summary>Batches from a stream for each epoch. After a resume, those that were used already are passed over.</summary>
/// <remarks>The loop waits for the stream on its own thread: <see cref="Model.FitAsync"/> gives it one.</remarks>
internal sealed class StreamSource(Func<int, IAsyncEnumerable<Batch>> epochs, int stepsPerEpoch, CancellationToken cancellation) : BatchSource, IDisposable
{
    private IAsyncEnumerator<Batch>? _stream;
    private long _next = -1;

    public override Batch Next(in StepContext context)
    {
        if (_next != context.Step || context.Step % stepsPerEpoch == 0)
        {
            Dispose();
            _stream = epochs(context.Epoch).GetAsyncEnumerator(cancellation);
            for (long passed = context.Step % stepsPerEpoch; passed > 0; passed--)
            {
                Advance(context);
            }
        }
        Advance(context);
        _next = context.Step + 1;
        return _stream!.Current;
    }

    public void Dispose()
    {
        _stream?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stream = null;
    }

    private void Advance(in StepContext context)
    {
        if (!_stream!.MoveNextAsync().AsTask().GetAwaiter().GetResult())
        {
            throw new InvalidDataException($"The stream of epoch {context.Epoch + 1} ended before it gave {stepsPerEpoch} batches.");
        }
    }
}
