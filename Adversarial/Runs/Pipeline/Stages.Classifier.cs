using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <content>Stage 3.</content>
public sealed partial class Stages
{
    /// <summary>Stage 3: trains a classifier on the mixture.</summary>
    /// <param name="prompts">The prompts of <paramref name="data"/>; null if the mixture has no generated samples.</param>
    /// <param name="generator">What makes samples of them; null likewise.</param>
    /// <param name="data">The training part.</param>
    public Network TrainClassifier(PromptBank? prompts, Network? generator, Dataset data)
    {
        if (configuration.Classifier.SemiSupervised is { Trainer: SemiSupervisedTrainer.Autoencoder } fewLabels)
        {
            return TrainSemiSupervised(fewLabels, data);
        }
        MixtureOptions mixture = configuration.Classifier.Mixture;
        int largest = Math.Max(BatchSize, configuration.Classifier.SemiSupervised?.LabelledBatch ?? 0);
        PromptSampler? sampler = configuration.Classifier.NeedsGenerator
            ? new PromptSampler(RequireGiven(prompts, "encoder"), RequireGiven(generator, "generator"), largest)
            : null;
        return TrainClassifier("classifier", mixture, configuration.Classifier, sampler, data);
    }

    /// <summary>The baseline of stage 3: the same network from the same start, as many updates, on real examples alone.</summary>
    public Network TrainBaseline(Dataset data)
    {
        ClassifierOptions options = configuration.Classifier;
        options = options with { Robust = null, Certified = null, Probe = null, SemiSupervised = options.SemiSupervised?.LabelledOnly() };
        return TrainClassifier("baseline", MixtureOptions.RealOnly, options, prompts: null, data);
    }

    private Network TrainClassifier(string stage, MixtureOptions mixture, ClassifierOptions options, PromptSampler? prompts, Dataset data)
    {
        Network classifier = NewClassifier(data), trained = options.Dropout > 0 ? NetworkFactory.WithDropout(classifier, options.Dropout) : classifier;
        Optimizer optimizer = OptimizerFactory.Create(options.Optimizer, trained);
        Schedule schedule = OptimizerFactory.CreateSchedule(options.Optimizer);
        ITrainingStep step = options switch
        {
            { SemiSupervised: { } few } => new SemiSupervisedStep(
                stage, trained, optimizer, schedule, data, mixture, prompts, few, Random(Stream.LabelledRounds), BatchSize),
            { Robust: { } robust } => RobustStepOf(stage, trained, optimizer, schedule, data, mixture, prompts, robust),
            { Certified: { } certified } => new CertifiedStep(stage, trained, optimizer, schedule, data, mixture, prompts, certified, BatchSize),
            _ => new ClassifierStep(stage, trained, optimizer, schedule, data, mixture, prompts, BatchSize),
        };
        RunWatched(step, trained, data, options);
        if (trained != classifier)
        {
            trained.Parameters.Values.CopyTo(classifier.Parameters.Values);
        }
        return classifier;
    }

    private Network NewClassifier(Dataset data)
    {
        Network classifier = NetworkFactory.Classifier(configuration, data.Inputs.Columns, data.Classes, Random(Stream.Classifier));
        if (configuration.Classifier.Thresholds is { Count: > 0 } thresholds)
        {
            ThresholdStart.Apply(classifier, data, thresholds);
        }
        return configuration.Classifier.SemiSupervised is null ? _pretrained.Start("classifier", classifier) : classifier; // which has read other labels
    }
}
