using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Domains.Text.Search;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary>The texts that a search has made a detector wrong about, as lines of JSON.</summary>
internal static class FooledTexts
{
    /// <summary>
    /// One object a line: the text as it is now, its label and source, its score, and the edits in their order.
    /// </summary>
    public static byte[] ToJson(EditSearchSweep sweep)
    {
        using var bytes = new MemoryStream();
        foreach ((LabelledText text, EditSearchResult result) in sweep.Fooled)
        {
            using (var json = new Utf8JsonWriter(bytes))
            {
                json.WriteStartObject();
                json.WriteString("text", result.Text);
                json.WriteString("label", sweep.Texts.ClassNames[text.Label]);
                json.WriteString("source", text.Source);
                json.WriteString("kind", "search");
                json.WriteNumber("score", TextDetector.ScoreOf(result.Logit));
                json.WriteStartArray("edits");
                foreach (CharacterEdit edit in result.Edits)
                {
                    json.WriteStartObject();
                    json.WriteString("kind", edit.Kind);
                    json.WriteNumber("position", edit.Position);
                    json.WriteString("before", edit.Before);
                    json.WriteString("after", edit.After);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            bytes.Write("\n"u8);
        }
        return bytes.ToArray();
    }
}
