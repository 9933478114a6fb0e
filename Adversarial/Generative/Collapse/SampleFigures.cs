namespace Scratch.Adversarial.Generative.Collapse;

/// <summary>
/// How a generator stands at the end of an epoch, from one fixed batch of prompts: what a <see cref="CollapseGuard"/>
/// looks at.
/// </summary>
/// <remarks>
/// <c>diversity</c>: the mean distance between two samples over that between two real examples; about 1, and 0 when all
/// samples are one.
/// <c>saturation</c>: the share of pairs of a real example and a sample in which the discriminator gives the real one
/// the higher logit, whatever the loss; ½ when it can't tell, 1 when it always can. <c>modes</c>: the classes that a
/// judge finds among the samples.
/// </remarks>
public sealed class SampleFigures : IValidation
{
    /// <summary>The figures by name.</summary>
    public const string Diversity = "diversity", Saturation = "saturation", Modes = "modes";

    /// <summary>A class is found if it has this share of an equal part of the samples.</summary>
    private const double ShareOfMode = 0.1;

    private readonly Network _generator;
    private readonly Network? _discriminator;
    private readonly Network? _judge;
    private readonly Matrix _prompts;
    private readonly Matrix _real;
    private readonly double _distanceOfReal;

    /// <summary>The figures of one generator. Allocates, here and at every epoch.</summary>
    /// <param name="generator">What is looked at.</param>
    /// <param name="prompts">(N, its inputs), N at least 2: the same in every epoch, so that the figures are of the
    /// generator and not of luck.</param>
    /// <param name="real">(N, its outputs), N at least 2, examples.</param>
    /// <param name="discriminator">From samples to a logit; null where it sees something else, such as a class: no
    /// saturation then.</param>
    /// <param name="judge">A classifier of real examples; null without labels: no modes then.</param>
    public SampleFigures(Network generator, Matrix prompts, Matrix real, Network? discriminator, Network? judge)
    {
        ArgumentNullException.ThrowIfNull(generator);
        Shape.Require(prompts, prompts.Rows, generator.Inputs);
        Shape.Require(real, real.Rows, generator.Outputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(prompts.Rows, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(real.Rows, 2);
        (_generator, _discriminator, _judge, _prompts, _real) = (generator, discriminator, judge, prompts, real);
        _distanceOfReal = MeanDistance(real);
        Metrics = [Diversity, .. discriminator is null ? [] : (string[])[Saturation], .. judge is null ? []
            : (string[])[Modes]];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; }

    /// <inheritdoc/>
    public void Run(Span<double> metrics)
    {
        Matrix samples = _generator.PredictOutputs(_prompts);
        metrics[0] = MeanDistance(samples) / _distanceOfReal;
        if (_discriminator is not null)
        {
            metrics[1] = ShareOfPairsTold(Logits(_discriminator, _real), Logits(_discriminator, samples));
        }
        if (_judge is not null)
        {
            metrics[^1] = CountModes(Evaluator.PredictClasses(_judge, samples), _judge.Outputs);
        }
    }

    /// <summary>The mean distance between two different rows.</summary>
    internal static double MeanDistance(Matrix rows)
    {
        double sum = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            for (int j = 0; j < i; j++)
            {
                sum += Reductions.Distance<float>(rows.Row(i), rows.Row(j));
            }
        }
        return sum / (rows.Rows * (rows.Rows - 1) / 2);
    }

    /// <summary>
    /// The share of pairs with the real logit above the generated one; an equal pair is half of one. Mann and Whitney
    /// 1947.
    /// </summary>
    internal static double ShareOfPairsTold(ReadOnlySpan<float> real, ReadOnlySpan<float> generated)
    {
        double told = 0;
        foreach (float r in real)
        {
            foreach (float g in generated)
            {
                told += r > g ? 1 : r == g ? 0.5 : 0;
            }
        }
        return told / ((double)real.Length * generated.Length);
    }

    private static int CountModes(ReadOnlySpan<int> predictions, int classes)
    {
        int[] counts = new int[classes];
        foreach (int prediction in predictions)
        {
            counts[prediction]++;
        }
        double atLeast = Math.Max(1, ShareOfMode * predictions.Length / classes);
        return counts.Count(count => count >= atLeast);
    }

    private static float[] Logits(Network discriminator, Matrix inputs) =>
        discriminator.ForwardToLogits(new Workspace(discriminator, inputs.Rows), inputs).Span.ToArray();
}
