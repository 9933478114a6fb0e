using System.CommandLine;
using System.Globalization;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Files;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Judges;

/// <summary>
/// <c>judge</c>: trains the networks that ship with the project to judge generated samples, each on real training
/// examples alone.
/// </summary>
/// <remarks>
/// With <c>--held-out N</c> that many training examples are kept for choosing a recipe, and the test set stays closed;
/// without, all of them are trained on and the accuracy on the test set is printed once, at the end.
/// </remarks>
public static class JudgeCommand
{
    private const ulong SplitSeed = 1000;

    private static readonly Option<string> Data =
        new Option<string>("--data") { Description = "What to judge.", Required = true, HelpName = "DATA" }
        .AcceptOnlyFromAmong([.. JudgeRecipe.All.Keys]);

    private static readonly Option<string> Out =
        new("--out") { Description = "The model to write.", Required = true, HelpName = "FILE.safetensors" };
    private static readonly Option<int> Epochs =
        BenchmarkOptions.Count("--epochs", "Passes over the training examples; 0 for the recipe's.", 0, least: 0);
    private static readonly Option<int> HeldOut =
        BenchmarkOptions.Count("--held-out", "Training examples to measure by instead of the test set.", 0, least: 0);

    /// <summary>The command: trains and writes one judge.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "judge",
        "Trains a network that judges generated samples.",
        [Data, Out, Epochs, HeldOut],
        parsed => Train(parsed.GetValue(Data)!, parsed.GetValue(Out)!, parsed.GetValue(Epochs),
            parsed.GetValue(HeldOut)));

    private static void Train(string data, string file, int epochs, int heldOut)
    {
        ImageSource source = ImageSource.Parse(data);
        JudgeRecipe recipe = epochs > 0 ? JudgeRecipe.All[data] with { Epochs = epochs } : JudgeRecipe.All[data];
        Dataset training = source.OpenTraining();
        Dataset? validation = null;
        if (heldOut > 0)
        {
            (training, validation) = training.Split(heldOut, new RandomStream(SplitSeed));
        }
        Network judge = recipe.Train(training, validation);
        ModelFile.Write(file, judge);
        Dataset unseen = validation ?? source.OpenTest(training.Classes);
        double accuracy = Digits.DigitsTraining.Accuracy(judge, unseen);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{unseen.Name}, {(validation is null ? "all" : "held out")}: {100 * accuracy:0.00} % of {unseen.Count}; "
                + $"{file}"));
    }
}
