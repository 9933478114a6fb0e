using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Tests.Adversarial.Data;

namespace Scratch.Tests.Adversarial.Domains.Images;

internal sealed class ImageSourceTests
{
    private const string TrainImages = "train-images-idx3-ubyte", TrainLabels = "train-labels-idx1-ubyte";
    private const string TestImages = "t10k-images-idx3-ubyte", TestLabels = "t10k-labels-idx1-ubyte";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_embedded_training_digits_are_the_first_20000()
    {
        Dataset data = ImageSource.Parse("mnist").OpenTraining();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((data.Count, data.Classes, data.Domain.Form), Is.EqualTo((20_000, 10, "images of 28 x 28")));
            Assert.That(data.Labels[..5].ToArray(), Is.EqualTo(new[] { 5, 0, 4, 1, 9 }));
            Assert.That(Histogram(data), Has.All.InRange(1_700, 2_300));
            RequireUnitInterval(data);
        }
    }

    [Test]
    public void The_embedded_test_digits_are_all_10000()
    {
        Dataset data = ImageSource.Parse("mnist").OpenTest(classes: 10);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((data.Count, data.Classes, data.Domain.Form), Is.EqualTo((10_000, 10, "images of 28 x 28")));
            Assert.That(data.Labels[..5].ToArray(), Is.EqualTo(new[] { 7, 2, 1, 0, 4 }));
            // The counts that everyone finds in this test set.
            Assert.That(Histogram(data), Is.EqualTo(new[] { 980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009 }));
            RequireUnitInterval(data);
        }
    }

    [Test]
    public void Fashion_mnist_is_found_where_its_package_puts_it()
    {
        Optional.Require(Directory.Exists("/usr/share/datasets/fashion-mnist"),
            "The package dataset-fashion-mnist is not installed");
        Dataset data = ImageSource.Parse("fashion-mnist").OpenTest(classes: 10);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((data.Count, data.Domain.Form), Is.EqualTo((10_000, "images of 28 x 28")));
            Assert.That(Histogram(data), Has.All.EqualTo(1_000));
        }
    }

    [Test]
    public void Without_fashion_mnist_the_error_names_the_package() => Assert.That(
        () => ImageSource.Parse("fashion-mnist", _folder.File("absent")),
        Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("apt install dataset-fashion-mnist"));

    [Test]
    public void A_missing_folder_is_named_with_what_was_expected()
    {
        string absent = _folder.File("absent");
        Assert.That(
            () => ImageSource.Parse(absent),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.EqualTo(
                $"{absent}: no such folder; expected mnist, fashion-mnist or a folder of IDX files."));
    }

    [Test]
    public void An_empty_text_is_refused() => Assert.That(() => ImageSource.Parse(" "), Throws.ArgumentException);

    [Test]
    public void Training_needs_no_test_files()
    {
        WriteTraining(labels: [0, 2, 1]);
        Dataset data = ImageSource.Parse(_folder.Path).OpenTraining();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Count, Is.EqualTo(3));
            Assert.That(data.Name, Is.EqualTo($"{_folder.Path} training"));
            Assert.That(() => ImageSource.Parse(_folder.Path).OpenTest(3),
                Throws.TypeOf<FileNotFoundException>().With.Message.EqualTo(
                $"{_folder.File(TestLabels)}: no such file; expected it there, plain or with .gz."));
        }
    }

    [Test]
    public void Training_does_not_look_into_the_test_files()
    {
        WriteTraining(labels: [0, 2, 1]);
        Write(TestLabels, [1, 2, 3]);
        Write(TestImages, []);
        Assert.That(() => ImageSource.Parse(_folder.Path).OpenTraining(), Throws.Nothing);
    }

    [Test]
    public void Test_needs_no_training_files()
    {
        Write(TestImages, Idx.Images(1, 2, 2));
        Write(TestLabels, Idx.Labels(1));
        Assert.That(ImageSource.Parse(_folder.Path).OpenTest(classes: 7).Classes, Is.EqualTo(7));
    }

    [TestCase(new byte[] { 0, 4, 1 }, 5)]
    [TestCase(new byte[] { 0, 0, 0 }, 2)]
    public void A_folder_has_as_many_classes_as_its_training_labels_need(byte[] labels, int classes)
    {
        WriteTraining(labels);
        Assert.That(ImageSource.Parse(_folder.Path).OpenTraining().Classes, Is.EqualTo(classes));
    }

    [Test]
    public void A_test_label_beyond_the_classes_of_the_training_is_refused()
    {
        Write(TestImages, Idx.Images(2, 2, 2));
        Write(TestLabels, Idx.Labels(1, 3));
        Assert.That(
            () => ImageSource.Parse(_folder.Path).OpenTest(classes: 3),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                $"{_folder.File(TestLabels)}: at byte 9: label 3 of example 1, expected 0 to 2."));
    }

    [Test]
    public void Images_and_labels_of_different_counts_are_refused_by_name()
    {
        Write(TrainImages, Idx.Images(2, 2, 2));
        Write(TrainLabels, Idx.Labels(1, 0, 1));
        Assert.That(
            () => ImageSource.Parse(_folder.Path).OpenTraining(),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(_folder.File(TrainImages))
                .And.Message.Contains(_folder.File(TrainLabels)));
    }

    [Test]
    public void A_broken_file_is_named_with_its_path()
    {
        Write(TrainImages, Idx.Labels(1, 2));
        Write(TrainLabels, Idx.Labels(1, 0));
        Assert.That(
            () => ImageSource.Parse(_folder.Path).OpenTraining(),
            Throws.TypeOf<InvalidDataException>()
                .With.Message.StartsWith($"{_folder.File(TrainImages)}: at byte 0: magic number"));
    }

    [TestCase("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", true)]
    [TestCase("train-images.idx3-ubyte", "train-labels.idx1-ubyte", false)]
    [TestCase("train-images.idx3-ubyte.gz", "train-labels.idx1-ubyte.gz", true)]
    [TestCase("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz", true,
        Description = "gzip is told by its bytes, not by its name")]
    [TestCase("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", false)]
    public void Every_usual_name_is_found(string images, string labels, bool compressed)
    {
        byte[] imagesFile = Idx.Images(2, 2, 2), labelsFile = Idx.Labels(1, 0);
        Write(images, compressed ? Idx.Gzip(imagesFile) : imagesFile);
        Write(labels, compressed ? Idx.Gzip(labelsFile) : labelsFile);
        Dataset data = ImageSource.Parse(_folder.Path).OpenTraining();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Labels.ToArray(), Is.EqualTo(new[] { 1, 0 }));
            Assert.That(data.Inputs[1, 3], Is.EqualTo(7 / 255f));
        }
    }

    private void WriteTraining(byte[] labels)
    {
        Write(TrainImages, Idx.Images((uint)labels.Length, 2, 2));
        Write(TrainLabels, Idx.Labels(labels));
    }

    private void Write(string name, byte[] content) => File.WriteAllBytes(_folder.File(name), content);

    private static int[] Histogram(Dataset data)
    {
        int[] counts = new int[data.Classes];
        foreach (int label in data.Labels.Span)
        {
            counts[label]++;
        }
        return counts;
    }

    private static void RequireUnitInterval(Dataset data)
    {
        Assert.That(data.Inputs.Span.ToArray().Min(), Is.Zero);
        Assert.That(data.Inputs.Span.ToArray().Max(), Is.EqualTo(1));
    }
}
