namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>The kinds of training of a classifier: plain, on few labels, under attack, certified.</summary>
internal static class ClassifierSteps
{
    /// <summary>The step that the options name.</summary>
    public static ITrainingStep Create(
        RunContext context, string stage, Network classifier, ClassifierOptions options, PromptSampler? prompts)
    {
        Learner learner = OptimizerFactory.CreateLearner("classifier", classifier, options.Optimizer);
        int largest = Math.Max(context.Configuration.BatchSize, options.SemiSupervised?.LabelledBatch ?? 0);
        var batches = new MixedBatch(
            classifier, context.Training, options.Mixture, prompts, largest, context.FrontEnd?.Network);
        return options switch
        {
            { SemiSupervised: { } few } =>
                new SemiSupervisedStep(
                learner, batches, few, context.Random(RandomPurpose.LabelledRounds))
                { Stage = stage },
            { Robust: { } robust } => robust.CreateStep(learner, batches, stage),
            { Certified: { } certified } => new CertifiedStep(learner, batches, certified) { Stage = stage },
            _ => new SupervisedStep(learner, batches) { Stage = stage },
        };
    }
}
