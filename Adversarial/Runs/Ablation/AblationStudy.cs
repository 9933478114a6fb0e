namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>What each ingredient of the mixture brings: the same classifier on batches with and without it.</summary>
/// <remarks>
/// All arms have the same networks, first weights, order of examples and number of updates; prompts and generator are
/// trained once for each seed. Each arm chooses its learning rate from the same grid, by the mean over the seeds of
/// accuracy and robust accuracy on the validation part. The test set is opened when all choices are made, and the
/// differences are taken seed by seed.
/// </remarks>
/// <param name="configuration">Networks, prompts and samples, the classifier's optimizer, augmentation, and
/// attacks.</param>
/// <param name="options">What is compared; it replaces data, seed, epochs and rate of the configuration.</param>
/// <param name="folder">Where finished parts are kept and found.</param>
/// <param name="callbacks">Told of every update.</param>
/// <param name="progress">Told what it is at; null for nobody.</param>
/// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>; the classifier at hand is then
/// trained again.</param>
internal sealed class AblationStudy(
    RunConfiguration configuration,
    AblationOptions options,
    AblationFolder folder,
    IReadOnlyList<TrainingCallback> callbacks,
    IProgress<WorkProgress>? progress = null,
    CancellationToken cancellation = default)
{
    private const int PointsAtOnce = 500;
    private const int AttackStream = 1000; // beside those of the stages, which are fewer

    private readonly IReadOnlyList<AblationArm> _arms = AblationArm.All(configuration.Classifier.Mixture);

    private int _begun; // of the classifiers

    /// <summary>Trains what isn't trained yet, chooses, and evaluates.</summary>
    /// <param name="source">The data set that the options name.</param>
    public AblationReport Run(IDataSource source)
    {
        (Dataset all, Dataset training, Dataset validation) = Train(source, new Shard(1, 1));
        float[] chosen = [.. _arms.Select(Choose)];
        Dataset test = source.OpenTest(all.Classes);
        all.RequireSameForm(test);
        var arms = new List<ArmReport>();
        foreach ((AblationArm arm, float rate) in _arms.Zip(chosen))
        {
            AblationFigures[] seeds =
                [.. options.Seeds.Select(seed => Measure(
                    folder.ReadClassifier(arm, rate, seed), test, seed, $"test, {arm.Name}, seed {seed}"))];
            arms.Add(ArmReport.From(arm.Name, rate, seeds, arms.FirstOrDefault()?.Seeds));
        }
        int updates = options.Epochs * ((training.Count + configuration.BatchSize - 1) / configuration.BatchSize);
        var report = new AblationReport(
            options, training.Count, validation.Count, test.Count, updates, configuration.Attack)
        { Arms = arms };
        folder.Save(report);
        return report;
    }

    /// <summary>
    /// Trains what isn't trained yet of a shard: classifiers, and the prompts and generators that they need. The test
    /// set stays closed: rates are chosen by the classifiers of all shards.
    /// </summary>
    /// <returns>All training examples, and the two parts of the first seed.</returns>
    public (Dataset All, Dataset Training, Dataset Validation) Train(IDataSource source, Shard shard)
    {
        ArgumentNullException.ThrowIfNull(source);
        options.Validate();
        Dataset all = source.OpenTraining();
        (Dataset training, Dataset validation) = Parts(all, options.Seeds[0]);
        (configuration with { Classifier = configuration.Classifier with { Epochs = options.Epochs } })
            .RequireFit(training);
        (ulong Seed, AblationArm Arm)[] own = AblationParts.Own(options, _arms, shard);
        foreach (IGrouping<ulong, AblationArm> arms in own.GroupBy(one => one.Seed, one => one.Arm))
        {
            Train(all, arms.Key, [.. arms], own.Length * options.Rates.Count);
        }
        return (all, training, validation);
    }

    private void Train(Dataset all, ulong seed, AblationArm[] arms, int classifiers)
    {
        (Dataset training, Dataset validation) = Parts(all, seed);
        string prompts = folder.PromptsOf(seed);
        if (!Directory.Exists(prompts))
        {
            TrainedModels models = Train(
                Configuration(seed) with { Stages = [RunStage.Prompts, RunStage.Gan] }, $"seed {seed}");
            new OutputFolder(prompts, RunFolder.Kind, overwrite: false)
                .Write(path => RunFolder.WriteModels(path, models));
        }
        foreach (AblationArm arm in arms)
        {
            foreach (float rate in options.Rates)
            {
                string name = $"classifier {++_begun} of {classifiers}";
                if (folder.Find(arm, rate, seed) is not null)
                {
                    continue;
                }
                RunConfiguration ofArm = Configuration(seed) with
                {
                    Stages = [RunStage.Classifier],
                    From = prompts,
                    Classifier = configuration.Classifier with
                    {
                        Epochs = options.Epochs,
                        Optimizer = configuration.Classifier.Optimizer with { LearningRate = rate },
                        Mixture = arm.Mixture,
                    },
                };
                Network classifier = Train(ofArm, name).Classifier!;
                folder.Save(arm, rate, seed, classifier, Measure(classifier, validation, seed, name));
            }
        }

        RunState Train(RunConfiguration of, string name) => Plan.Trainings(of).Run(new RunContext(
            of, training, validation, callbacks, Cancellation: cancellation)
        { Progress = progress.Part(name, 0, 1) });
    }

    private float Choose(AblationArm arm) => options.Rates.MaxBy(rate => options.Seeds
        .Select(seed => folder.Find(arm, rate, seed)!)
        .Average(figures => (figures.Accuracy + figures.RobustAccuracy) / 2));

    private AblationFigures Measure(Network classifier, Dataset data, ulong seed, string name)
    {
        IProgress<WorkProgress>? told = progress.Part($"{name}, attack", 0, 1);
        told.Report(0);
        int[] predictions = Evaluator.PredictClasses(classifier, data, cancellation);
        int[] right = [.. Enumerable.Range(0, data.Count).Where(row => predictions[row] == data.Labels.Span[row])];
        AttackOptions attack = configuration.Attack;
        AttackOutcome outcome = AttackOutcome.Run(
            PlannedAttack.Scaled("pgd", attack),
            new AttackContext(
                new ClassifierModel(classifier, PointsAtOnce, data.Domain.Box, cancellation), attack),
            new AttackedExamples(data, right, new RandomStream(seed).Fork(AttackStream)),
            Norm.Parse(attack.Norm),
            told,
            cancellation);
        return new AblationFigures(
            (double)right.Length / data.Count, (double)outcome.IsFooled.Count(fooled => !fooled) / data.Count);
    }

    private (Dataset Training, Dataset Validation) Parts(Dataset all, ulong seed)
    {
        int count = options.CountOf(all.Count, configuration.Validation);
        Dataset some = count < all.Count ? all.Split(count, new RandomStream(seed)).Validation : all;
        return ValidationSplit.Split(Configuration(seed), some);
    }

    private RunConfiguration Configuration(ulong seed) => configuration with { Data = options.Data, Seed = seed };
}
