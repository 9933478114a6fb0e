using Scratch.Engine;

namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// Holds a network, or some of its layers, as it is while the others of the training learn: after every update its values are put back,
/// whatever the optimizer did.
/// </summary>
/// <remarks>List it first, so that the other callbacks see what was put back. A training without that learner is left alone.</remarks>
/// <param name="learner">The learner's name, such as <c>encoder</c>.</param>
/// <param name="layers">The layers that are held; all if not given.</param>
public sealed class Freeze(string learner, Range? layers = null) : TrainingCallback
{
    private Learner? _learner;
    private Matrix _values;
    private int _start;

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        _learner = plan.Learners.FirstOrDefault(candidate => candidate.Name == learner);
        if (_learner is null)
        {
            return;
        }
        ParameterBuffer parameters = _learner.Network.Parameters;
        (int offset, int count) = (layers ?? Range.All).GetOffsetAndLength(_learner.Network.Layers.Count);
        int first = _learner.Network.Layers.Take(offset).Sum(layer => layer.Parameters.Count);
        int last = first + _learner.Network.Layers.Skip(offset).Take(count).Sum(layer => layer.Parameters.Count) - 1;
        _start = first > last ? 0 : parameters.Slice(first).Start.Value;
        int end = first > last ? 0 : parameters.Slice(last).End.Value;
        _values = Matrix.Allocate(1, end - _start);
        parameters.Values[_start..end].CopyTo(_values.Span);
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        if (_learner is not null)
        {
            _values.Span.CopyTo(_learner.Network.Parameters.Values[_start..]);
        }
    }

    /// <inheritdoc/>
    public override void Restore(TrainingState state)
    {
        if (_learner is not null)
        {
            _learner.Network.Parameters.Values.Slice(_start, _values.Length).CopyTo(_values.Span);
        }
    }

    /// <inheritdoc/>
    public override void Save(TrainingState state) => state.Write("learner", learner);
}
