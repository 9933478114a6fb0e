using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Tables;

namespace Scratch.Cli.Settings;

/// <summary>The options of <c>scratch train</c> for tables.</summary>
internal static class TableFlags
{
    private static readonly Option<string?> Label =
        new("--label")
        {
            Description = "Of a table: the column to predict, or its number where there is no header; "
                + "of texts: that of the labels.",
            HelpName = "COLUMN"
        };

    private static readonly Option<string?> Group =
        new("--group")
        {
            Description = "Of a table or of texts: what has one value here is all for training or all for the test.",
            HelpName = "COLUMN"
        };

    private static readonly Option<bool> NoHeader = new(
        "--no-header")
    { Description = "Of a table: the first line is a row; columns are called by their numbers." };

    private static readonly Option<bool> Impute =
        new("--impute")
        {
            Description =
        "Of a table: missing values become the median or the most frequent category of the training part."
        };

    private static readonly Option<string?> Test =
        new("--test")
        {
            Description = "Of a table: a second file to test on; a fifth of the rows unless given. "
                + "Of texts: a file, or a share such as 0.2.",
            HelpName = "FILE"
        };

    public static IEnumerable<Option> All => [Label, Group, NoHeader, Impute, Test];

    /// <summary>The options of the table, if the data is one.</summary>
    /// <exception cref="UsageException">The data is no table, or a file without a label.</exception>
    public static RunConfiguration Change(ParseResult parsed, RunConfiguration configuration)
    {
        bool areWords = SpeechSource.Takes(configuration.Data);
        if (!TableSource.Takes(configuration.Data) || areWords)
        {
            IEnumerable<Option> others = areWords ? All.Where(option => option != Test) : All;
            return others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
                ? throw new UsageException(
                    $"{given.Name} is for tables; expected --data with a file .csv or .tsv, or {TableSource.Penguins}.")
                : configuration;
        }
        TableOptions table = configuration.Table ?? new();
        table = table with
        {
            Label = parsed.GetValue(Label) ?? table.Label,
            Group = parsed.GetValue(Group) ?? table.Group,
            HasHeader = table.HasHeader && !parsed.GetValue(NoHeader),
            Impute = table.Impute || parsed.GetValue(Impute),
            TestFile = parsed.GetValue(Test) ?? table.TestFile,
        };
        return configuration.Data != TableSource.Penguins && table.Label.Length == 0
            ? throw new UsageException("--label is missing; expected the column of the table that is to be predicted.")
            : configuration with { Table = table };
    }
}
