namespace Scratch.Adversarial.Training;

/// <summary>
/// A second set of the weights of all that learns in a training, and of what belongs to the networks beside them: their
/// state.
/// </summary>
internal sealed class WeightCopy
{
    private readonly IReadOnlyList<Learner> _learners;
    private readonly (Matrix Parameters, Matrix State)[] _blocks;

    /// <summary>A copy of the networks as they are. Allocates it.</summary>
    public WeightCopy(IReadOnlyList<Learner> learners)
    {
        _learners = learners;
        _blocks = [.. learners.Select(
            learner => (learner.Network.Parameters.AllocateLike(), learner.Network.State.AllocateLike()))];
        Take();
    }

    /// <summary>Copies the networks here.</summary>
    public void Take()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            _learners[i].Network.Parameters.Values.CopyTo(_blocks[i].Parameters.Span);
            _learners[i].Network.State.Values.CopyTo(_blocks[i].State.Span);
        }
    }

    /// <summary>Copies from here to the networks.</summary>
    public void PutBack()
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i].Parameters.Span.CopyTo(_learners[i].Network.Parameters.Values);
            _blocks[i].State.Span.CopyTo(_learners[i].Network.State.Values);
        }
    }

    public void Save(TrainingState state)
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            state.Scope(_learners[i].Name).WriteLike(_learners[i].Network, _blocks[i].Parameters, _blocks[i].State);
        }
    }

    public void Restore(TrainingState state)
    {
        for (int i = 0; i < _blocks.Length; i++)
        {
            state.Scope(_learners[i].Name).ReadLike(_learners[i].Network, _blocks[i].Parameters, _blocks[i].State);
        }
    }
}
