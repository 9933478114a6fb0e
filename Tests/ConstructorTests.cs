using System.Reflection;
using NUnit.Framework;

namespace Scratch.Tests;

/// <summary>What a reader has to keep in mind to make an object, and where parameters move.</summary>
public class ConstructorTests
{
    private const int MostParameters = 6;

    [TestCase("Scratch.Engine")]
    [TestCase("Scratch.Layers")]
    [TestCase("Scratch.Optimizers")]
    [TestCase("Scratch.Adversarial")]
    [TestCase("Scratch.Adversarial.Runs")]
    [TestCase("Scratch.Datasets")]
    [TestCase("Scratch.Guard")]
    [TestCase("Scratch.Mpi")]
    [TestCase("scratch")]
    public void No_public_constructor_takes_more_than_six_parameters(string assembly) =>
        Assert.That(
            from type in Assembly.Load(assembly).GetExportedTypes()
            from constructor in type.GetConstructors()
            where constructor.GetParameters().Length > MostParameters
            select $"{type.Name} with {constructor.GetParameters().Length}",
            Is.Empty);

    [Test]
    public void Parameters_move_in_one_place()
    {
        string[] folders = [Repository.FullPath("Adversarial"), Repository.FullPath("Cli")];
        string[] files =
        [
            .. folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
                .Where(file => File.ReadAllText(file).Contains("ptimizer.Step(", StringComparison.Ordinal))
                    .Select(Path.GetFileName)!,
        ];
        // beside the learner: two texts of programs for whoever uses the lab, and a race of optimizers without a network
        Assert.That(files, Is.EquivalentTo(["Learner.cs", "OneStepProgram.cs", "PlaygroundProgram.cs", "SurfaceRace.cs"]));
    }
}
