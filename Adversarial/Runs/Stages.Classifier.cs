using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.FewLabels;
using Scratch.Adversarial.Training.Robust;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Adversarial.Runs;

/// <content>Stage 3.</content>
public sealed partial class Stages
{
    private const string BaselineStage = "baseline";

    /// <summary>Stage 3: trains a classifier on the mixture.</summary>
    /// <param name="prompts">The prompts of <paramref name="data"/>; null if the mixture has no generated samples.</param>
    /// <param name="generator">What makes samples of them; null likewise.</param>
    /// <param name="data">The training part.</param>
    public Network TrainClassifier(PromptBank? prompts, Network? generator, Dataset data)
    {
        if (configuration.Classifier.FewLabels is { Trainer: FewLabelTrainer.Autoencoder } fewLabels)
        {
            return TrainSemiSupervised(fewLabels, data);
        }
        MixtureOptions mixture = configuration.Classifier.Mixture;
        PromptSampler? sampler = mixture.NeedsGenerator || configuration.Classifier.FewLabels is { NeedsManifold: true }
            ? new PromptSampler(RequireGiven(prompts, "encoder"), RequireGiven(generator, "generator"), BatchSize)
            : null;
        return TrainClassifier("classifier", mixture, configuration.Classifier.Robust, configuration.Classifier.FewLabels, sampler, data);
    }

    /// <summary>The baseline of stage 3: the same network from the same start, as many updates, on real examples alone.</summary>
    public Network TrainBaseline(Dataset data) =>
        TrainClassifier(BaselineStage, MixtureOptions.RealOnly, robust: null, configuration.Classifier.FewLabels?.LabelledOnly(), prompts: null, data);

    private Network TrainClassifier(
        string stage, MixtureOptions mixture, RobustOptions? robust, FewLabelOptions? fewLabels, PromptSampler? prompts, Dataset data)
    {
        ClassifierOptions options = configuration.Classifier;
        Network classifier = NewClassifier(data), trained = options.Dropout > 0 ? NetworkFactory.WithDropout(classifier, options.Dropout) : classifier;
        Optimizer optimizer = OptimizerFactory.Create(options.Optimizer, trained);
        Schedule schedule = OptimizerFactory.CreateSchedule(options.Optimizer);
        ITrainingStep step = fewLabels is not null
            ? new FewLabelsStep(stage, trained, optimizer, schedule, data, mixture, prompts, fewLabels, Random(Stream.LabelledRounds), BatchSize)
            : robust is null
            ? new ClassifierStep(stage, trained, optimizer, schedule, data, mixture, prompts, BatchSize)
            : RobustStepOf(stage, trained, optimizer, schedule, data, mixture, prompts, robust);
        bool isBaseline = stage == BaselineStage;
        RunWatched(step, trained, data, isBaseline ? null : options.Probe, RemedyFor(robust));
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
        return _pretrained.Start("classifier", classifier);
    }
}
