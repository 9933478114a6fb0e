using System.IO.Compression;
using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Cli;

/// <summary>Attacks from the command line, on models that other tools have written.</summary>
public class AttackTests
{
    [Test]
    public void A_foreign_model_is_attacked_and_what_became_of_it_saved()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors"), saved = folder.File("moved.npz");
        WriteForeign(model, Classifier(inputs: 784), firstModule: 1); // a Flatten stands before it
        string[] command = ["attack", "--model", model, "--activation", "tanh", "--attack", "apgd-ce", "--count", "40",
            "--save", saved];
        (int exitCode, string output, string error) = CommandLine.Run(command);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("apgd-ce (linf, radius 0.1) on 40 examples")
            .And.Contains("accuracy under attack"));
        using (ZipArchive archive = ZipFile.OpenRead(saved))
        {
            Assert.That(archive.Entries.Select(entry => entry.Name),
                Is.EqualTo(new[] { "adversarial.npy", "label.npy", "prediction.npy", "robust.npy" }));
        }
        Assert.That(CommandLine.Run([.. command, "--overwrite"]).Output, Is.EqualTo(output), "a second time");
        Assert.That(CommandLine.Run(command).ExitCode, Is.EqualTo(2), "nothing is replaced unasked");
    }

    [Test]
    public void Several_attacks_at_several_radii_make_a_table_with_an_audit()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        (int exitCode, string output, string error) = CommandLine.Run(
            "evaluate", "--model", model, "--attacks", "pgd,deepfool", "--epsilons", "0.02,0.1", "--count", "30");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("pgd").And.Contains("deepfool: median distance").And.Contains("0.02")
            .And.Contains("audit"));
    }

    [Test]
    public void A_budget_is_that_of_every_attack_and_one_out_of_range_is_refused()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        Assert.That(Robust("--steps", "0"), Is.GreaterThan(Robust("--steps", "20")));
        Assert.That(Robust("--steps", "1", "--restarts", "8"), Is.LessThanOrEqualTo(Robust("--steps", "1")));
        (int exitCode, _, string error) =
            CommandLine.Run("evaluate", "--model", model, "--attacks", "pgd", "--restarts", "0");
        Assert.That((exitCode, error),
            Is.EqualTo((2, "scratch: --restarts is 0; expected a whole number of at least 1.\nTry 'scratch evaluate --help'.\n")));

        int Robust(params string[] budget)
        {
            (int exitCode, string output, string error) = CommandLine.Run(
                ["evaluate", "--model", model, "--attacks", "pgd", "--epsilons", "0.05", "--count", "100", "--json",
                    .. budget]);
            Assert.That(exitCode, Is.Zero, error);
            JsonElement radius = JsonDocument.Parse(output).RootElement.GetProperty("radii")[0];
            Assert.That(radius.GetProperty("epsilon").GetRawText(), Is.EqualTo("0.05"));
            return radius.GetProperty("robustCorrect").GetInt32();
        }
    }

    [Test]
    public void A_radius_in_grey_levels_is_asked_about()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        Assert.That(CommandLine.Run("attack", "--model", model, "--attack", "pgd", "--epsilon", "25"), Is.EqualTo(
            (2, "", "scratch: --epsilon is 25, and the features lie in [0, 1]; did you mean 25/255?\n")));
        Assert.That(CommandLine.Run("attack", "--model", model, "--attack", "pgd", "--epsilon", "300"), Is.EqualTo(
            (2, "", "scratch: --epsilon is 300, and the features lie in [0, 1]; expected at most 1.\n")));
        Assert.That(CommandLine.Run("evaluate", "--model", model, "--attacks", "pgd", "--epsilons", "0.1,8"),
            Is.EqualTo((2, "", "scratch: --epsilons is 8, and the features lie in [0, 1]; did you mean 8/255?\n")));
        Assert.That(CommandLine.Run("train", "--preset", "robust-0.1", "--train-epsilon", "8").Error,
            Does.Contain("is 8, and the features lie in [0, 1]; did you mean 8/255?"));
        (int exitCode, string output, string error) = CommandLine.Run(
            "attack", "--model", model, "--attack", "pgd", "--norm", "l2", "--epsilon", "25", "--count", "2", "--json");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("\"epsilon\": 25,"), "a norm of many features may be as large");
    }

    [Test]
    public void A_file_in_the_place_of_a_run_is_sent_to_the_option_for_it()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("my model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        Assert.That(CommandLine.Run("attack", model, "--attack", "pgd"), Is.EqualTo((2, "",
            $"scratch: {model} is a file; expected RUN, the folder of a finished run. Did you mean --model '{model}'?\n")));
        Assert.That(CommandLine.Run("evaluate", model), Is.EqualTo((2, "",
            $"scratch: {model} is a file; expected RUN, the folder of a finished run. Did you mean --model "
                + $"'{model}'?\n")));
        Assert.That(CommandLine.Run("generate", model), Is.EqualTo((2, "",
            $"scratch: {model} is a file; expected RUN, the folder of a finished run.\n")));
    }

    [Test]
    public void The_seed_of_an_evaluation_is_that_of_its_attacks()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        string first = Evaluate("1");
        Assert.That(Evaluate("1"), Is.EqualTo(first));
        Assert.That(Evaluate("2"), Is.Not.EqualTo(first), "random points, others for another seed");

        string Evaluate(string seed)
        {
            (int exitCode, string output, string error) = CommandLine.Run(
                "evaluate", "--model", model, "--attacks", "noise", "--epsilons", "0.02,0.05,0.1,0.2", "--count", "300",
                    "--seed", seed, "--json");
            Assert.That(exitCode, Is.Zero, error);
            return string.Join('\n',
                output.Split('\n').Where(line => !line.Contains("seconds", StringComparison.Ordinal)));
        }
    }

    [Test]
    public void A_class_that_is_not_there_is_named()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        (int exitCode, _, string error) =
            CommandLine.Run("attack", "--model", model, "--attack", "pgd", "--targeted", "10");
        Assert.That((exitCode, error), Is.EqualTo((2, "scratch: --targeted is 10; expected a class from 0 to 9.\n")));
    }

    [Test]
    public void A_corner_is_where_pgd_starts_and_no_other_attack()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        string[] evaluate = [
            "evaluate", "--model", model, "--epsilons", "0.1", "--count", "1000", "--steps", "0", "--json"];
        string within = CommandLine.Run([.. evaluate, "--attacks", "pgd"]).Output;
        (int exitCode, string corner, string error) =
            CommandLine.Run([.. evaluate, "--attacks", "pgd,fgsm", "--corner-start"]);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(Robust(corner), Is.Not.EqualTo(Robust(within)));
        (_, _, error) = CommandLine.Run("evaluate", "--model", model, "--attacks", "fgsm", "--corner-start");
        Assert.That(error, Is.EqualTo("scratch: --corner-start is for other attacks; fgsm can't use it.\n"));
        (exitCode, _, error) = CommandLine.Run("attack", "--model", model, "--attack", "square", "--corner-start");
        Assert.That((exitCode, error),
            Is.EqualTo((2, "scratch: --corner-start is for other attacks; square takes --norm, --epsilon, --restarts, "
                + "--queries.\n")));

        static int Robust(string report) =>
            JsonDocument.Parse(report)
                .RootElement.GetProperty("radii")[0].GetProperty("attacks")[0].GetProperty("robustCorrect").GetInt32();
    }

    [Test]
    public void An_attack_that_lacks_its_other_model_says_so()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        (int exitCode, _, string error) = CommandLine.Run("attack", "--model", model, "--attack", "transfer");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.StartWith("scratch: The attack transfer needs another classifier"));
    }

    [Test]
    public void A_surrogate_is_a_file_or_a_run_and_must_take_the_same_images()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors"), other = folder.File("other.safetensors"),
            small = folder.File("small.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        ModelFile.Write(other, Classifier(inputs: 784, seed: 2));
        ModelFile.Write(small, Classifier(inputs: 30));
        (int exitCode, string output, string error) =
            CommandLine.Run("attack", "--model", model, "--attack", "transfer", "--surrogate", other, "--count", "40");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.StartWith("transfer (linf, radius 0.1) on 40 examples"));
        (exitCode, output, error) = CommandLine.Run(
            "evaluate", "--model", model, "--attacks", "transfer", "--surrogate", other, "--count", "30");
        Assert.That(exitCode, Is.Zero, error);
        (exitCode, _, error) =
            CommandLine.Run("attack", "--model", model, "--attack", "transfer", "--surrogate", small);
        Assert.That((exitCode, error),
            Is.EqualTo((1, $"scratch: {small}: it leads from 30 pixels to 10 classes, but the classifier under attack "
            + "from 784 to 10.\n")));
    }

    [Test]
    public void The_figures_of_an_attack_are_one_JSON_document_too()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        (int exitCode, string output, string error) =
            CommandLine.Run("attack", "--model", model, "--attack", "pgd", "--count", "40", "--seed", "3", "--json");
        Assert.That(exitCode, Is.Zero, error);
        JsonElement figures = JsonDocument.Parse(output).RootElement;
        Assert.That(figures.GetProperty("attack").GetString(), Is.EqualTo("pgd"));
        Assert.That((figures.GetProperty("examples").GetInt32(), figures.GetProperty("seed").GetInt32()),
            Is.EqualTo((40, 3)));
        Assert.That(figures.GetProperty("epsilon").GetRawText(), Is.EqualTo("0.1"));
        Assert.That(figures.GetProperty("robustAccuracy").GetDouble(),
            Is.EqualTo((figures.GetProperty("correct").GetInt32() - figures.GetProperty("fooled").GetInt32()) / 40.0));
    }

    [Test]
    public void Prompts_need_a_run_that_has_them()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        ModelFile.Write(model, Classifier(inputs: 784));
        (int exitCode, _, string error) = CommandLine.Run("attack", "--model", model, "--attack", "prompts");
        Assert.That((exitCode, error),
            Is.EqualTo((2, "scratch: the attack prompts needs the encoder and the generator of a run with the stage "
            + "prompts; there is none here.\n")));
        (exitCode, _, error) = CommandLine.Run("evaluate", "--model", model, "--attacks", "prompts");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.StartWith(
            "scratch: --attacks: prompts moves prompts, and no radius of pixels holds it"));
    }

    [Test]
    public void A_model_whose_logits_are_not_finite_is_one_line()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        Network broken = Classifier(inputs: 784);
        broken.ParametersOf(2).Span[0].Fill(float.MaxValue); // sums of it are infinite
        WriteForeign(model, broken, firstModule: 0);
        foreach (string[] command in (string[][])[["attack", "--attack", "pgd"], ["evaluate", "--attacks", "pgd"]])
        {
            (int exitCode, _, string error) = CommandLine.Run([.. command, "--model", model, "--count", "20"]);
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(error, Does.StartWith("scratch: ").And.EndsWith("\n").And.Contains("finite"));
        }
    }

    [Test]
    public void A_model_of_another_input_size_is_named_with_both_sizes()
    {
        using TemporaryFolder folder = new();
        string model = folder.File("model.safetensors");
        WriteForeign(model, Classifier(inputs: 30), firstModule: 0);
        (int exitCode, _, string error) = CommandLine.Run("attack", "--model", model, "--attack", "pgd");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Is.EqualTo(
            $"scratch: mnist: the examples have 784 features, but the classifier of {model} takes 30.\n"));
    }

    private static Network Classifier(int inputs, ulong seed = 1)
    {
        var network = new Network(inputs, new Dense(inputs, 16), new Tanh(), new Dense(16, 10));
        network.Initialise(new RandomStream(seed));
        return network;
    }

    /// <summary>The same tensors under the names of a PyTorch Sequential, without a list of layers.</summary>
    private static void WriteForeign(string path, Network network, int firstModule) => SafetensorsFile.Write(
        path,
        ModelFile.Views(network).Select(view =>
        {
            string[] name = view.Name.Split('.');
            return view with { Name = $"{int.Parse(name[0], null) + firstModule}.{name[1]}" };
        }).Select(view => view.ToTensor(prefix: "")),
        new Dictionary<string, string>());
}
