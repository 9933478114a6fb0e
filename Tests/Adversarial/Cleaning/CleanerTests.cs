using NUnit.Framework;
using Scratch.Adversarial.Cleaning;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Cleaning;

[NonParallelizable]
public class CleanerTests
{
    private const int Count = 600, Nan = 5, Infinite = 6, Blank = 7, Copy = 100, Near = 101, Stranger = 102,
        Mislabelled = 103;

    // a toy that is shifted is of another class
    private static readonly CleaningOptions Options =
        new() { Epochs = 12, Folds = 3, OutlierThreshold = 8, Augmentation = Augmentation.None };

    private static readonly CleaningReason[] Reasons =
    [
        CleaningReason.NonFinite, CleaningReason.NonFinite, CleaningReason.Constant, CleaningReason.Duplicate,
            CleaningReason.NearDuplicate,
        CleaningReason.Outlier, CleaningReason.WrongLabel,
    ];

    [Test]
    public void Every_kind_of_error_is_found_under_its_name_and_nothing_else()
    {
        CleaningResult result = Cleaner.Clean(Dirty(), Options);
        Assert.That(result.Findings.Select(f => f.Row),
            Is.EqualTo([Nan, Infinite, Blank, Copy, Near, Stranger, Mislabelled]));
        Assert.That(result.Findings.Select(f => f.Reason), Is.EqualTo(Reasons));
        Assert.That(result.Findings.Select(f => f.Twin), Is.EqualTo([null, null, null, 0, 1, null, (int?)null]));
        Assert.That(result.Findings[^1].Suggested, Is.EqualTo(Mislabelled % Toys.Classes));
        Assert.That(result.Rows, Is.EqualTo(Enumerable.Range(0, Count).Except(result.Findings.Select(f => f.Row))));
    }

    [Test]
    public void Cleaning_twice_changes_nothing_more([Values] bool fixLabels)
    {
        // So many wrong labels that the first pass doesn't find them all.
        Dataset dirty = Planted.WrongLabels(Dirty(), 0.2, new RandomStream(4)).Data;
        CleaningOptions options = Options with { FixLabels = fixLabels };
        CleaningResult once = Cleaner.Clean(dirty, options);
        CleaningResult twice = Cleaner.Clean(once.Cleaned(), options);
        Assert.That(once.Findings, Has.Count.InRange(100, 150));
        Assert.That(once.IsSettled, Is.True);
        Assert.That(twice.Findings, Is.Empty);
        Assert.That(twice.Passes, Is.EqualTo(1));
        Assert.That(twice.Labels, Is.EqualTo(once.Labels));
    }

    [Test]
    public void Labels_are_fixed_rather_than_removed_if_that_is_wanted()
    {
        CleaningResult result = Cleaner.Clean(Dirty(), Options with { FixLabels = true });
        Finding found = result.Findings.Single(f => f.Reason == CleaningReason.WrongLabel);
        Assert.That((found.Row, found.IsFixed, found.Label),
            Is.EqualTo((Mislabelled, true, (Mislabelled + 1) % Toys.Classes)));
        Assert.That(result.Labels[result.Rows.ToList().IndexOf(Mislabelled)], Is.EqualTo(Mislabelled % Toys.Classes));
    }

    [Test]
    public void What_is_not_asked_for_is_not_looked_for()
    {
        CleaningResult result =
            Cleaner.Clean(Dirty(), Options with { Duplicates = false, Outliers = false, Labels = false });
        Assert.That(result.Findings.Select(f => f.Row), Is.EqualTo([Nan, Infinite, Blank]),
            "what can't be trained on is always found");
    }

    [Test]
    public void The_given_data_set_stays_as_it_is()
    {
        Dataset dirty = Dirty();
        int[] before = Agreement.Bits(dirty.Inputs);
        Cleaner.Clean(dirty, Options with { FixLabels = true });
        Assert.That(Agreement.Bits(dirty.Inputs), Is.EqualTo(before));
        Assert.That(dirty.Labels.ToArray(), Is.EqualTo(Dirty().Labels.ToArray()));
    }

    [Test]
    public void The_same_is_found_on_any_number_of_threads()
    {
        IReadOnlyList<Finding>[] found = [.. new[] { 1, 3 }.Select(threads =>
        {
            using var pool = new PoolThreads(threads);
            return Cleaner.Clean(Dirty(), Options).Findings;
        })];
        Assert.That(found[1], Is.EqualTo(found[0]), "scores to the last bit");
    }

    [Test]
    public void Too_few_passes_are_said_to_be_too_few()
    {
        CleaningResult result = Cleaner.Clean(Dirty(), Options with { MaxPasses = 1 });
        Assert.That((result.Passes, result.IsSettled), Is.EqualTo((1, false)));
    }

    [Test]
    public void It_can_be_cancelled() => Assert.That(
        () => Cleaner.Clean(Dirty(), Options, null, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());

    [TestCase(1, 20, 5.0, "folds")]
    [TestCase(5, 0, 5.0, "epochs")]
    [TestCase(5, 20, 0.0, "outlierThreshold")]
    [TestCase(5, 20, double.NaN, "outlierThreshold")]
    public void Options_out_of_range_are_named(int folds, int epochs, double outliers, string name)
    {
        var options = new CleaningOptions { Folds = folds, Epochs = epochs, OutlierThreshold = outliers };
        Assert.That(() => Cleaner.Clean(Dirty(), options), Throws.ArgumentException.With.Message.Contains(name));
    }

    /// <summary>Toys with one error of every kind.</summary>
    private static Dataset Dirty()
    {
        Dataset toys = Toys.Images(Count);
        int[] labels = toys.Labels.ToArray();
        toys.Inputs[Nan, 3] = float.NaN;
        toys.Inputs[Infinite, 4] = float.NegativeInfinity;
        toys.Inputs.Row(Blank).Fill(0.4f);
        toys.Inputs.Row(0).CopyTo(toys.Inputs.Row(Copy));
        toys.Inputs.Row(1).CopyTo(toys.Inputs.Row(Near));
        toys.Inputs[Near, 2] += 0.05f;
        new RandomStream(7).FillUniform(toys.Inputs.Row(Stranger));
        labels[Mislabelled] = (labels[Mislabelled] + 1) % Toys.Classes;
        return new Dataset("dirty", toys.Inputs, labels, Toys.Classes, toys.Domain);
    }
}
