using System.Text;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Runs.Text;
using Scratch.Cli.Texts;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch scan</c>: which texts a detector flags, and where.</summary>
internal static class ScanCommand
{
    private const string StandardInput = "-";
    private const int MostWindows = 10, ShownWindows = 3, LongestExcerpt = 120;

    private static readonly Argument<string> RunArgument = OpenedDetector.Run();

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "A file that is one text, or has several: one on each line with --lines, JSON objects with a "
            + "\"text\" if its name ends in .jsonl. - is stdin.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Threshold = DetectorThreshold.Create();

    private static readonly Option<bool> Lines = new("--lines") { Description = "Each line of a file is a text." };

    private static readonly Option<bool> Json =
        new("--json") { Description = "Print a JSON object on a line for each text." };

    public static Command Create() => new ToolCommand(
        "scan", "Which texts a detector flags, and the places that it flags them for. Exit code 3 if there is one.",
        Execute, RunArgument, Files)
    {
        Groups = [new("Input", Lines), new("Output", Threshold, Json)],
        Examples =
        [
            "scratch scan guard prompt.txt # Whether a prompt attacks, and where.",
            "scratch scan guard - --lines --json # Each line of stdin, as JSON lines.",
            "scratch scan runs/text-spam-0 mail.txt --threshold fpr:0.001 # With a detector of one's own.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        OpenedDetector opened = OpenedDetector.Open(parsed.GetValue(RunArgument)!);
        float threshold = DetectorThreshold.Read(parsed, Threshold, opened.Detector);
        var scanner = new TextScanner(opened.Detector);
        bool isFlagged = false;
        foreach (string file in parsed.GetValue(Files)!)
        {
            isFlagged |= Scan(parsed, scanner, file, threshold);
        }
        return isFlagged ? ExitCode.Flagged : ExitCode.Done;
    }

    private static bool Scan(ParseResult parsed, TextScanner scanner, string file, float threshold)
    {
        bool isInput = file == StandardInput, isFlagged = false;
        ScannedForm form = parsed.GetValue(Lines) ? ScannedForm.Lines
            : !isInput && ScannedTexts.HasObjects(file) ? ScannedForm.Objects : ScannedForm.Whole;
        if (!isInput && !Path.Exists(file))
        {
            throw new FileNotFoundException($"{file}: there is no such file; expected texts, or - for stdin.");
        }
        using Stream stream = isInput ? Console.OpenStandardInput() : ScannedTexts.Open(file);
        var texts = new ScannedTexts(stream, isInput ? "stdin" : file, form);
        foreach (ScannedText text in texts.Read())
        {
            parsed.Cancellation().ThrowIfCancellationRequested();
            var windows = new WorstWindows(MostWindows);
            float logit = scanner.Find(text.Text.Span, threshold, windows);
            bool flags = logit > threshold;
            isFlagged |= flags;
            var result = new Result(isInput ? "stdin" : file, text, logit, threshold, windows);
            if (parsed.GetValue(Json))
            {
                WriteJson(parsed.InvocationConfiguration.Output, result);
            }
            else
            {
                Write(parsed.InvocationConfiguration.Output, result);
            }
        }
        if (texts.Invalid.Count > 0)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                $"scratch: {(isInput ? "stdin" : file)}: {texts.Invalid.Count} sequences of bytes are no UTF-8, "
                    + $"the first at byte {texts.Invalid.First}; each was read as U+FFFD.");
        }
        return isFlagged;
    }

    private static void Write(TextWriter output, Result result)
    {
        ReadOnlySpan<char> text = result.Text.Text.Span;
        string place = result.Text.Line == 0 ? result.File
            : string.Create(CultureInfo.InvariantCulture, $"{result.File}:{result.Text.Line}");
        string verdict = float.IsNegativeInfinity(result.Logit) ? "no words"
            : result.IsFlagged ? "flagged" : "not flagged";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{place}: {verdict}, score {TextDetector.ScoreOf(result.Logit):0.0000}"));
        foreach (FoundWindow window in result.Windows.Take(ShownWindows))
        {
            TextPosition at = TextPosition.Of(text, window.Start);
            string hidden = window.Hidden is { } kind ? $", hidden as {Name(kind.ToString())}" : "";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {at.Line}:{at.Column} ({window.Score:0.0000}{hidden}): ")
                + TextPosition.Excerpt(text.Slice(window.Start, window.Length), LongestExcerpt));
        }
    }

    private static void WriteJson(TextWriter output, Result result)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("file", result.File);
            if (result.Text.Line > 0)
            {
                json.WriteNumber("line", result.Text.Line);
            }
            json.WriteNumber("score", TextDetector.ScoreOf(result.Logit));
            json.WriteBoolean("flagged", result.IsFlagged);
            json.WriteNumber("threshold", TextDetector.ScoreOf(result.Threshold));
            if (float.IsNegativeInfinity(result.Logit))
            {
                json.WriteBoolean("empty", true);
            }
            json.WriteStartArray("windows");
            foreach (FoundWindow window in result.Windows)
            {
                json.WriteStartObject();
                json.WriteNumber("start", window.Start);
                json.WriteNumber("length", window.Length);
                json.WriteNumber("score", window.Score);
                json.WriteString("hidden", window.Hidden is { } kind ? Name(kind.ToString()) : null);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    private static string Name(string kind) => char.ToLowerInvariant(kind[0]) + kind[1..];

    private sealed record Result(
        string File, ScannedText Text, float Logit, float Threshold, IReadOnlyList<FoundWindow> Windows)
    {
        public bool IsFlagged => Logit > Threshold;
    }
}
