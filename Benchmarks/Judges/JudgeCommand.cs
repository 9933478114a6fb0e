using System.Globalization;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Files;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Judges;

/// <summary><c>judge</c>: trains the networks that ship with the project to judge generated samples, each on real training examples alone.</summary>
/// <remarks>
/// With <c>--held-out N</c> that many training examples are kept for choosing a recipe, and the test set stays closed; without, all of
/// them are trained on and the accuracy on the test set is printed once, at the end.
/// </remarks>
public static class JudgeCommand
{
    private const string Usage = "usage: judge --data mnist|fashion-mnist --out FILE.safetensors [--epochs N] [--held-out N]";
    private const int BadUsage = 2;
    private const ulong SplitSeed = 1000;

    /// <summary>Trains and writes one judge.</summary>
    /// <returns>The exit code: 0, or 2 on bad usage.</returns>
    public static int Run(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        string data = "", file = "";
        int epochs = 0, heldOut = 0;
        for (int i = 0; i < args.Count; i += 2)
        {
            string value = i + 1 < args.Count ? args[i + 1] : "";
            bool isRight = args[i] switch
            {
                "--data" => JudgeRecipe.All.ContainsKey(data = value),
                "--out" => (file = value).Length > 0,
                "--epochs" => int.TryParse(value, CultureInfo.InvariantCulture, out epochs) && epochs > 0,
                "--held-out" => int.TryParse(value, CultureInfo.InvariantCulture, out heldOut) && heldOut > 0,
                _ => false,
            };
            if (!isRight)
            {
                Console.Error.WriteLine($"{args[i]} {value}: not understood.\n{Usage}");
                return BadUsage;
            }
        }
        if (data.Length == 0 || file.Length == 0)
        {
            Console.Error.WriteLine(Usage);
            return BadUsage;
        }
        JudgeRecipe recipe = JudgeRecipe.All[data];
        Train(DataSource.Parse(data), file, epochs > 0 ? recipe with { Epochs = epochs } : recipe, heldOut);
        return 0;
    }

    private static void Train(DataSource source, string file, JudgeRecipe recipe, int heldOut)
    {
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
            $"{unseen.Name}, {(validation is null ? "all" : "held out")}: {100 * accuracy:0.00} % of {unseen.Count}; {file}"));
    }
}
