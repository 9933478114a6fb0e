using System.Text;
using Scratch.Adversarial.Training.Tracing;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Networks;

/// <summary>An <see cref="ExplainedStep"/> as text for a terminal, as a page, and for scripts.</summary>
internal static class StepOutput
{
    private static readonly Dictionary<TracedPhase, string> Headings = new()
    {
        [TracedPhase.Forward] = "Forward: from the input to the logits",
        [TracedPhase.Loss] = "Loss",
        [TracedPhase.Backward] = "Backward: from the loss to every parameter",
        [TracedPhase.Update] = "Update",
    };

    /// <summary>Every number on a line of its own, with the formula of its group above.</summary>
    public static void WriteText(TextWriter output, ExplainedStep step)
    {
        TracedPhase? phase = null;
        foreach (TracedGroup group in step.Groups)
        {
            if (group.Phase != phase)
            {
                output.WriteLine(phase is null ? Headings[group.Phase] : $"\n{Headings[group.Phase]}");
                phase = group.Phase;
            }
            output.WriteLine($"\n  {group.Formula}");
            foreach (TracedNumber number in group.Numbers)
            {
                string check = ExplainedStep.Check(number) is { } text ? $"   ({text})" : "";
                output.WriteLine($"    {ExplainedStep.Equation(number)}{check}");
            }
        }
    }

    /// <summary>The same as a page that needs no other file.</summary>
    public static string RenderPage(string name, ExplainedStep step) => HtmlPage.Render(
        "one step",
        "One training step, number by number",
        ["Network ", new XElement("b", Markup.Printable(name)), $", {step.Step.Loss.Name}, {step.Step.Optimizer.Name}, "
            + $"learning rate {Markup.Number(step.Step.LearningRate)}. The loss goes from ",
            new XElement("b", ExplainedStep.Digits(step.Step.LossBefore)), " to ",
            new XElement("b", ExplainedStep.Digits(step.Step.LossAfter)), "."],
        [
            .. step.Groups.GroupBy(group => group.Phase).Select(phase => Markup.Section(
                Headings[phase.Key], phase.Select(Table))),
        ],
        "Gradients stand beside the central difference of the loss in double precision, (L(θ + h) − L(θ − h)) / 2h.");

    /// <summary>The same for scripts.</summary>
    public static void WriteJson(TextWriter output, ExplainedStep step)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("groups");
            foreach (TracedGroup group in step.Groups)
            {
                json.WriteStartObject();
                json.WriteString("phase", group.Phase.ToString());
                json.WriteString("symbol", group.Symbol);
                json.WriteString("formula", group.Formula);
                json.WriteNumber("rows", group.Rows);
                json.WriteNumber("columns", group.Columns);
                json.WriteStartArray("numbers");
                foreach (TracedNumber number in group.Numbers)
                {
                    Write(json, number);
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, TracedNumber number)
    {
        json.WriteStartObject();
        json.WriteString("symbol", number.Symbol);
        if (float.IsFinite(number.Value))
        {
            json.WriteNumber("value", number.Value);
        }
        json.WriteString("equation", ExplainedStep.Equation(number));
        if (number.Numeric is { } numeric && double.IsFinite(numeric))
        {
            json.WriteNumber("numeric", numeric);
        }
        json.WriteEndObject();
    }

    private static XElement Table(TracedGroup group) => Markup.Table(
        "words", group.Formula, ["Number", "Value", "What it is made of", "Central difference"],
        group.Numbers.Select(number => (object?[])
        [
            number.Symbol, ExplainedStep.Digits(number.Value), ExplainedStep.Equation(number),
            ExplainedStep.Check(number) is { } check ? check["central difference ".Length..] : "",
        ]));
}
