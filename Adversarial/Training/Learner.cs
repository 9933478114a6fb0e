namespace Scratch.Adversarial.Training;

/// <summary>
/// A network that learns, the optimizer that moves its parameters, and the schedule of the learning rate.
/// </summary>
/// <param name="Name">Unlike every other of the same step, such as <c>discriminator</c>.</param>
/// <param name="Network">What learns.</param>
/// <param name="Optimizer">Of the network's parameters.</param>
/// <param name="Schedule">Gives the learning rate; several learners of a step may share one.</param>
public sealed record Learner(string Name, Network Network, Optimizer Optimizer, Schedule Schedule)
{
    private const string OptimizerKey = "optimizer", ScheduleKey = "schedule";

    /// <summary>
    /// Moves the parameters by one update along their gradients, which are then zero. No training step moves parameters
    /// anywhere else: here the callbacks' factor meets the schedule, the optimizer clips and accumulates, and machines
    /// that train together would exchange gradients.
    /// </summary>
    /// <param name="context">The update; its learning rate is <see cref="StepContext.LearningRate"/> of the
    /// schedule.</param>
    /// <exception cref="InvalidOperationException">The parameters are those for evaluation:
    /// <see cref="Optimizer.SwitchToEvaluation"/>.</exception>
    public void Update(in StepContext context) => Optimizer.Step(context.LearningRate(Schedule));

    /// <summary>After the last update of a training: what is left over of an accumulation makes one more.</summary>
    internal void Finish(in StepContext context) => Optimizer.Finish(context.LearningRate(Schedule));

    /// <summary>
    /// Before a training: gradients that somebody has left are set to zero, but those of an accumulation that goes on.
    /// Throws if there is nothing to learn from the batches.
    /// </summary>
    /// <param name="plan">How many there are.</param>
    /// <param name="lastBatch">The examples of the last one of an epoch; 0 if nobody knows.</param>
    /// <exception cref="ArgumentException">The message says why, and what was expected.</exception>
    internal void Prepare(TrainingPlan plan, int lastBatch)
    {
        if (Optimizer is GradientAccumulation { Batches: int batches } && batches > plan.TotalSteps
            && plan.TotalSteps > 0)
        {
            throw new ArgumentException(
                $"Stage {plan.Stage}: the gradients of the {Name} are accumulated over {batches} batches, but the "
                + $"training has {plan.TotalSteps}; expected at most as many.");
        }
        if (lastBatch == 1 && plan.TotalSteps > 0 && Network.Layers.Any(layer => layer is BatchNormalisation))
        {
            throw new ArgumentException(
                $"Stage {plan.Stage}: the last batch has 1 example, over which batch normalisation in the {Name} has "
                + "nothing to average; expected another batch size, or an example more or less.");
        }
        if (Optimizer is not GradientAccumulation)
        {
            Network.Parameters.ZeroGradients();
        }
    }

    /// <summary>Throws unless all ranks that train together have the same network.</summary>
    /// <exception cref="InvalidDataException">The message names a rank.</exception>
    internal void RequireSameOnAllRanks(string stage)
    {
        Exchange.RequireSame(Network.Parameters.Values, $"stage {stage}: the parameters of its {Name} are others");
        Exchange.RequireSame(Network.State.Values, $"stage {stage}: the state of its {Name} is another");
    }

    /// <summary>What a checkpoint must be of: the layers with their widths, and the optimizer.</summary>
    internal IEnumerable<(string Name, string Text)> Identity() =>
    [
        ($"network of {Name}", $"{Network.Inputs}"
            + string.Concat(Network.Layers.Select((layer, i) => $" {layer.Type} {Network.Width(i + 1)}"))),
        ($"optimizer of {Name}", Optimizer is GradientAccumulation { Batches: int batches }
            ? $"{Optimizer.Name} of {batches} batches" : Optimizer.Name),
    ];

    /// <summary>
    /// Where the values first stop being numbers, or null: <c>classifier, layer 2 (Dense): 2.weight is NaN</c>.
    /// </summary>
    internal string? FindNonFinite()
    {
        ParameterBuffer parameters = Network.Parameters;
        if (TensorPrimitives.IsFiniteAll<float>(parameters.Values))
        {
            return null;
        }
        int tensor = 0;
        for (int layer = 0; layer < Network.Layers.Count; layer++)
        {
            foreach (ParameterDeclaration _ in Network.Layers[layer].Parameters)
            {
                foreach (float value in parameters.Values[parameters.Slice(tensor)])
                {
                    if (!float.IsFinite(value))
                    {
                        return $"{Name}, layer {layer} ({Network.Layers[layer].Type}): "
                            + $"{parameters.Declarations[tensor].Name} is {value}";
                    }
                }
                tensor++;
            }
        }
        return null;
    }

    /// <summary>Saves what the network is: its parameters and its state.</summary>
    internal void SaveNetwork(TrainingState state) => state.Write(Network);

    /// <summary>Gets back what <see cref="SaveNetwork"/> saved.</summary>
    internal void RestoreNetwork(TrainingState state) => state.Read(Network);

    /// <summary>Saves the network and all that the optimizer and the schedule know.</summary>
    /// <exception cref="NonFiniteException">A moment is NaN or infinite: what follows from it would be no
    /// better.</exception>
    internal void Save(TrainingState state)
    {
        SaveNetwork(state);
        TrainingState optimizer = state.Scope(OptimizerKey);
        optimizer.Write("name", Optimizer.Name);
        optimizer.Write("steps", Optimizer.Steps);
        optimizer.Write("scalars", Optimizer.Scalars);
        if (!Schedule.Scalars.IsEmpty)
        {
            state.Write(ScheduleKey, Schedule.Scalars);
        }
        foreach (OptimizerMoment moment in Optimizer.Moments)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(moment.Block.Span))
            {
                throw new NonFiniteException(
                    $"The {moment.Name} of {Optimizer.Name} for the {Name} is no longer finite. A lower learning rate "
                    + "may help.");
            }
            optimizer.Scope(moment.Name).Write(Network, Network.Parameters.ViewsOf(moment.Block));
        }
    }

    /// <summary>Gets back what <see cref="Save"/> saved.</summary>
    /// <exception cref="InvalidDataException">It was saved of another network, optimizer or schedule.</exception>
    internal void Restore(TrainingState state)
    {
        RestoreNetwork(state);
        TrainingState optimizer = state.Scope(OptimizerKey);
        optimizer.Require("name", Optimizer.Name);
        double[] scalars = optimizer.ReadDoubles("scalars", Optimizer.Scalars.Length);
        foreach (OptimizerMoment moment in Optimizer.Moments)
        {
            optimizer.Scope(moment.Name).Read(Network, Network.Parameters.ViewsOf(moment.Block));
        }
        scalars.CopyTo(Optimizer.Scalars);
        Optimizer.Restore(optimizer.ReadCount("steps"));
        if (!Schedule.Scalars.IsEmpty)
        {
            state.ReadDoubles(ScheduleKey, Schedule.Scalars.Length).CopyTo(Schedule.Scalars);
        }
    }
}
