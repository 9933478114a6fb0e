using NUnit.Framework;
using Scratch.Tests.Fuzz;

namespace Scratch.Tests.Adversarial.Files;

/// <summary>
/// What fuzzing starts from and what it has found, in <c>Tests/fuzz/seeds</c> and <c>Tests/fuzz/found</c>: each file is
/// read, or refused in one message, for little memory.
/// </summary>
[NonParallelizable]
public class ReadersTests
{
    private static IEnumerable<string> Names => Readers.All.Select(reader => reader.Name);

    [OneTimeTearDown]
    public void RemoveFiles() => Readers.RemoveFiles();

    [TestCaseSource(nameof(Names))]
    public void Every_seed_is_read(string name)
    {
        string[] files = Directory.GetFiles(Repository.FullPath($"Tests/fuzz/seeds/{name}"));
        string?[] refusals = [.. files.Select(file => Try(name, file))];
        Assert.That(refusals.Count(refusal => refusal is null), Is.GreaterThan(files.Length / 2),
            string.Join('\n', refusals));
    }

    [TestCaseSource(nameof(Names))]
    public void Whatever_was_found_is_found_no_more(string name)
    {
        string folder = Repository.FullPath($"Tests/fuzz/found/{name}");
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            Assert.That(() => Try(name, file), Throws.Nothing, file);
        }
    }

    [Test]
    public void A_corpus_as_the_programs_write_it_has_the_files_of_the_one_that_is_kept()
    {
        using TemporaryFolder folder = new();
        Seeds.Write(folder.Path);
        Assert.That(FilesIn(folder.Path), Is.EqualTo(FilesIn(Repository.FullPath("Tests/fuzz/seeds"))));
    }

    private static string? Try(string name, string file)
    {
        Reader reader = Readers.Find(name);
        byte[] bytes = File.ReadAllBytes(file);
        try
        {
            reader.Try(bytes, out _); // what is done once, such as the filling of caches
        }
        catch (MemoryException)
        {
        }
        return reader.Try(bytes, out _);
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal);
}
