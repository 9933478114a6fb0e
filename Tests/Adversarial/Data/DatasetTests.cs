using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Data;

internal sealed class DatasetTests
{
    [Test]
    public void Create_scales_bytes_to_the_unit_interval()
    {
        IdxImages images = new(Count: 2, Height: 1, Width: 3, Pixels: [0, 51, 255, 128, 1, 254]);
        Dataset data = ImageSource.Create("d", (images, "i"), ([1, 0], "l"), classes: 2);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Inputs.Span.ToArray(),
                Is.EqualTo(new[] { 0f, 51 / 255f, 1f, 128 / 255f, 1 / 255f, 254 / 255f }));
            Assert.That(data.Labels.ToArray(), Is.EqualTo(new[] { 1, 0 }));
            Assert.That((data.Name, data.Count, data.Classes, data.Domain.Form),
                Is.EqualTo(("d", 2, 2, "images of 1 x 3")));
        }
    }

    [Test]
    public void Create_refuses_differing_counts_and_names_both_files() => Assert.That(
        () => ImageSource.Create(
            "d", (new IdxImages(2, 1, 1, [1, 2]), "the-images"), ([0, 1, 1], "the-labels"), classes: 2),
        Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            "the-images has 2 images, but the-labels has 3 labels: the counts must be the same."));

    [Test]
    public void Create_names_the_first_label_beyond_the_classes() => Assert.That(
        () => ImageSource.Create("d", (new IdxImages(3, 1, 1, [1, 2, 3]), "i"), ([0, 7, 9], "the-labels"), classes: 5),
        Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            "the-labels: at byte 9: label 7 of example 1, expected 0 to 4."));

    [Test]
    public void The_constructor_refuses_sizes_and_labels_that_disagree()
    {
        Matrix inputs = Matrix.Allocate(2, 6);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new Dataset("d", inputs, [0, 1], 2, new ImageDomain(2, 3)), Throws.Nothing);
            Assert.That(() => new Dataset("d", inputs, [0], 2, new ImageDomain(2, 3)), Throws.ArgumentException);
            Assert.That(() => new Dataset("d", inputs, [0, 1], 2, new ImageDomain(2, 2)), Throws.ArgumentException);
            Assert.That(() => new Dataset("d", inputs, [0, 2], 2, new ImageDomain(2, 3)), Throws.ArgumentException);
            Assert.That(() => new Dataset("d", inputs, [-1, 1], 2, new ImageDomain(2, 3)), Throws.ArgumentException);
            Assert.That(() => new Dataset("d", inputs, [0, 0], 1, new ImageDomain(2, 3)),
                Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Take_copies_the_first_examples()
    {
        Dataset data = Numbered(5);
        Dataset first = data.Take(2);
        data.Inputs[0, 0] = 1;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Numbers(first), Is.EqualTo(new[] { 0, 1 }));
            Assert.That(first.Labels.ToArray(), Is.EqualTo(new[] { 0, 1 }));
            Assert.That(() => data.Take(6), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => data.Take(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Subset_keeps_the_given_order_and_the_labels()
    {
        Dataset data = Numbered(5);
        Dataset subset = data.Subset([4, 0, 4]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Numbers(subset), Is.EqualTo(new[] { 4, 0, 4 }));
            Assert.That(subset.Labels.ToArray(), Is.EqualTo(new[] { 1, 0, 1 }));
            Assert.That(() => data.Subset([5]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Labels_that_are_not_kept_are_gone_and_parts_know_which_those_are()
    {
        Dataset data = Numbered(6);
        int[] others = [.. data.Labels.ToArray().Select((label, row) => row is 5 or 1 ? label : (label + 1) % 3)];
        Dataset few = data.KeepLabels([5, 1]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.LabelledRows, Is.Null);
            Assert.That(few.LabelledRows!.Value.ToArray(), Is.EqualTo(new[] { 1, 5 }));
            Assert.That(few.Labels.ToArray(), Is.EqualTo(new[] { 0, 1, 0, 0, 0, 2 }));
            Assert.That(data.WithLabels(others).KeepLabels([1, 5]).Labels.ToArray(), Is.EqualTo(few.Labels.ToArray()),
                "whatever the others are");
            Assert.That(few.Subset([5, 3, 0, 1, 5]).LabelledRows!.Value.ToArray(), Is.EqualTo(new[] { 0, 3, 4 }));
            Assert.That(few.Take(2).LabelledRows!.Value.ToArray(), Is.EqualTo(new[] { 1 }));
            Assert.That(() => data.KeepLabels([6]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void Split_is_disjoint_complete_and_decided_by_the_stream()
    {
        Dataset data = Numbered(100);
        (Dataset training, Dataset validation) = data.Split(30, new RandomStream(1));
        (_, Dataset again) = data.Split(30, new RandomStream(1));
        (_, Dataset other) = data.Split(30, new RandomStream(2));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((training.Count, validation.Count), Is.EqualTo((70, 30)));
            Assert.That(Numbers(training).Concat(Numbers(validation)), Is.EquivalentTo(Enumerable.Range(0, 100)));
            Assert.That(Numbers(again), Is.EqualTo(Numbers(validation)));
            Assert.That(Numbers(other), Is.Not.EqualTo(Numbers(validation)));
            Assert.That(Numbers(validation).Max(), Is.GreaterThan(30), "drawn from everywhere, not from the front");
            Assert.That(validation.Labels.ToArray(), Is.EqualTo(Numbers(validation).Select(i => i % 3)));
        }
    }

    [TestCase(0)]
    [TestCase(100)]
    public void Split_refuses_an_empty_part(int validationCount) => Assert.That(
        () => Numbered(100).Split(validationCount, new RandomStream(1)),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Another_form_is_refused()
    {
        Dataset small = new("small", Matrix.Allocate(1, 4), [0], 2, new ImageDomain(2, 2));
        Dataset large = new("large", Matrix.Allocate(1, 9), [0], 2, new ImageDomain(3, 3));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => small.RequireSameForm(small), Throws.Nothing);
            Assert.That(() => large.RequireSameForm(small), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                "large has images of 3 x 3 in 2 classes, but small has images of 2 x 2 in 2 classes: they must be the "
                    + "same."));
        }
    }

    /// <summary>Example i has the pixels i/255, 0 and the label i mod 3.</summary>
    private static Dataset Numbered(int count)
    {
        byte[] pixels = [.. Enumerable.Range(0, count).SelectMany(i => new[] { (byte)i, (byte)0 })];
        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))];
        return ImageSource.Create("numbered", (new IdxImages(count, 1, 2, pixels), "i"), (labels, "l"), classes: 3);
    }

    private static int[] Numbers(Dataset data) =>
        [.. Enumerable.Range(0, data.Count).Select(i => (int)MathF.Round(255 * data.Inputs[i, 0]))];
}
