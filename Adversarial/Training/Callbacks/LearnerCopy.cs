namespace Scratch.Adversarial.Training.Callbacks;

/// <summary>
/// A copy of all that learns in a training, to go back to: weights, what the optimizers know, and the average of the
/// weights.
/// </summary>
/// <param name="average">The average of the same training; null for none.</param>
internal sealed class LearnerCopy(WeightAveraging? average)
{
    private const string AverageKey = "average";
    private IReadOnlyList<Learner> _learners = [];
    private TrainingState? _state;

    /// <summary>Forgets what was copied; the next copy is of these.</summary>
    public void Begin(IReadOnlyList<Learner> learners) => (_learners, _state) = (learners, null);

    /// <summary>Copies what is. Allocates.</summary>
    public void Take()
    {
        _state = new TrainingState();
        foreach (Learner learner in _learners)
        {
            learner.Save(_state.Scope(learner.Name));
        }
        average?.Save(_state.Scope(AverageKey));
    }

    /// <summary>Puts the copy in the place of what is.</summary>
    public void PutBack()
    {
        foreach (Learner learner in _learners)
        {
            learner.Restore(_state!.Scope(learner.Name));
        }
        average?.Restore(_state!.Scope(AverageKey));
    }

    public void Save(TrainingState state) => _state?.CopyTo(state);

    public void Restore(TrainingState state) => _state = state.IsEmpty ? null : state;
}
