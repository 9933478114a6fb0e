namespace Scratch.Adversarial.Training.Tracing;

/// <summary>
/// A layer of a <see cref="TracedStep"/>: what came in and out, on the way forth and on the way back.
/// </summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">(1, inputs).</param>
/// <param name="Output">(1, outputs).</param>
/// <param name="DOutput">(1, outputs), ∂loss/∂output.</param>
/// <param name="DInput">(1, inputs), ∂loss/∂input.</param>
/// <param name="Parameters">Its tensors, in their order.</param>
internal sealed record TracedLayer(
    Layer Layer, Matrix Input, Matrix Output, Matrix DOutput, Matrix DInput, IReadOnlyList<TracedTensor> Parameters);

/// <summary>A tensor of parameters of a <see cref="TracedStep"/>, in its shape in memory: (inputs, outputs).</summary>
/// <param name="Index">Which it is among those of the network.</param>
/// <param name="Before">Its values before the update.</param>
/// <param name="Gradient">∂loss/∂values.</param>
/// <param name="After">Its values after the update.</param>
/// <param name="Moments">What the optimizer keeps for it, in the order of <see cref="Optimizer.Moments"/>: before and
/// after the update.</param>
internal sealed record TracedTensor(
    int Index, Matrix Before, Matrix Gradient, Matrix After, IReadOnlyList<TracedMoment> Moments);

/// <summary>A moment of a tensor, before and after the update.</summary>
/// <param name="Name">Such as <c>velocity</c>.</param>
/// <param name="Before">In the shape of the tensor.</param>
/// <param name="After">In the shape of the tensor.</param>
internal sealed record TracedMoment(string Name, Matrix Before, Matrix After);

/// <summary>
/// One training step on one example, with every number of it kept: forward, loss, backward, update. For looking at it;
/// training itself overwrites most of them.
/// </summary>
/// <remarks>
/// The layers run as in training, one by one, each with memory of its own. Layers that behave otherwise in training
/// behave as in evaluation.
/// </remarks>
internal sealed class TracedStep
{
    private TracedStep(Network network, Loss loss, Optimizer optimizer, float learningRate)
    {
        (Network, Loss, Optimizer, LearningRate) = (network, loss, optimizer, learningRate);
        Layers = new TracedLayer[network.LogitLayers];
    }

    /// <summary>The network, with its parameters as the update left them.</summary>
    public Network Network { get; }

    /// <summary>The loss, from the logits.</summary>
    public Loss Loss { get; }

    /// <summary>What made the update.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>η of the update.</summary>
    public float LearningRate { get; }

    /// <summary>(1, Inputs), the example.</summary>
    public Matrix Input { get; private set; }

    /// <summary>(1, Outputs), what the loss was told to want.</summary>
    public Matrix Target { get; private set; }

    /// <summary>The layers up to the logits.</summary>
    public IReadOnlyList<TracedLayer> Layers { get; }

    /// <summary>(1, Outputs), what came out of the last of them.</summary>
    public Matrix Logits => Layers.Count == 0 ? Input : Layers[^1].Output;

    /// <summary>(1, Outputs), ∂loss/∂logits.</summary>
    public Matrix DLogits { get; private set; }

    /// <summary>The loss before the update.</summary>
    public float LossBefore { get; private set; }

    /// <summary>The loss of the same example after it.</summary>
    public float LossAfter { get; private set; }

    /// <summary>Makes one step, as training does, and keeps its numbers. The parameters change. Allocates.</summary>
    /// <param name="network">What learns.</param>
    /// <param name="loss">From the logits.</param>
    /// <param name="optimizer">Of the network's parameters; it moves them once.</param>
    /// <param name="input">(1, Inputs), one example.</param>
    /// <param name="target">(1, Outputs).</param>
    /// <param name="learningRate">η, at least 0.</param>
    /// <exception cref="ArgumentException">A shape is another, or the optimizer is another network's.</exception>
    public static TracedStep Run(
        Network network, Loss loss, Optimizer optimizer, Matrix input, Matrix target, float learningRate)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        Shape.Require(input, 1, network.Inputs);
        Shape.Require(target, 1, network.Outputs);
        if (optimizer.Parameters != network.Parameters)
        {
            throw new ArgumentException("The optimizer is of other parameters than the network's.", nameof(optimizer));
        }
        var step = new TracedStep(network, loss, optimizer, learningRate)
        {
            Input = Copy(input),
            Target = Copy(target),
        };
        step.Run();
        return step;
    }

    private void Run()
    {
        var passes = new Pass[Layers.Count];
        var outputs = new Matrix[Layers.Count];
        Forward(passes, outputs);
        Matrix logits = outputs.Length == 0 ? Input : outputs[^1];
        DLogits = Matrix.Allocate(1, Network.Outputs);
        LossBefore = ComputeLoss(logits, DLogits);

        Network.Parameters.ZeroGradients();
        var dInputs = new Matrix[Layers.Count];
        for (int i = Layers.Count - 1; i >= 0; i--)
        {
            dInputs[i] = Matrix.Allocate(1, Network.Width(i));
            Network.Layers[i].Backward(passes[i], InputOf(i, outputs), outputs[i], DOutputOf(i, dInputs), dInputs[i]);
        }

        Matrix before = Copy(Network.Parameters.ValueBlock), gradients = Copy(Network.Parameters.GradientBlock);
        Matrix[] momentsBefore = [.. Optimizer.Moments.Select(moment => Copy(moment.Block))];
        new Learner("network", Network, Optimizer, new ConstantSchedule(LearningRate))
            .Update(new StepContext(Step: 0, Epoch: 0, TotalSteps: 1, default, default));
        for (int i = 0, tensor = 0; i < Layers.Count; i++)
        {
            var tensors = new List<TracedTensor>();
            foreach (ParameterDeclaration _ in Network.Layers[i].Parameters)
            {
                tensors.Add(Trace(tensor++, before, gradients, momentsBefore));
            }
            ((TracedLayer[])Layers)[i] = new TracedLayer(
                Network.Layers[i], InputOf(i, outputs), outputs[i], DOutputOf(i, dInputs), dInputs[i], tensors);
        }
        var outputsAfter = new Matrix[Layers.Count];
        Forward(passes, outputsAfter);
        LossAfter = ComputeLoss(outputsAfter.Length == 0 ? Input : outputsAfter[^1], default);
    }

    private void Forward(Pass[] passes, Matrix[] outputs)
    {
        for (int i = 0, tensor = 0; i < outputs.Length; i++)
        {
            Layer layer = Network.Layers[i];
            passes[i] = new Pass(
                Network.ParametersOf(i), Network.Parameters.GradientViews.Slice(tensor, layer.Parameters.Count))
            {
                State = Network.StateOf(i),
                Saved = layer.SavedFor(Network.Width(i)).Select(s => Matrix.Allocate(s.Rows, s.Columns)).ToArray(),
            };
            tensor += layer.Parameters.Count;
            outputs[i] = Matrix.Allocate(1, Network.Width(i + 1));
            layer.Forward(passes[i], InputOf(i, outputs), outputs[i]);
        }
    }

    private TracedTensor Trace(int tensor, Matrix before, Matrix gradients, Matrix[] momentsBefore)
    {
        ParameterBuffer parameters = Network.Parameters;
        return new TracedTensor(
            tensor, parameters.View(before, tensor), parameters.View(gradients, tensor),
            Copy(parameters.ValueViews.Span[tensor]),
            [
                .. Optimizer.Moments.Select((moment, k) => new TracedMoment(
                    moment.Name, parameters.View(momentsBefore[k], tensor),
                    Copy(parameters.View(moment.Block, tensor)))),
            ]);
    }

    private float ComputeLoss(Matrix logits, Matrix dLogits)
    {
        Matrix loss = Matrix.Allocate(1, 1);
        Loss.Compute(logits, Target, loss, 1, dLogits);
        return loss[0, 0];
    }

    private Matrix InputOf(int layer, Matrix[] outputs) => layer == 0 ? Input : outputs[layer - 1];

    private Matrix DOutputOf(int layer, Matrix[] dInputs) => layer == Layers.Count - 1 ? DLogits : dInputs[layer + 1];

    private static Matrix Copy(Matrix matrix)
    {
        Matrix copy = Matrix.Allocate(matrix.Rows, matrix.Columns);
        matrix.CopyTo(copy);
        return copy;
    }
}
