namespace Scratch.Adversarial.Training;

/// <summary>Where the batch of an update comes from.</summary>
/// <param name="capacity">The largest batch.</param>
public abstract class BatchSource(int capacity)
{
    /// <summary>The largest batch.</summary>
    public int Capacity => capacity;

    /// <summary>
    /// The batch of an update, in memory of the source: valid until the next call. Allocates nothing once warm.
    /// </summary>
    public abstract Batch Next(in StepContext context);

    /// <summary>
    /// The stream that the network's layers draw from: the update's own, unless the source draws from that itself.
    /// </summary>
    internal virtual RandomStream StreamOfLayers(in StepContext context) => context.Random;
}

/// <summary>Batches of examples that can be asked for by number: those that the loop has dealt.</summary>
/// <param name="examples">What is trained on.</param>
/// <param name="batchSize">The largest batch.</param>
internal sealed class ExamplesSource(IExamples examples, int batchSize) : BatchSource(batchSize)
{
    private readonly Matrix _inputs = Matrix.Allocate(batchSize, examples.Inputs);
    private readonly Matrix _targets = Matrix.Allocate(batchSize, examples.Targets);

    /// <inheritdoc/>
    public override Batch Next(in StepContext context)
    {
        var batch = new Batch(_inputs.SliceRows(0, context.Rows.Length), _targets.SliceRows(0, context.Rows.Length));
        examples.Gather(context.Rows.Span, batch.Inputs, batch.Targets);
        batch.RequireFinite(context.Rows.Span);
        return batch;
    }
}

/// <summary>
/// Batches from a stream for each epoch. After a resume, those that were used already are passed over.
/// </summary>
/// <remarks>The loop waits for the stream on its own thread: <see cref="Model.FitAsync"/> gives it one.</remarks>
internal sealed class StreamSource(
    Func<int, IAsyncEnumerable<Batch>> epochs, int stepsPerEpoch, int batchSize, CancellationToken cancellation)
    : BatchSource(batchSize), IDisposable
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
        _stream!.Current.RequireFinite([]);
        return _stream.Current;
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
            throw new InvalidDataException(
                $"The stream of epoch {context.Epoch + 1} ended before it gave {stepsPerEpoch} batches.");
        }
    }
}
