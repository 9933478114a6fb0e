using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Robustness;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Speech;

/// <summary>A training on spoken words by the preset <c>speech</c>, or a variant of it, without a report.</summary>
internal sealed class SpeechTrial
{
    private readonly RunContext _context;
    private readonly SpeechSource _source;

    private SpeechTrial(RunContext context, RunState state, SpeechSource source) =>
        (_context, State, _source) = (context, state, source);

    /// <summary>What was trained.</summary>
    public RunState State { get; }

    /// <summary>What is trained on.</summary>
    public Dataset Training => _context.Training;

    /// <summary>What makes features of words.</summary>
    public FrontEnd FrontEnd => _context.FrontEnd!;

    /// <summary>Trains.</summary>
    /// <param name="data">A folder of words.</param>
    /// <param name="options">How they are parted.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="change">Makes the variant.</param>
    public static SpeechTrial Train(
        string data, SpeechOptions options, ulong seed, Func<RunConfiguration, RunConfiguration> change)
    {
        RunConfiguration configuration =
            change(Presets.Find("speech") with { Data = data, Speech = options, Seed = seed });
        var source = new SpeechSource(data, options);
        (Dataset training, Dataset validation) = ValidationSplit.Take(
            configuration, source, source.OpenTraining());
        var context = new RunContext(configuration, training, validation, []);
        var state = new RunState();
        foreach (IStage stage in Plan.Trainings(configuration))
        {
            stage.Run(context, state);
        }
        return new SpeechTrial(context, state, source);
    }

    /// <summary>All that the preset trains but the classifier on real words alone.</summary>
    public static RunConfiguration WithoutBaseline(RunConfiguration configuration) =>
        configuration with { Stages = [.. configuration.Stages.Where(stage => stage != RunStage.Baseline)] };

    /// <summary>
    /// The classifier alone, on words as they are and augmented, without attacked and generated ones: as accurate as it
    /// gets on words that nobody attacks. What makes prompts is hardly trained.
    /// </summary>
    public static RunConfiguration Plain(RunConfiguration configuration) => configuration with
    {
        Stages = [RunStage.Prompts, RunStage.Classifier],
        Prompts = configuration.Prompts with { Epochs = 1 },
        Classifier = configuration.Classifier with
        {
            Mixture = configuration.Classifier.Mixture with
            { Real = 0.5, Augmented = 0.5, Generated = 0, AdversarialPrompts = 0, AdversarialPixels = 0 },
        },
    };

    /// <summary>The words to test on.</summary>
    public Dataset OpenTest() => _source.OpenTest(Training.Classes);

    /// <summary>Says words by what was trained, and listens to itself if that has a classifier.</summary>
    public SpeechGenerator CreateGenerator() => new(State.Generator!, State.ClassPrompts!, new(FrontEnd),
        ExampleForm.From(Training).WithDurations(Training).Durations!,
        State.Classifier is { } classifier ? new(classifier, (SpeechDomain)Training.Domain) : null);

    /// <summary>The share of words that a classifier recognises.</summary>
    public static double Accuracy(Network classifier, Dataset words)
    {
        int[] seen = Evaluator.PredictClasses(classifier, words.Inputs);
        return seen.Where((c, i) => c == words.Labels.Span[i]).Count() / (double)words.Count;
    }

    /// <summary>The share that it recognises whatever projected gradient descent with 20 steps adds.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="words">The words.</param>
    /// <param name="ratio">Word to radius, in dB.</param>
    public static double UnderAttack(Network classifier, Dataset words, float ratio)
    {
        var options = new AttackOptions { Epsilon = SpeechDomain.EpsilonOf(ratio), Steps = 20 };
        int[] seen = Evaluator.PredictClasses(classifier, words.Inputs);
        int[] right = [.. Enumerable.Range(0, words.Count).Where(i => seen[i] == words.Labels.Span[i])];
        AttackOutcome outcome = AttackOutcome.Run(
            PlannedAttack.From("pgd", options),
            new AttackContext(new ClassifierModel(classifier, 250, words.Domain.Box), options),
            new AttackedExamples(words, right, new RandomStream(1)), Norm.Parse(options.Norm));
        return outcome.IsFooled.Count(fooled => !fooled) / (double)words.Count;
    }
}
