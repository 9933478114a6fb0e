using System.IO.Compression;

namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>
/// The e-mails of the package Scratch.Datasets: 4,635 to train on and 1,165 to test on, apart by thread, of the Apache
/// SpamAssassin public corpus.
/// </summary>
/// <remarks>Their licence and what was changed stand in spam-assassin-notice.txt.</remarks>
internal static class SpamTexts
{
    /// <summary>What the data is asked for by.</summary>
    public const string Name = "spam";

    private const string Resource = "text/spam-assassin.jsonl.gz";
    private const string Training = "train";

    /// <summary>Reads them: their groups are threads, their sources the folders of the corpus.</summary>
    /// <exception cref="FileNotFoundException">The package is not registered (<see cref="PackagedFiles"/>).</exception>
    public static (LabelledTexts Training, LabelledTexts Test) Read()
    {
        LabelledTexts all = Read(new TextColumns(Group: "thread", Source: "group")),
            parts = Read(new TextColumns(Source: "split"));
        return (Part(isTraining: true), Part(isTraining: false));

        LabelledTexts Part(bool isTraining) => new(
            Name, [.. all.Items.Where((_, i) => parts.Items[i].Source == Training == isTraining)], ["ham", "spam"]);
    }

    private static LabelledTexts Read(TextColumns columns)
    {
        using Stream file = PackagedFiles.Open(Name, Resource);
        using var content = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StrictUtf8Reader(content);
        var collector = new TextCollector(Name, classNames: null);
        return collector.Finish(JsonTexts.ReadLines(reader, Name, new JsonObjectReader(Name, columns, collector)));
    }
}
