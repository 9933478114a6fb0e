using Scratch.Adversarial.Training;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Training;

/// <summary>
/// A network of one weight, which every update raises by 1; its figure is the number of updates before.
/// </summary>
internal sealed class GivenStep : ITrainingStep
{
    private static readonly Schedule One = new ConstantSchedule(1);

    public GivenStep()
    {
        var network = new Network(1, new Dense(1, 1));
        Learners = [new Learner("given", network, new Sgd(network.Parameters), One)];
    }

    public int Updates { get; private set; }

    public List<float> Rates { get; } = [];

    public float Weight => Learners[0].Network.Parameters.Values[0];

    public string Stage => "given";

    public IReadOnlyList<string> Metrics { get; } = ["index"];

    public IReadOnlyList<Learner> Learners { get; }

    public void Run(in StepContext context, Span<float> metrics)
    {
        Updates++;
        Rates.Add(context.LearningRate(One));
        Learners[0].Network.Parameters.Gradients[0] = -1;
        Learners[0].Optimizer.Step(1);
        metrics[0] = context.Step;
    }
}

/// <summary>A validation with given figures, one for each epoch.</summary>
internal sealed class Given(double[] values, string name = "val_loss") : IValidation
{
    private int _epoch;

    public IReadOnlyList<string> Metrics { get; } = [name];

    public void Run(Span<double> metrics) => metrics[0] = values[_epoch++];
}
