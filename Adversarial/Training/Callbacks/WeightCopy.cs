using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>A second set of weights of all that learns in a training. What belongs to a network beside its parameters is copied here, too.</summary>
internal sealed class WeightCopy
{
    private readonly IReadOnlyList<Learner> _learners;
    private readonly Matrix[] _blocks;

    /// <summary>A copy of the weights as they are. Allocates them.</summary>
    public WeightCopy(IReadOnlyList<Learner> learners)
    {
        _learners = learners;
        _blocks = [.. learners.Select(learner => learner.Network.Parameters.AllocateLike())];
        Take();
    }

    /// <summary>Copies the weights of the networks here.</summary>
    public void Take()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            _learners[i].Network.Parameters.Values.CopyTo(_blocks[i].Span);
        }
    }

    /// <summary>Copies the weights from here to the networks.</summary>
    public void PutBack()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i].Span.CopyTo(_learners[i].Network.Parameters.Values);
        }
    }

    /// <summary>Exchanges the two. Allocates nothing.</summary>
    public void Swap()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            Span<float> values = _learners[i].Network.Parameters.Values, copy = _blocks[i].Span;
            for (int j = 0; j < values.Length; j++)
            {
                (values[j], copy[j]) = (copy[j], values[j]);
            }
        }
    }

    /// <summary>copy += share (weights − copy). Allocates nothing.</summary>
    public void Approach(float share)
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            Span<float> copy = _blocks[i].Span;
            TensorPrimitives.Lerp(copy, _learners[i].Network.Parameters.Values, share, copy);
        }
    }

    public void Save(TrainingState state)
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            state.Scope(_learners[i].Name).Write(_learners[i].Network, Views(i));
        }
    }

    public void Restore(TrainingState state)
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            state.Scope(_learners[i].Name).Read(_learners[i].Network, Views(i));
        }
    }

    private Matrix[] Views(int i)
    {
        ParameterBuffer parameters = _learners[i].Network.Parameters;
        return [.. Enumerable.Range(0, parameters.Count).Select(tensor => parameters.View(_blocks[i], tensor))];
    }
}
