namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>The training set of a run, in two parts.</summary>
internal static class ValidationSplit
{
    /// <summary>
    /// The part to train on and the one to choose by: as the data name them, or by <see cref="Split"/>.
    /// </summary>
    /// <param name="configuration">Says how many examples to split off where the data name none.</param>
    /// <param name="source">Its test set isn't opened.</param>
    /// <param name="all">The training examples, which were opened before.</param>
    /// <exception cref="InvalidDataException">The training set is too small for it.</exception>
    public static (Dataset Training, Dataset Validation) Take(
        RunConfiguration configuration, IDataSource source, Dataset all)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(source);
        return configuration.Classifier.SemiSupervised is null && source.OpenValidation() is { } named ? (all, named)
            : Split(configuration, all);
    }

    /// <summary>
    /// Splits the training set into a part to train on and one to choose by; in a run with few labels, both have no
    /// other labels than these.
    /// </summary>
    /// <exception cref="InvalidDataException">The training set is too small for it.</exception>
    public static (Dataset Training, Dataset Validation) Split(RunConfiguration configuration, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(data);
        if (configuration.Classifier.SemiSupervised is { Labels: var labels })
        {
            return SplitFewLabels(data, labels, configuration.Validation, configuration.Random(RandomPurpose.Labels));
        }
        return configuration.Validation < data.Count
            ? data.Split(configuration.Validation, configuration.Random(RandomPurpose.Validation))
            : throw new InvalidDataException(
                $"{data.Name} has {data.Count} training examples; splitting off {configuration.Validation} for "
                    + "validation leaves none.");
    }

    /// <summary>
    /// Draws the labels that the run may read. The first of them make the validation part. All other examples are the
    /// training part, which keeps the other labels that were drawn: no stage can read another.
    /// </summary>
    private static (Dataset Training, Dataset Validation) SplitFewLabels(
        Dataset data, int labels, int validated, RandomStream random)
    {
        int[] drawn = BalancedDraw.Rows(data, labels, random), validation = drawn[..validated];
        Array.Sort(validation);
        int[] training = [.. Enumerable.Range(0, data.Count).Except(validation)];
        return (data.KeepLabels(drawn.AsSpan(validated)).Subset(training), data.Subset(validation));
    }
}
