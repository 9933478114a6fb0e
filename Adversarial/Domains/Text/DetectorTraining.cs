using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Text;

/// <summary>Trains a detector on texts of two classes.</summary>
public static class DetectorTraining
{
    /// <summary>Trains, rounds the weights to what a file holds, and tries the detector on the harmless texts that were
    /// set aside, so that its thresholds mean something.</summary>
    /// <param name="training">Texts to train on.</param>
    /// <param name="validation">Texts that thresholds are chosen on, of both classes.</param>
    /// <param name="options">How.</param>
    /// <param name="random">Decides everything that is random; the same stream gives the same bits.</param>
    /// <param name="loop">What goes with the training: callbacks and checkpoints. Its batch size, epochs and random
    /// numbers are those of the options.</param>
    /// <param name="cancellation">Ends it between two updates.</param>
    /// <exception cref="InvalidDataException">There are other than two classes, or one has no text.</exception>
    public static TextDetector Train(
        LabelledTexts training, LabelledTexts validation, DetectorOptions options, RandomStream random,
        LoopOptions? loop = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireBothClasses(training);
        RequireBothClasses(validation);
        var detector = new TextDetector(options.Shape) { ClassNames = training.ClassNames };
        detector.Initialise(random.Fork(0));
        IReadOnlyList<Learner> learners = DetectorStep.LearnersOf(
            detector, parameters => new Adam(parameters), () => new CosineSchedule(options.LearningRate));
        var step = new DetectorStep(
            detector, learners, new EditedTexts(training, options), options.BatchSize, options.Epsilon);
        LoopOptions own = (loop ?? new LoopOptions { BatchSize = options.BatchSize, Epochs = options.Epochs }) with
        {
            BatchSize = options.BatchSize,
            Epochs = options.Epochs,
            Random = random.Fork(1),
        };
        new TrainingLoop(step, training.Items.Count, own).Run(cancellation);
        detector.RoundToHalf();
        string[] harmless = [.. validation.Items.Where(text => text.Label == 0).Select(text => text.Text)];
        detector.OperatingPoints = OperatingPoints.From(DetectorScores.Of(detector, harmless));
        return detector;
    }

    private static void RequireBothClasses(LabelledTexts texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.ClassNames.Count != 2 || texts.Items.Select(text => text.Label).Distinct().Count() != 2)
        {
            throw new InvalidDataException(
                $"{texts.Name}: the texts are of {texts.Items.Select(text => text.Label).Distinct().Count()} of "
                + $"{texts.ClassNames.Count} classes; expected two, one of which is to be noticed.");
        }
    }
}
