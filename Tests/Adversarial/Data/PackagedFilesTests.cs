using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Behaviour.Reading;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Quality;
using Scratch.Datasets;

namespace Scratch.Tests.Adversarial.Data;

/// <summary>What a program meets that has forgotten the package with the data, or to register it.</summary>
[NonParallelizable] // what is registered belongs to the process
internal sealed class PackagedFilesTests
{
    [SetUp]
    public void Forget() => PackagedFiles.Register(static _ => null);

    [TearDown]
    public void Remember() => EmbeddedData.Register();

    private static IEnumerable<TestCaseData> Asked()
    {
        yield return new TestCaseData((Action)(() => ImageSource.Parse("mnist").OpenTraining()), "mnist");
        yield return new TestCaseData((Action)(() => SyntheticDigits.Read(8000)), "spoken-digits");
        yield return new TestCaseData((Action)(() => SpamTexts.Read()), "spam");
        yield return new TestCaseData(
            (Action)(() => DebianBaskets.Read(new InteractionOptions())), "debian");
        yield return new TestCaseData(
            (Action)(() => ReferenceClassifier.Open("mnist")), "The judge of mnist");
    }

    [TestCaseSource(nameof(Asked))]
    public void Data_that_is_not_registered_is_asked_for_by_its_name(Action ask, string data) => Assert.That(
        ask, Throws.InstanceOf<FileNotFoundException>().With.Message.StartsWith($"{data}: this program has no file ")
            .And.Message.Contains("Scratch.Datasets.EmbeddedData.Register()"));

    [Test]
    public void The_package_finds_its_own_data_and_registers_them()
    {
        Assert.That(EmbeddedData.Digits.OpenTest(10).Count, Is.EqualTo(10_000));
        Assert.That(ReferenceClassifier.Open("mnist").Classes, Is.EqualTo(10));
    }
}
