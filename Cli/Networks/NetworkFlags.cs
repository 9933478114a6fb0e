using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Cli.Networks;

/// <summary>The options of <c>scratch explain</c> that make it explain a network's step instead of a text.</summary>
internal static class NetworkFlags
{
    /// <summary>What the network of docs/backprop.md is asked for by.</summary>
    public const string WorkedExample = "backprop";

    /// <summary>The largest network that is explained number by number.</summary>
    public const int MostParameters = 2000;

    private static readonly NumberRange Any = new(-1e6, 1e6);
    private static readonly string[] Losses = ["softmax", "squared", "binary"];

    private static readonly Option<IReadOnlyList<float>?> Input = Usage.Several(
        "--input X,..", "A network's example: its numbers.", new Numbers<float>(Any));

    private static readonly Option<IReadOnlyList<float>?> Target = Usage.Several(
        "--target T,..", "What is wanted for it: a number for every output, such as 0,1 for the second class.",
        new Numbers<float>(Any));

    private static readonly Option<string?> LossName = Usage.Text(
        "--loss NAME", "softmax and binary are cross-entropies, squared is the mean squared error; what goes with the "
            + "last layer by default.",
        word => Losses.Contains(word) ? null : $"is '{word}'; expected {string.Join(", ", Losses)}", Losses);

    private static readonly Option<string?> OptimizerName = Usage.Text(
        "--optimizer NAME", "What moves the parameters; sgd by default.",
        word => OptimizerCatalog.Names.Contains(word) ? null
            : $"is '{word}'; expected {string.Join(", ", OptimizerCatalog.Names)}",
        OptimizerCatalog.Names);

    private static readonly Option<float?> Rate =
        Usage.Number<float>("--learning-rate R", "η; 0.1 by default.", NumberRange.NotNegative);

    /// <summary>All of them.</summary>
    public static Option[] All { get; } = [Input, Target, LossName, OptimizerName, Rate];

    /// <summary>Whether the command line asks for a network's step.</summary>
    public static bool AreMeant(ParseResult parsed, string run) =>
        run == WorkedExample || All.Any(option => parsed.IsGiven(option));

    /// <summary>What the command line asks for.</summary>
    /// <exception cref="UsageException">The example doesn't fit the network, or the network is too large.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or no network.</exception>
    public static ExplainedStep Read(ParseResult parsed, string run)
    {
        bool isExample = run == WorkedExample;
        Network network = isExample ? ExplainedStep.CreateWorkedExample() : ModelFile.Read(run);
        if (network.Parameters.ParameterCount > MostParameters)
        {
            throw new UsageException($"the network of {run} has {network.Parameters.ParameterCount} parameters; "
                + $"expected at most {MostParameters} to be explained number by number.");
        }
        string loss = parsed.GetValue(LossName)
            ?? (network.Outputs == 1 || network.Layers is [.., Sigmoid] ? "binary" : "softmax");
        string optimizer = parsed.GetValue(OptimizerName) ?? "sgd";
        return ExplainedStep.Run(
            network,
            loss switch
            {
                "softmax" => new SoftmaxCrossEntropy(),
                "binary" => new BinaryCrossEntropy(),
                _ =>
                new MeanSquaredError()
            },
            OptimizerCatalog.Find(optimizer).Create(network.Parameters),
            Numbers(parsed, Input, network.Inputs, isExample ? ExplainedStep.WorkedInput : null),
            Numbers(parsed, Target, network.Outputs, isExample ? ExplainedStep.WorkedTarget : null),
            parsed.GetValue(Rate) ?? ExplainedStep.UsualRate);
    }

    private static Matrix Numbers(
        ParseResult parsed, Option<IReadOnlyList<float>?> option, int count, float[]? otherwise)
    {
        float[] numbers = parsed.GetValue(option)?.ToArray() ?? otherwise
            ?? throw new UsageException($"{option.Name} is missing; expected {count} numbers, as the network has.");
        return numbers.Length == count ? Matrix.FromRows(numbers) : throw new UsageException(
            $"{option.Name} has {numbers.Length} numbers, but the network takes {count}.");
    }
}
