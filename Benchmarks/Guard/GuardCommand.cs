using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Ablation;
using Scratch.Engine;
using Scratch.Guard;

namespace Scratch.Benchmarks.Guard;

/// <summary>
/// <c>guard</c>: trains guards against malicious prompts with several seeds, and says what each catches; or what the
/// parts of the training bring; or what is left when a source of texts wasn't trained on.
/// </summary>
public static class GuardCommand
{
    private static readonly string[] LeftOut = ["deepset", "neuralchemy", "inthewild", "cyberseceval"];

    private static readonly Option<DirectoryInfo> Data = new Option<DirectoryInfo>("--data")
    {
        Description = "A folder of train, valid and test, each .jsonl or .jsonl.gz with text, label and source.",
        Required = true,
        HelpName = "FOLDER",
    }.AcceptExistingOnly();

    private static readonly Option<int> Seeds = BenchmarkOptions.Count("--seeds", "Seeds, from 0 on.", 3);

    private static readonly Option<string> What = new Option<string>("--what")
    {
        Description = "table: all figures. shipped: those of the embedded guard, without training. "
            + "ablation: what windows, edits and adversarial training bring, in pairs. "
            + "sources: one left out at a time, and deepset alone.",
        DefaultValueFactory = _ => "table",
        HelpName = "WORD",
    }.AcceptOnlyFromAmong("table", "shipped", "ablation", "sources");

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Where the detector of the first seed is written.",
        HelpName = "FILE.safetensors",
    };

    /// <summary>The command.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "guard", "Trains guards against malicious prompts and says what they catch.", [Data, Seeds, What, Out],
        parsed =>
        {
            GuardData data = GuardData.Read(parsed.GetValue(Data)!.FullName);
            int seeds = parsed.GetValue(Seeds);
            switch (parsed.GetValue(What))
            {
                case "shipped":
                    Tabulate([GuardFigures.Of(PromptGuard.Detector, data, underEdits: true)]);
                    break;
                case "ablation":
                    Ablate(data, seeds);
                    break;
                case "sources":
                    LeaveOut(data, seeds);
                    break;
                default:
                    Tabulate(data, seeds, parsed.GetValue(Out));
                    break;
            }
        });

    private static void Tabulate(GuardData data, int seeds, string? file)
    {
        var all = new List<GuardFigures>();
        for (int seed = 0; seed < seeds; seed++)
        {
            long start = Stopwatch.GetTimestamp();
            TextDetector detector = Train(data, new DetectorOptions(), seed);
            Console.Error.WriteLine($"seed {seed}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
            if (seed == 0 && file is not null)
            {
                TextDetectorFile.Write(file, detector);
            }
            all.Add(GuardFigures.Of(detector, data, underEdits: true));
        }
        Tabulate(all);
    }

    private static void Tabulate(List<GuardFigures> all)
    {
        int seeds = all.Count;
        IEnumerable<string> columns = Enumerable.Range(0, seeds).Select(seed => $"seed {seed}");
        Console.WriteLine($"| figure | {string.Join(" | ", columns)} |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", seeds))}");
        foreach (string name in all[0].Values.Keys)
        {
            Console.WriteLine($"| {name} | {string.Join(" | ", all.Select(one => Number(one.Values[name])))} |");
        }
    }

    /// <summary>
    /// Four trainings of one member with the same number of updates: texts as a whole, clean and adversarial; windows
    /// and edits, clean and adversarial.
    /// </summary>
    private static void Ablate(GuardData data, int seeds)
    {
        var usual = new DetectorOptions { Epochs = 15 };
        usual = usual with { Shape = usual.Shape with { Members = 1 } };
        DetectorOptions whole = usual with
        {
            Shape = usual.Shape with { Scales = [] },
            Diluted = 0,
            Edited = 0,
            DroppedWords = 0,
        };
        (string Name, DetectorOptions Options)[] arms =
            [("H", whole with { Epsilon = 0 }), ("F", whole), ("M", usual with { Epsilon = 0 }), ("A", usual)];
        var figures = arms.ToDictionary(arm => arm.Name, _ => new List<GuardFigures>());
        for (int seed = 0; seed < seeds; seed++)
        {
            foreach ((string name, DetectorOptions options) in arms)
            {
                GuardFigures one = GuardFigures.Of(Train(data, options, seed), data, underEdits: false);
                figures[name].Add(one);
                Console.Error.WriteLine($"seed {seed}, {name}: AUC {Number(one.Values[GuardFigures.Auc])}");
            }
        }
        Console.WriteLine("| figure | H | F | M | A | F − H | A − M |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string name in new[] { GuardFigures.Auc, GuardFigures.F1, GuardFigures.Recall })
        {
            double[] Of(string arm) => [.. figures[arm].Select(one => one.Values[name])];
            Console.WriteLine($"| {name} | {string.Join(" | ", arms.Select(arm => Number(Of(arm.Name).Average())))} "
                + $"| {Difference(Of("F"), Of("H"))} | {Difference(Of("A"), Of("M"))} |");
        }
    }

    private static void LeaveOut(GuardData data, int seeds)
    {
        Console.WriteLine("| not trained on | AUC of its attacks and all harmless texts | of its own texts alone |");
        Console.WriteLine("|---|---|---|");
        foreach (string source in LeftOut)
        {
            GuardData rest = data.TrainOn(name => name != source);
            LabelledText[] own = [.. data.Core.Where(text => text.Source == source)];
            LabelledText[] all = [.. data.Core.Where(text => text.Label == 0), .. own.Where(text => text.Label == 1)];
            TextDetector[] detectors =
                [.. Enumerable.Range(0, seeds).Select(seed => Train(rest, new DetectorOptions(), seed))];
            string Areas(LabelledText[] texts) => texts.All(text => text.Label == 1) ? "-"
                : string.Join(", ", detectors.Select(detector => Number(GuardFigures.AreaUnder(detector, texts))));
            Console.WriteLine($"| {source} | {Areas(all)} | {Areas(own)} |");
        }
        GuardData deepset = data.TrainOn(name => name == "deepset");
        LabelledText[] test = [.. data.Core.Where(text => text.Source == "deepset")];
        IEnumerable<string> scores = Enumerable.Range(0, seeds).Select(seed =>
        {
            var random = new RandomStream((ulong)seed);
            (LabelledTexts training, LabelledTexts aside) = deepset.Training.Split(0.15f, random);
            TextDetector detector = DetectorTraining.Train(
                training, aside, new DetectorOptions { Epochs = 60 }, random);
            return Number(GuardFigures.F1At(detector, aside.Items, test));
        });
        Console.WriteLine($"| all but deepset: F1 on its own split | {string.Join(", ", scores)} | |");
    }

    private static TextDetector Train(GuardData data, DetectorOptions options, int seed) =>
        DetectorTraining.Train(data.Training, data.Validation, options, new RandomStream((ulong)seed));

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Difference(double[] figures, double[] than)
    {
        if (figures.Length < 2)
        {
            return Number(figures[0] - than[0]);
        }
        var interval = StudentInterval.From([.. figures.Zip(than, (a, b) => a - b)]);
        return $"{interval.Mean.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture)} ± {Number(interval.Half)}";
    }
}
