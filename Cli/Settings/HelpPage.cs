namespace Scratch.Cli.Settings;

/// <summary>What <c>--help</c> prints of a command: the common options; and <c>--help-all</c>: all of them.</summary>
internal static class HelpPage
{
    private const int WidestName = 26, Margin = 2;

    /// <summary>Writes the page.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="command">The command.</param>
    /// <param name="all">Whether all options are shown.</param>
    public static void Write(TextWriter writer, Command command, bool all)
    {
        int width = Terminal.Width(writer);
        var tool = command as ToolCommand;
        string path = string.Join(' ', Path(command));
        Paragraph(command.Description ?? "", width, writer);
        writer.WriteLine();
        string arguments = string.Concat(command.Arguments.Select(argument =>
            argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));
        writer.WriteLine($"Usage: {path}{(command.Subcommands.Count > 0 ? " COMMAND" : "")}{arguments} [options]");
        Section(writer, width, "Commands", command.Subcommands.Select(sub => (sub.Name, sub.Description ?? "")));
        Section(writer, width, "Arguments", command.Arguments.Select(a => (a.Name, a.Description ?? "")));
        int hidden = 0;
        foreach (OptionGroup group in tool?.Groups ?? [])
        {
            Option[] shown = [.. group.Options.Where(
                option => all || tool!.Common.Count == 0 || tool.Common.Contains(option.Name))];
            hidden += group.Options.Count() - shown.Length;
            Section(writer, width, group.Title, shown.Select(option => (NameOf(option), option.Description ?? "")));
        }
        if (tool?.Examples is { Count: > 0 } examples)
        {
            writer.WriteLine();
            writer.WriteLine("Examples");
            foreach (string[] example in examples.Select(example => example.Split(" # ")))
            {
                writer.WriteLine($"{new string(' ', Margin)}{example[0]}");
                Indented(writer, width, example[1], 3 * Margin);
            }
        }
        writer.WriteLine();
        Paragraph(
            command.Subcommands.Count > 0 ? $"'{path} COMMAND --help' explains a command, 'scratch help COMMAND', too."
                : hidden > 0 ? $"'{path} --help-all' shows {hidden} more options."
                : $"These are all options of '{path}'.",
            width, writer);
    }

    /// <summary>The words by which a command is called, the tool's own name first.</summary>
    public static IEnumerable<string> Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Path(parent).Append(command.Name)
            : [command.Name];

    /// <summary>An option as it is written: <c>--momentum, --beta1 X</c>.</summary>
    private static string NameOf(Option option)
    {
        IEnumerable<string> names = option.Aliases.Where(alias => OldWords.Notice(alias) is null).Prepend(option.Name);
        return $"{string.Join(", ", names)} {option.HelpName}".TrimEnd();
    }

    private static void Section(
        TextWriter writer, int width, string title, IEnumerable<(string Name, string Description)> entries)
    {
        (string Name, string Description)[] all = [.. entries];
        if (all.Length == 0)
        {
            return;
        }
        writer.WriteLine();
        writer.WriteLine(title);
        int column = Math.Min(WidestName, all.Max(entry => entry.Name.Length)) + (2 * Margin);
        foreach ((string name, string description) in all)
        {
            IReadOnlyList<string> lines = Terminal.Wrap(description, width - column);
            string head = $"{new string(' ', Margin)}{name}";
            bool fits = head.Length + Margin <= column;
            writer.WriteLine(fits ? $"{head.PadRight(column)}{lines[0]}" : head);
            foreach (string line in lines.Skip(fits ? 1 : 0))
            {
                writer.WriteLine($"{new string(' ', column)}{line}");
            }
        }
    }

    private static void Paragraph(string text, int width, TextWriter writer) => Indented(writer, width, text, 0);

    private static void Indented(TextWriter writer, int width, string text, int margin)
    {
        foreach (string line in Terminal.Wrap(text, width - margin))
        {
            writer.WriteLine($"{new string(' ', margin)}{line}");
        }
    }
}
