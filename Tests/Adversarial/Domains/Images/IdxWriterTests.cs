using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;
using Scratch.Tests.Adversarial.Data;

namespace Scratch.Tests.Adversarial.Domains.Images;

public class IdxWriterTests
{
    [Test]
    public void What_is_written_is_read_again()
    {
        Dataset data = ImageSource.Parse("mnist").OpenTraining().Take(20);
        using MemoryStream images = new(), labels = new();
        IdxWriter.WriteImages(images, data);
        IdxWriter.WriteLabels(labels, data);
        images.Position = labels.Position = 0;
        Dataset read = ImageSource.Create(
            "again", (IdxFile.ReadImages(images, "images"), "images"), (IdxFile.ReadLabels(labels, "labels"), "labels"),
            data.Classes);
        Assert.That(read.Domain.Form, Is.EqualTo("images of 28 x 28"));
        Assert.That(Agreement.Bits(read.Inputs), Is.EqualTo(Agreement.Bits(data.Inputs)));
        Assert.That(read.Labels.ToArray(), Is.EqualTo(data.Labels.ToArray()));
    }

    [Test]
    public void Values_are_rounded_and_kept_in_range()
    {
        var data = new Dataset(
            "some", Matrix.FromRows([-0.1f, 1.5f / 255, 1.7f]), [0], classes: 2, new ImageDomain(1, 3));
        using var images = new MemoryStream();
        IdxWriter.WriteImages(images, data);
        Assert.That(images.ToArray(), Is.EqualTo(Idx.File(Idx.ImagesMagic, [1, 1, 3], [0, 2, 255])));
    }

    [Test]
    public void More_classes_than_a_byte_has_are_refused()
    {
        var data = new Dataset("many", Matrix.Allocate(1, 1), [0], classes: 257, new ImageDomain(1, 1));
        Assert.That(() => IdxWriter.WriteLabels(new MemoryStream(), data),
            Throws.ArgumentException.With.Message.Contains("257"));
    }
}
