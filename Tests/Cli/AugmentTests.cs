using NUnit.Framework;
using Scratch.Tests.Cli.Pages;

namespace Scratch.Tests.Cli;

public class AugmentTests
{
    [Test]
    public void The_picture_has_a_row_of_examples_and_two_of_them_augmented()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("a.png");
        string[] line = ["data", "augment", "mnist", "--augment", "rotation=10,elastic=1,mixup=0.2", "--out", file];
        Assert.That(CommandLine.Run(line).ExitCode, Is.Zero);
        byte[] first = File.ReadAllBytes(file);
        DecodedPng png = new(first);
        Assert.That((png.Width, png.Height), Is.EqualTo((((12 * 29) - 1) * 2, ((3 * 29) - 1) * 2)));
        Assert.That(CommandLine.Run(line).ExitCode, Is.EqualTo(2), "nothing is replaced unasked");
        Assert.That(CommandLine.Run([.. line, "--overwrite"]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(first), "the same seed");
        Assert.That(CommandLine.Run([.. line, "--overwrite", "--seed", "1"]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(file), Is.Not.EqualTo(first), "another seed");
    }
}
