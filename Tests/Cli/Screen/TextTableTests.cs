using NUnit.Framework;
using Scratch.Cli.Output;

namespace Scratch.Tests.Cli.Screen;

/// <summary>Tables for terminals of any width.</summary>
public class TextTableTests
{
    private static readonly string[] Words =
        ["title", "of", "some", "length", "what", "accuracy", "calibration-error", "97.35", "%", "±", "0.12", "[red]"];

    [Test]
    public void A_table_has_a_frame_its_numbers_at_the_right_and_no_markup() =>
        Assert.That(Write(100), Is.EqualTo("""
            title of some length
            ╭───────────────────┬────────────────╮
            │ what              │       accuracy │
            ├───────────────────┼────────────────┤
            │ calibration-error │ 97.35 % ± 0.12 │
            │ [red]             │              % │
            │                   │                │
            ╰───────────────────┴────────────────╯

            """));

    [Test]
    public void Where_it_has_to_be_narrow_lines_break_between_words() =>
        Assert.That(Write(32), Is.EqualTo("""
            title of some length
            ╭───────────────────┬──────────╮
            │ what              │ accuracy │
            ├───────────────────┼──────────┤
            │ calibration-error │  97.35 % │
            │                   │   ± 0.12 │
            │ [red]             │        % │
            │                   │          │
            ╰───────────────────┴──────────╯

            """));

    [Test]
    public void Where_that_is_not_enough_the_cells_stand_one_below_the_other() =>
        Assert.That(Write(31), Is.EqualTo("""
            title of some length
            what: calibration-error
              accuracy: 97.35 % ± 0.12
            what: [red]
              accuracy: %

            """));

    [Test]
    public void No_word_is_broken_at_any_width([Range(20, 60)] int width)
    {
        string text = Write(width);
        Assert.That(text.Split(' ', '\n', ':', '│', '─', '╭', '┬', '╮', '├', '┼', '┤', '╰', '┴', '╯')
            .Where(word => word.Length > 0).Distinct(), Is.SubsetOf(Words));
        Assert.That(text.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(width));
    }

    private static string Write(int width)
    {
        var table = new TextTable("title of\nsome length", "what", "accuracy");
        table.Add("calibration-error", "97.35 % ± 0.12");
        table.Add("[red]", "%");
        table.Add();
        using var writer = new StringWriter { NewLine = "\n" };
        table.Write(writer, width);
        return writer.ToString();
    }
}
