using Scratch.Adversarial.Training.Tracing;
using Scratch.Layers;
using Scratch.Layers.Checking;
using Scratch.Optimizers;

namespace Scratch.Cli.Networks;

/// <summary>One training step of a small network, number by number.</summary>
/// <param name="Step">The step.</param>
/// <param name="Groups">Its numbers, in the order in which they are computed.</param>
internal sealed record ExplainedStep(TracedStep Step, IReadOnlyList<TracedGroup> Groups)
{
    /// <summary>η where none is given.</summary>
    public const float UsualRate = 0.1f;

    /// <summary>A larger error than this isn't rounding.</summary>
    private const double WrongFrom = 1e-3;

    /// <summary>The example of docs/backprop.md.</summary>
    public static float[] WorkedInput => [0.5f, -1];

    /// <summary>What is wanted for it.</summary>
    public static float[] WorkedTarget => [0, 1];

    /// <summary>Makes the step, and measures its gradient by differences where there is a reference for all.</summary>
    public static ExplainedStep Run(
        Network network, Loss loss, Optimizer optimizer, Matrix input, Matrix target, float rate)
    {
        NumericGradient? numeric = null;
        try
        {
            numeric = NumericGradient.Measure(network, loss, input, target);
        }
        catch (NotSupportedException)
        {
            // a layer without a reference in double precision: its numbers are explained without the check
        }
        var step = TracedStep.Run(network, loss, optimizer, input, target, rate);
        return new ExplainedStep(step, StepExplanation.Explain(step, numeric));
    }

    /// <summary>The network of docs/backprop.md.</summary>
    public static Network CreateWorkedExample()
    {
        var network = new Network(2, new Dense(2, 3), new Relu(), new Dense(3, 2));
        float[][] numbers =
        [
            [0.2f, -0.4f, 0.6f, -0.3f, 0.5f, -0.1f], [0.1f, 0.2f, -0.1f], [0.7f, -0.2f, 0.4f, 0.1f, -0.5f, 0.8f],
            [0.05f, -0.05f],
        ];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i].CopyTo(network.Parameters.ValueViews.Span[i].Span);
        }
        return network;
    }

    /// <summary>
    /// A number with the terms that it is the sum of: <c>a[1] = x[1] · W1[1,1] + b1[1] = … = 0.5</c>.
    /// </summary>
    public static string Equation(TracedNumber number)
    {
        if (number.Terms.Count == 0)
        {
            return $"{number.Symbol} = {Digits(number.Value)}";
        }
        string symbols = Sum(number, factor => factor.Symbol);
        string values = Sum(number, factor => Factor(number, factor.Value));
        return $"{number.Symbol} = {symbols} = {values} = {Digits(number.Value)}";
    }

    /// <summary>What the central difference says of a gradient; null where there is none.</summary>
    public static string? Check(TracedNumber number) => number.Numeric is not { } numeric ? null
        : $"central difference {Digits(numeric)}: {(number.Error <= WrongFrom ? "agrees" : "DIFFERS")}";

    /// <summary>Six digits, as in docs/backprop.md.</summary>
    public static string Digits(double value) =>
        (value == 0 ? 0 : value).ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Sum(TracedNumber number, Func<TracedFactor, string> text)
    {
        string sum = string.Join(" + ", number.Terms.Select(term => string.Join(" · ", term.Factors.Select(text))))
            .Replace(" + −", " − ", StringComparison.Ordinal);
        return number.Function is { } function ? $"{function}({sum})" : sum;
    }

    private static string Factor(TracedNumber number, double value) =>
        value < 0 && (number.Function is null || number.Terms.Count > 1) ? $"({Digits(value)})" : Digits(value);
}
