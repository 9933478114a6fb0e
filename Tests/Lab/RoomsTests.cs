using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Cli.Lab.Rooms;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Lab;

/// <summary>The engines of rooms 2 to 6: their numbers follow from their settings and the number of steps alone.</summary>
public sealed class RoomsTests
{
    internal static readonly PlaygroundSettings Playground = new(
        "circles", 0.1f, Seed: 0, "x,y", [8, 8], "relu", "he-normal", "adam", 0.01f, Momentum: null, "constant", 5000, 32, 0, 0,
        0, 0, []);

    internal static readonly GanSettings Gan = new(
        "ring", "nonsaturating", "none", 0.1f, Spectral: false, 0, 1, 0.001f, 1, 64, Seed: 0);

    [Test]
    public void A_playground_gives_the_same_numbers_again_and_learns()
    {
        PlaygroundPicture first = After(Playground, 300), second = After(Playground, 300);
        Assert.That(second.Loss, Is.EqualTo(first.Loss));
        Assert.That(second.Weights, Is.EqualTo(first.Weights));
        Assert.That(second.Grid, Is.EqualTo(first.Grid));
        Assert.That(first.Accuracy, Is.GreaterThan(0.9));
        Assert.That(first.Grid, Has.Length.EqualTo(PlaneNetwork.Side * PlaneNetwork.Side));
        Assert.That(first.Units, Has.Length.EqualTo(16 * PlaneNetwork.UnitSide * PlaneNetwork.UnitSide));
        Assert.That(first.Weights, Has.Length.EqualTo((2 * 8) + (8 * 8) + (8 * 2)));
        Assert.That(After(Playground with { Seed = 1 }, 300).Loss, Is.Not.EqualTo(first.Loss));
    }

    [Test]
    public void Looking_does_not_change_what_is_learned()
    {
        var looked = new PlaygroundTraining(Playground with { Dropout = 0.2f });
        var left = new PlaygroundTraining(Playground with { Dropout = 0.2f });
        for (int step = 0; step < 50; step++)
        {
            looked.Advance();
            looked.Look();
            looked.Probe(0.3f, -0.2f);
            left.Advance();
        }
        Assert.That(looked.Look().Weights, Is.EqualTo(left.Look().Weights));
    }

    [Test]
    public void Every_choice_of_the_playground_trains(
        [Values("circles", "xor", "spirals", "moons", "blobs", "own")] string data)
    {
        string[] optimizers = [.. OptimizerCatalog.Names], activations = [.. LayerCatalog.Activations];
        string[] initialisers = [.. PlaygroundSettings.Initialisers.Keys.Where(word => word != "zeros")];
        string[] schedules = [.. Optimizers.Schedules.ScheduleCatalog.Names];
        for (int i = 0; i < optimizers.Length; i++)
        {
            PlaygroundPicture picture = After(Playground with
            {
                Data = data, Own = [-1, 0, 0, 1, 0, 1, 0, 1, 2], Optimizer = optimizers[i],
                Activation = activations[i % activations.Length], Initialiser = initialisers[i % initialisers.Length],
                Schedule = schedules[i % schedules.Length], Dropout = i % 2 * 0.1f, WeightDecay = 0.01f,
                Hidden = [.. Enumerable.Repeat(16, i % 9)],
            }, 20);
            Assert.That(picture.Ended, Is.Null, optimizers[i]);
            Assert.That(float.IsFinite(picture.Loss), optimizers[i]);
        }
    }

    [Test]
    public void A_number_that_is_none_is_explained_and_ends_the_training()
    {
        var training = new PlaygroundTraining(Playground with { Optimizer = "sgd", LearningRate = 100, Hidden = [16, 16, 16] });
        for (int step = 0; step < 500; step++)
        {
            training.Advance();
        }
        Assert.That(training.Ended, Does.Contain("the norm of the gradients").And.Contain("learning rate 100"));
        Assert.That(training.Steps, Is.LessThan(500));
    }

    [Test]
    public void It_stops_at_the_loss_that_was_asked_for()
    {
        var training = new PlaygroundTraining(Playground with { StopAtLoss = 0.3f });
        for (int step = 0; step < 2000; step++)
        {
            training.Advance();
        }
        Assert.That(training.Ended, Does.StartWith("The loss on the training points, 0."));
        Assert.That(training.Look().Loss, Is.LessThan(0.3));
    }

    [Test]
    public void It_stops_when_the_test_loss_has_not_fallen_for_long_enough()
    {
        var training = new PlaygroundTraining(Playground with { Noise = 0.6f, Hidden = [16, 16], Patience = 20 });
        float least = float.PositiveInfinity;
        for (int step = 0; step < 20_000 && training.Ended is null; step++)
        {
            training.Advance();
            least = MathF.Min(least, training.MeasureLosses().Test);
        }
        Assert.That(training.Ended, Does.StartWith("The test loss hasn't been below 0.").And.EndWith("for 20 epochs."));
        Assert.That(training.MeasureLosses().Test, Is.GreaterThan(least), "it learned the noise");
    }

    [Test]
    public void Squares_of_the_coordinates_let_a_network_without_hidden_layer_tell_circles_apart()
    {
        PlaygroundSettings line = Playground with { Hidden = [], LearningRate = 0.1f };
        PlaygroundPicture squares = After(line with { Inputs = "x2,y2" }, 1000);
        Assert.That(squares.Accuracy, Is.GreaterThan(0.95));
        Assert.That(squares.Weights, Has.Length.EqualTo(4));
        Assert.That(After(line, 1000).Accuracy, Is.LessThan(0.7));
        string all = string.Join(',', PlaneFeatures.Words);
        Assert.That(After(line with { Inputs = all }, 100).Weights, Has.Length.EqualTo(14));
    }

    [TestCase("z")]
    [TestCase("")]
    [TestCase("x,x")]
    public void Inputs_that_are_none_are_refused(string inputs) =>
        Assert.That(() => new PlaygroundTraining(Playground with { Inputs = inputs }), Throws.TypeOf<RoomException>());

    [Test]
    public async Task The_program_that_is_saved_trains_to_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        PlaygroundSettings settings = Playground with
        {
            Data = "blobs", Inputs = "x,y,x2,sin-y", Dropout = 0.1f, WeightDecay = 0.01f, Momentum = 0.8f,
            Activation = "gelu", Initialiser = "lecun-normal", Schedule = "cosine",
        };
        var training = new PlaygroundTraining(settings);
        string file = folder.File("playground.cs");
        // the sources instead of the packages, which are those of a release
        await File.WriteAllTextAsync(file, Regex.Replace(
            PlaygroundProgram.Write(settings, training.Train), @"#:package Scratch\.(\w+)@[0-9.]+",
            package => $"#:project {Repository.FullPath($"{package.Groups[1]}/{package.Groups[1]}.csproj")}"));
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", ["run", "-c", "Release", file]) { RedirectStandardOutput = true })!;
        string printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        var expected = new StringBuilder();
        for (int step = 1; step <= 1000; step++)
        {
            training.Advance();
            expected.Append(step % 100 == 0 ? $"step {step}: loss of the batch {training.BatchLoss:0.0000}\n" : "");
        }
        Assert.That(printed, Is.EqualTo(expected.ToString()));
    }

    [Test]
    public void Every_loss_and_regulariser_of_the_gan_trains([ValueSource(nameof(GanChoices))] string choice)
    {
        string[] words = choice.Split(", ");
        var settings = Gan with
        {
            Loss = words[0], Penalty = words[1], Spectral = words[2] == "spectral", Target = words[3],
            RateRatio = 2, DiscriminatorSteps = 2,
        };
        GanPicture first = Run(looks: false), second = Run(looks: true);
        Assert.That(first.Ended, Is.Null);
        Assert.That(second.Samples, Is.EqualTo(first.Samples));
        Assert.That(first.Gradients, Is.Not.All.Zero);

        GanPicture Run(bool looks)
        {
            var training = new GanTraining(settings);
            for (int step = 0; step < 20; step++)
            {
                training.Advance();
                _ = looks ? training.Look() : null; // which changes nothing
            }
            return training.Look();
        }
    }

    [Test]
    public void A_penalty_with_spectral_norm_is_refused_in_a_sentence() => Assert.That(
        () => new GanTraining(Gan with { Penalty = "r1", Spectral = true }),
        Throws.TypeOf<RoomException>().With.Message.Contains("expected one of the two"));

    [Test]
    public void Ten_rates_differ_by_their_rate_alone()
    {
        var rates = new RatesTraining(Playground with { LearningRate = 0.001f }, factor: 3);
        var alone = new PlaygroundTraining(Playground with { LearningRate = 0.001f * 9 });
        for (int step = 0; step < 60; step++)
        {
            rates.Advance();
            alone.Advance();
        }
        RatesPicture picture = rates.Look();
        Assert.That(picture.Losses, Has.Length.EqualTo(RatesTraining.Count));
        Assert.That(picture.Losses[2], Is.EqualTo(alone.Look().Loss));
        Assert.That(picture.Losses[0], Is.GreaterThan(picture.Losses[2]));
    }

    [Test]
    public void A_race_goes_the_steps_of_the_optimizers([ValueSource(nameof(Surfaces))] string surface)
    {
        SurfaceReply reply = SurfaceRace.Compute(
            new SurfaceQuestion(surface, [.. OptimizerCatalog.Names, "momentum"], 0.05f, [-1.6f, 1], 30));
        Assert.That(reply.Paths.Select(path => path.Length), Is.All.EqualTo(3 * 31));
        float[] sgd = reply.Paths[OptimizerCatalog.Names.ToList().IndexOf("sgd")];
        Assert.That(sgd[^1], Is.LessThan(sgd[2]));
        if (surface == "bowl")
        {
            Assert.That(sgd[3], Is.EqualTo(-1.6f * (1 - (2 * 0.05f))).Within(1e-6)); // x − η 2x
        }
    }

    [Test]
    public void An_attack_stays_in_its_ball_and_the_robust_classifier_withstands_more()
    {
        int plainFooled = 0, robustFooled = 0;
        for (int index = 0; index < 20; index++)
        {
            DigitReply digit = AttackRoom.Example(new DigitQuestion(index));
            AttackReply reply = AttackRoom.Compute(new AttackQuestion(digit.Pixels, digit.Label, 0.1f, 10, 1));
            foreach (AttackedClassifier one in reply.Classifiers)
            {
                Assert.That(one.Steps, Has.Length.EqualTo(11));
                Assert.That(one.Steps.Append(one.FastSign).Max(seen => seen.Distance), Is.LessThanOrEqualTo(0.1f + 1e-6f));
                Assert.That(one.Steps[0].Loss, Is.EqualTo(one.Original.Loss));
                Assert.That(one.Steps[^1].Loss, Is.GreaterThanOrEqualTo(one.Original.Loss));
                Assert.That(one.ThroughPrompt[1].Distance, Is.LessThanOrEqualTo(1 + 1e-4f));
                // what is proved holds against the attack
                Assert.That(one.CertifiedRadius >= 0.1f && Says(one.Steps[^1]) != digit.Label, Is.False);
            }
            plainFooled += Says(reply.Classifiers[0].Steps[^1]) != digit.Label ? 1 : 0;
            robustFooled += Says(reply.Classifiers[1].Steps[^1]) != digit.Label ? 1 : 0;
        }
        Assert.That(robustFooled, Is.LessThan(plainFooled / 2));
    }

    [Test]
    public void The_fast_sign_method_is_the_librarys_one_step()
    {
        DigitModels models = DigitModels.Get();
        DigitReply digit = AttackRoom.Example(new DigitQuestion(3));
        AttackedClassifier seen = AttackRoom.Compute(new AttackQuestion(digit.Pixels, digit.Label, 0.2f, 1, 1)).Classifiers[0];
        var expected = new byte[784];
        for (int i = 0; i < expected.Length; i++)
        {
            int sign = seen.Sign[i] > 128 ? 1 : seen.Sign[i] < 128 ? -1 : 0;
            expected[i] = (byte)MathF.Round(255 * Math.Clamp((digit.Pixels[i] / 255f) + (0.2f * sign), 0, 1));
        }
        Assert.That(seen.FastSign.Image, Is.EqualTo(expected));
        Assert.That(new ClassifierModel(models.Plain, 1).Classes, Is.EqualTo(10));
    }

    [Test]
    public void The_plane_of_prompts_is_the_decoders()
    {
        PlaneReply plane = PromptsRoom.Show(new PlaneQuestion(3));
        DecodeReply centre = PromptsRoom.Decode(new DecodeQuestion([0, 0]));
        Assert.That(plane.Images[(4 * 784)..(5 * 784)], Is.EqualTo(centre.Images));
        Assert.That(centre.Probabilities.Sum(), Is.EqualTo(1).Within(1e-5));
        Assert.That(plane.Prompts, Has.Length.EqualTo(3000));
        Assert.That(() => PromptsRoom.Decode(new DecodeQuestion([0])), Throws.TypeOf<RoomException>());
    }

    private static IEnumerable<string> GanChoices =>
        GanSettings.Losses.Keys.SelectMany(loss => (string[])[$"{loss}, none, plain, ring", $"{loss}, r1, plain, grid"])
            .Concat(["hinge, none, spectral, line", "wasserstein, wgan-gp, plain, spirals", "minimax, none, plain, moons"]);

    private static IEnumerable<string> Surfaces => SurfaceRace.Words;

    private static int Says(SeenImage image) => Array.IndexOf(image.Probabilities, image.Probabilities.Max());

    internal static PlaygroundPicture After(PlaygroundSettings settings, int steps)
    {
        var training = new PlaygroundTraining(settings);
        for (int step = 0; step < steps; step++)
        {
            training.Advance();
        }
        return training.Look();
    }
}
