using Scratch.Adversarial.Training.Tracing;
using Scratch.Layers.Checking;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>Where a training by hand begins, and how many steps of it are done: the whole state of the room.</summary>
/// <param name="Activation">A word of <see cref="LayerCatalog.Activations"/>.</param>
/// <param name="Loss"><c>softmax</c> or <c>squared</c>.</param>
/// <param name="Optimizer"><c>sgd</c>, <c>momentum</c> or <c>adam</c>.</param>
/// <param name="LearningRate">η.</param>
/// <param name="Input">Two numbers.</param>
/// <param name="Target">Two numbers.</param>
/// <param name="W1">(2, 3), row by row.</param>
/// <param name="B1">Three numbers.</param>
/// <param name="W2">(3, 2), row by row.</param>
/// <param name="B2">Two numbers.</param>
/// <param name="Steps">Steps before the one to look at.</param>
/// <param name="Mistake">Whether the backward pass leaves out the derivative of the activation, on purpose.</param>
internal sealed record OneStepState(
    string Activation, string Loss, string Optimizer, float LearningRate, float[] Input, float[] Target, float[] W1,
    float[] B1, float[] W2, float[] B2, int Steps, bool Mistake);

/// <summary>One step, number by number.</summary>
/// <param name="Groups">All numbers in the order of their computation.</param>
/// <param name="Losses">The loss before every step so far, and after the last.</param>
internal sealed record OneStepReply(IReadOnlyList<TracedGroup> Groups, IReadOnlyList<float> Losses)
{
    /// <summary>The weights before the step, as in <see cref="OneStepState"/>.</summary>
    public float[] W1 { get; init; } = [];

    /// <summary>The biases of the hidden units before the step.</summary>
    public float[] B1 { get; init; } = [];

    /// <summary>The weights of the outputs before the step.</summary>
    public float[] W2 { get; init; } = [];

    /// <summary>The biases of the outputs before the step.</summary>
    public float[] B2 { get; init; } = [];

    /// <summary>A C# program that makes the same steps.</summary>
    public string Program { get; init; } = "";
}

/// <summary>Room 1: the network of docs/backprop.md, a step at a time.</summary>
internal static class OneStepRoom
{
    private const int MostSteps = 500;
    private const float LargestNumber = 100, LargestRate = 10;

    /// <summary>Goes the steps before, and explains the next.</summary>
    /// <exception cref="RoomException">A number is out of its range.</exception>
    public static OneStepReply Compute(OneStepState state)
    {
        Check(state);
        Loss loss = state.Loss == "softmax" ? new SoftmaxCrossEntropy() : new MeanSquaredError();
        Network network = Create(state, state.Mistake);
        Optimizer optimizer = state.Optimizer switch
        {
            "sgd" => new Sgd(network.Parameters),
            "momentum" => new Sgd(network.Parameters, momentum: 0.9f),
            _ => new Adam(network.Parameters),
        };
        Matrix input = Matrix.FromRows(state.Input), target = Matrix.FromRows(state.Target);
        var losses = new List<float>();
        for (int step = 0; ; step++)
        {
            NumericGradient? numeric = step < state.Steps ? null : Measure(state, network, loss, input, target);
            var traced = TracedStep.Run(network, loss, optimizer, input, target, state.LearningRate);
            losses.Add(traced.LossBefore);
            if (step == state.Steps)
            {
                losses.Add(traced.LossAfter);
                return new OneStepReply(StepExplanation.Explain(traced, numeric), losses)
                {
                    W1 = Before(traced, 0, 0),
                    B1 = Before(traced, 0, 1),
                    W2 = Before(traced, 2, 0),
                    B2 = Before(traced, 2, 1),
                    Program = OneStepProgram.Write(state),
                };
            }
        }
    }

    private static float[] Before(TracedStep step, int layer, int tensor) =>
        step.Layers[layer].Parameters[tensor].Before.Span.ToArray();

    /// <summary>By forward passes of a network without the mistake.</summary>
    private static NumericGradient Measure(OneStepState state, Network network, Loss loss, Matrix input, Matrix target)
    {
        Network sound = Create(state, mistake: false);
        network.Parameters.Values.CopyTo(sound.Parameters.Values);
        return NumericGradient.Measure(sound, loss, input, target);
    }

    private static Network Create(OneStepState state, bool mistake)
    {
        Layer function = LayerCatalog.FindActivation(state.Activation).CreateActivation();
        var network = new Network(
            2, new Dense(2, 3), mistake ? new ForgottenSlope((ElementWise)function) : function, new Dense(3, 2));
        ReadOnlySpan<Matrix> parameters = network.Parameters.ValueViews.Span;
        foreach ((float[] numbers, int tensor) in new[] { state.W1, state.B1, state.W2, state.B2 }.Zip([0, 1, 2, 3]))
        {
            numbers.CopyTo(parameters[tensor].Span);
        }
        if (!network.Parameters.Values.ContainsAnyExcept(0f))
        {
            throw new RoomException("All weights and biases are 0, so that all gradients of the weights are, too; "
                + "expected another one.");
        }
        return network;
    }

    private static void Check(OneStepState state)
    {
        RoomException.RequireWord(state.Activation, LayerCatalog.Activations, "The activation");
        RoomException.RequireWord(state.Loss, ["softmax", "squared"], "The loss");
        RoomException.RequireWord(state.Optimizer, ["sgd", "momentum", "adam"], "The optimizer");
        RoomException.RequireBetween(state.LearningRate, 0, LargestRate, "The learning rate");
        RoomException.RequireBetween(state.Steps, 0, MostSteps, "The number of steps");
        RoomException.RequireNumbers(state.Input, 2, LargestNumber, "The input");
        RoomException.RequireNumbers(state.Target, 2, LargestNumber, "The target");
        RoomException.RequireNumbers(state.W1, 6, LargestNumber, "W1");
        RoomException.RequireNumbers(state.B1, 3, LargestNumber, "b1");
        RoomException.RequireNumbers(state.W2, 6, LargestNumber, "W2");
        RoomException.RequireNumbers(state.B2, 2, LargestNumber, "b2");
    }
}
