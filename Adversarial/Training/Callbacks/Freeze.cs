namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Holds a network, or some of its layers, as it is while the others of the training learn: after every update its
/// parameters and its state (the running statistics of a normalisation) are put back, whatever the optimizer and the
/// forward pass did.
/// </summary>
/// <remarks>
/// List it first, so that the other callbacks see what was put back. A training without that learner is left alone.
/// </remarks>
/// <param name="learner">The learner's name, such as <c>encoder</c>.</param>
/// <param name="layers">The layers that are held; all if not given.</param>
public sealed class Freeze(string learner, Range? layers = null) : TrainingCallback
{
    private Learner? _learner;
    private Held? _parameters;
    private Held? _state;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        _learner = plan.Learners.FirstOrDefault(candidate => candidate.Name == learner);
        if (_learner is null)
        {
            return;
        }
        Network network = _learner.Network;
        _parameters = new Held(
            network.Parameters, PartOf(network.Parameters, network, layer => layer.Parameters.Count));
        _state = new Held(network.State, PartOf(network.State, network, layer => layer.State.Count));
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics) => PutBack();

    /// <summary>Once more: what was left over of an accumulation may have made an update.</summary>
    public override void OnEnd()
    {
        if (_learner is { Optimizer.EvaluatesOtherValues: false })
        {
            PutBack();
        }
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        _parameters?.Take();
        _state?.Take();
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state) => state.Write("learner", learner);

    private void PutBack()
    {
        if (_learner is not null)
        {
            _parameters!.PutBack();
            _state!.PutBack();
            _learner.Optimizer.Adopt(_parameters.Part);
        }
    }

    /// <summary>Where the layers' tensors lie: one after the other.</summary>
    private Range PartOf(ParameterBuffer buffer, Network network, Func<Layer, int> tensors)
    {
        (int offset, int count) = (layers ?? Range.All).GetOffsetAndLength(network.Layers.Count);
        int first = network.Layers.Take(offset).Sum(tensors),
            last = first + network.Layers.Skip(offset).Take(count).Sum(tensors) - 1;
        return first > last ? ..0 : buffer.Slice(first).Start..buffer.Slice(last).End;
    }

    /// <summary>A copy of a part of a buffer.</summary>
    private sealed class Held
    {
        private readonly ParameterBuffer _buffer;
        private readonly float[] _values;

        public Held(ParameterBuffer buffer, Range part)
        {
            (_buffer, Part, _values) = (buffer, part, new float[buffer.Values[part].Length]);
            Take();
        }

        public Range Part { get; }

        public void Take() => _buffer.Values[Part].CopyTo(_values);

        public void PutBack() => _values.CopyTo(_buffer.Values[Part]);
    }
}
