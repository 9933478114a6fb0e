using Spectre.Console;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch presets</c>: what there is to start from, and one of them in full.</summary>
internal static class PresetsCommand
{
    private static readonly Argument<string?> Name = new("NAME")
    {
        Description = "Print this one's configuration, as config.json has it, instead of the list.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var command = new Command(
            "presets", "The named configurations of scratch train, and what each is for.") { Name };
        command.SetAction(parsed => Execute(parsed.GetValue(Name), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Execute(string? name, TextWriter output)
    {
        if (name is not null)
        {
            output.WriteLine(JsonSerializer.Serialize(
                Usage.Guard(() => Presets.Find(name)), ConfigurationJson.Default.RunConfiguration));
            return ExitCode.Done;
        }
        Table table = new Table().RoundedBorder();
        table.AddColumns("preset", "stages", "what it is for");
        foreach (Preset preset in Presets.All)
        {
            table.AddRow(preset.Name, Words.Join(", ", preset.Configuration.Stages), Markup.Escape(preset.Description));
        }
        Terminal.For(output).Write(table);
        output.WriteLine("'scratch presets NAME' prints one in full, 'scratch train --preset NAME' runs it.");
        return ExitCode.Done;
    }
}
