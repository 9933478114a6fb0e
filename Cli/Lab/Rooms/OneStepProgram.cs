namespace Scratch.Cli.Lab.Rooms;

/// <summary>The C# program that does what room 1 shows.</summary>
internal static class OneStepProgram
{
    /// <summary>How a saved program begins: as a file that <c>dotnet run</c> takes by itself.</summary>
    public static string Head { get; } = $"""
        #:package Scratch.Layers@{Version(typeof(Network))}
        #:package Scratch.Optimizers@{Version(typeof(Optimizer))}
        // dotnet run FILE.cs
        using Scratch.Engine;
        using Scratch.Layers;
        using Scratch.Optimizers;
        """;

    /// <summary>Writes it.</summary>
    public static string Write(OneStepState state) => $$"""
        {{Head}}

        var network = new Network(2, new Dense(2, 3), new {{Activation(state)}}, new Dense(3, 2));
        float[][] first = [[{{List(state.W1)}}], [{{List(state.B1)}}], [{{List(state.W2)}}], [{{List(state.B2)}}]];
        for (int i = 0; i < first.Length; i++)
        {
            first[i].CopyTo(network.Parameters.ValueViews.Span[i].Span);
        }
        Matrix input = Matrix.FromRows([{{List(state.Input)}}]), target = Matrix.FromRows([{{List(state.Target)}}]);
        Loss loss = new {{(state.Loss == "softmax" ? nameof(SoftmaxCrossEntropy) : nameof(MeanSquaredError))}}();
        var optimizer = new {{Optimizer(state)}};
        var workspace = new Workspace(network, capacity: 1);
        Matrix perExample = Matrix.Allocate(1, 1);
        for (int step = 0; step <= {{state.Steps}}; step++)
        {
            Matrix logits = network.ForwardToLogits(workspace, input);
            loss.Compute(logits, target, perExample, scale: 1, workspace.DLogits);
            Console.WriteLine($"step {step + 1}: loss {perExample[0, 0]:0.000000}");
            network.BackwardFromLogits(workspace, workspace.DLogits, default, ParameterGradients.Accumulate);
            optimizer.Step({{Number(state.LearningRate)}});
        }

        """;

    private static string Version(Type type) => type.Assembly.GetName().Version!.ToString(3);

    private static string Activation(OneStepState state) =>
        LayerCatalog.FindActivation(state.Activation).CreateActivation() switch
        {
            LeakyRelu leaky => $"LeakyRelu({Number(leaky.Slope)})",
            Elu elu => $"Elu({Number(elu.Alpha)})",
            Layer layer => $"{layer.Type}()",
        };

    private static string Optimizer(OneStepState state) => state.Optimizer switch
    {
        "sgd" => "Sgd(network.Parameters)",
        "momentum" => "Sgd(network.Parameters, momentum: 0.9f)",
        _ => "Adam(network.Parameters)",
    };

    private static string List(float[] numbers) => string.Join(", ", numbers.Select(Number));

    private static string Number(float number) => number.ToString("R", CultureInfo.InvariantCulture) + "f";
}
