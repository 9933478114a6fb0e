using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>The kinds of training of a classifier: plain, on few labels, under attack, certified.</summary>
internal static class ClassifierSteps
{
    /// <summary>The step that the options name.</summary>
    public static ITrainingStep Create(RunContext context, string stage, Network classifier, ClassifierOptions options, PromptSampler? prompts)
    {
        Optimizer optimizer = OptimizerFactory.Create(options.Optimizer, classifier);
        Schedule schedule = OptimizerFactory.CreateSchedule(options.Optimizer);
        (Dataset data, MixtureOptions mixture, int batch) = (context.Training, options.Mixture, context.Configuration.BatchSize);
        return options switch
        {
            { SemiSupervised: { } few } => new SemiSupervisedStep(
                stage, classifier, optimizer, schedule, data, mixture, prompts, few, context.Random(RandomPurpose.LabelledRounds), batch),
            { Robust: { Trainer: RobustTrainer.Free } free } => new FreeStep(stage, classifier, optimizer, schedule, data, mixture, prompts, free, batch),
            { Robust: { Trainer: RobustTrainer.FeatureFgm } feature } =>
                new FeatureStep(stage, classifier, optimizer, schedule, data, mixture, prompts, feature, batch),
            { Robust: { } robust } => new RobustStep(stage, classifier, optimizer, schedule, data, mixture, prompts, robust, batch),
            { Certified: { } certified } => new CertifiedStep(stage, classifier, optimizer, schedule, data, mixture, prompts, certified, batch),
            _ => new ClassifierStep(stage, classifier, optimizer, schedule, data, mixture, prompts, batch),
        };
    }
}
