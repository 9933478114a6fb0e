using System.Text.Json;
using NUnit.Framework;

namespace Scratch.Tests.Optimizers;

/// <summary>
/// The files that Tests/golden/optimizers.py writes: lists of numbers by name, and for optimizers by step.
/// </summary>
internal static class GoldenFile
{
    public const string Optimizers = "optimizers.json", Schedules = "schedules.json";

    /// <summary>All numbers of the committed file, by the path to them, such as <c>adam/50</c>.</summary>
    public static IReadOnlyDictionary<string, double[]> Read(string file) =>
        Parse(Repository.Read($"Tests/golden/{file}"));

    public static IReadOnlyDictionary<string, double[]> Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        var result = new Dictionary<string, double[]>();
        foreach (JsonProperty named in document.RootElement.EnumerateObject())
        {
            if (named.Value.ValueKind == JsonValueKind.Array)
            {
                result.Add(named.Name, Numbers(named.Value));
                continue;
            }
            foreach (JsonProperty step in named.Value.EnumerateObject())
            {
                result.Add($"{named.Name}/{step.Name}", Numbers(step.Value));
            }
        }
        return result;
    }

    private static double[] Numbers(JsonElement array) =>
        [.. array.EnumerateArray().Select(number => number.GetDouble())];
}

public sealed class GoldenFileTests
{
    [Test]
    public void The_script_writes_the_files_that_are_here()
    {
        Python.RequireTorch();
        using var folder = new TemporaryFolder();
        Python.Output(
            "import runpy, sys; del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')",
            Repository.FullPath("Tests/golden/optimizers.py"),
            folder.Path);

        foreach (string file in (string[])[GoldenFile.Optimizers, GoldenFile.Schedules])
        {
            IReadOnlyDictionary<string, double[]> committed = GoldenFile.Read(file),
                fresh = GoldenFile.Parse(File.ReadAllText(folder.File(file)));
            Assert.That(fresh.Keys, Is.EqualTo(committed.Keys));
            foreach ((string name, double[] numbers) in committed)
            {
                // another machine rounds otherwise, in the sixteenth digit
                Assert.That(fresh[name], Is.EqualTo(numbers).Within(1e-9), name);
            }
        }
    }
}
