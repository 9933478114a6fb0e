using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch presets</c>: what there is to start from, and one of them in full.</summary>
internal static class PresetsCommand
{
    private static readonly Argument<string?> Name = new("NAME")
    {
        Description = "Print this one's configuration, as config.json has it, instead of the list.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create() => new ToolCommand(
        "presets",
        "The named configurations of scratch train, and what each is for.",
        parsed => Execute(parsed.GetValue(Name), parsed.InvocationConfiguration.Output),
        Name)
    {
        Examples =
        [
            "scratch presets # The list.",
            "scratch presets robust-0.1 # One in full.",
            "scratch presets robust-0.1 > mine.json # The start of a configuration for train --config.",
        ],
    };

    private static int Execute(string? name, TextWriter output)
    {
        if (name == TextRunOptions.PresetName)
        {
            output.WriteLine(JsonSerializer.Serialize(new(), TextRunJson.Default.TextRunOptions));
            return ExitCode.Done;
        }
        if (name == BehaviourRunOptions.PresetName)
        {
            output.WriteLine(JsonSerializer.Serialize(new(), BehaviourRunJson.Default.BehaviourRunOptions));
            return ExitCode.Done;
        }
        if (name is not null)
        {
            output.WriteLine(JsonSerializer.Serialize(
                Usage.Guard(() => Presets.Find(name)), ConfigurationJson.Default.RunConfiguration));
            return ExitCode.Done;
        }
        var table = new TextTable(null, "preset", "stages", "what it is for") { TextColumns = 3 };
        foreach (Preset preset in Presets.All)
        {
            table.Add(preset.Name, Words.Join(", ", preset.Configuration.Stages), preset.Description);
        }
        table.Add(
            TextRunOptions.PresetName, "detector", "A detector of texts, such as spam; the default for texts .jsonl.");
        table.Add(
            BehaviourRunOptions.PresetName, "recommender", "Lists of items for users, learnt from who has what; the "
                + "default for debian and .inter.");
        table.Write(output);
        output.WriteLine("'scratch presets NAME' prints one in full, 'scratch train --preset NAME' runs it.");
        return ExitCode.Done;
    }
}
