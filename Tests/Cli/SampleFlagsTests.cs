using NUnit.Framework;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Cli.Commands;
using Scratch.Cli.Settings;

namespace Scratch.Tests.Cli;

public class SampleFlagsTests
{
    [Test]
    public void Every_option_reaches_the_configuration()
    {
        GanOptions samples = Read(
            "--game aae --game-weight 40 --generator-loss hinge --penalty r1 --penalty-weight 3 --generator-from "
                + "nothing --discriminator-steps 2"
            + " --average 0.9 --on-collapse roll-back");
        Assert.That((samples.Variant, samples.Autoencoding.GameWeight, samples.Loss),
            Is.EqualTo((GanVariant.AdversarialAutoencoder, 40f, GeneratorLoss.Hinge)));
        Assert.That((samples.Penalty, samples.PenaltyWeight, samples.DiscriminatorSteps, samples.Average),
            Is.EqualTo((GanPenalty.R1, 3f, 2, 0.9f)));
        Assert.That(samples.FromDecoder, Is.False);
        Assert.That(samples.Guard!.Action, Is.EqualTo(CollapseAction.RollBack));
    }

    [TestCase("yes", true)]
    [TestCase("no", false)]
    public void A_question_takes_either_word(string word, bool answer) =>
        Assert.That(Read($"--spectral-norm {word}").SpectralNormalisation, Is.EqualTo(answer));

    [Test]
    public void Another_word_is_refused_with_those_that_there_are() =>
        Assert.That(
            TrainCommand.Create().Parse("--generator-from thin-air").Errors.Select(error => error.Message),
            Has.One.EqualTo("--generator-from is 'thin-air'; expected decoder or nothing."));

    private static GanOptions Read(string options) => TrainOptions.Read(TrainCommand.Create().Parse(options)).Gan;
}
