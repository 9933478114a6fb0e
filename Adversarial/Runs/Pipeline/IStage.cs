namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>A part of a run. A run is a list of them, one after the other: <see cref="Plan"/>.</summary>
public interface IStage
{
    /// <summary>What progress and messages call it.</summary>
    string Name { get; }

    /// <summary>
    /// Does it: takes what the stages before it left in the state, and leaves there what the next ones need.
    /// </summary>
    /// <param name="context">What all stages share.</param>
    /// <param name="state">Read and written.</param>
    /// <exception cref="InvalidDataException">A network that it needs is neither trained before it nor
    /// given.</exception>
    void Run(RunContext context, RunState state);
}
