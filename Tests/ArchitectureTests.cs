using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace Scratch.Tests;

/// <summary>The arrows between the projects, and what the compiler can't keep of them.</summary>
public sealed partial class ArchitectureTests
{
    private const int MostLinesOfFile = 300, MostColumns = 120, MostFilesOfFolder = 20;
    private const string Above = "Scratch.Adversarial.";

    private static readonly string[] Folders =
        ["Adversarial", "Benchmarks", "Cli", "Engine", "Layers", "Optimizers", "Tests", "docs"];
    private static readonly string[] Libraries = ["Engine", "Layers", "Optimizers", "Adversarial"];

    [TestCase("Engine")]
    [TestCase("Layers", "Engine")]
    [TestCase("Optimizers", "Engine")]
    [TestCase("Adversarial", "Engine", "Layers", "Optimizers")]
    [TestCase("Adversarial/Datasets", "Adversarial", "Engine", "Layers", "Optimizers")]
    [TestCase("Adversarial/Guard", "Adversarial", "Engine", "Layers", "Optimizers")]
    [TestCase("Adversarial/Mpi", "Engine")]
    [TestCase("Adversarial/Runs", "Adversarial", "Engine", "Layers", "Optimizers")]
    [TestCase("Cli", "Adversarial", "Adversarial/Datasets", "Adversarial/Guard", "Adversarial/Mpi", "Adversarial/Runs",
        "Engine", "Layers", "Optimizers")]
    public void A_project_sees_those_below_it_and_no_other(string project, params string[] below)
    {
        SortedSet<string> seen = new(StringComparer.Ordinal);
        Queue<string> toVisit = new([project]);
        while (toVisit.TryDequeue(out string? next))
        {
            foreach (string reference in Includes(next, "ProjectReference").Select(path => Folder(next, path)))
            {
                if (seen.Add(reference))
                {
                    toVisit.Enqueue(reference);
                }
            }
        }
        Assert.That(seen, Is.EqualTo(below));
    }

    [TestCase("Engine", "System.Numerics.Tensors")]
    [TestCase("Layers")]
    [TestCase("Optimizers")]
    public void A_library_brings_no_package_but_tensors(string project, params string[] packages) =>
        Assert.That(Includes(project, "PackageReference"), Is.EqualTo(packages));

    [TestCase("Engine", "Scratch.Engine")]
    [TestCase("Layers", "Scratch.Engine", "Scratch.Layers")]
    [TestCase("Optimizers", "Scratch.Engine", "Scratch.Optimizers")]
    public void A_library_is_compiled_against_the_runtime_and_tensors_alone(string project, params string[] own)
    {
        IEnumerable<string> foreign = Assembly.Load($"Scratch.{project}").GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name != "System.Numerics.Tensors" && !own.Contains(name))
            .Where(name => !File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), $"{name}.dll")));

        Assert.That(foreign, Is.Empty);
    }

    [TestCase("Engine")]
    [TestCase("Layers")]
    [TestCase("Optimizers")]
    public void A_library_calls_no_native_code(string project) =>
        Assert.That(Sources(project).Where(file => NativeImport().IsMatch(File.ReadAllText(file))), Is.Empty);

    [Test]
    public void The_namespaces_of_Adversarial_lie_in_layers_and_each_uses_lower_ones_alone()
    {
        string[] order = LayersInContributing();
        var graph = new NamespaceGraph(
            [Assembly.Load("Scratch.Adversarial"), Assembly.Load("Scratch.Adversarial.Runs")],
            name => name.StartsWith(Above, StringComparison.Ordinal) ? name[Above.Length..] : null);
        Assert.That(graph.Layers, Is.EquivalentTo(order),
            "CONTRIBUTING.md lists every namespace once, the lowest first");
        Assert.That(
            graph.Uses.Where(use => Array.IndexOf(order, use.Key.To) > Array.IndexOf(order, use.Key.From))
                .Select(use => use.Value), Is.Empty);
        Assert.That(graph.Sort().Circle, Is.Empty);
    }

    [Test]
    public void A_circle_that_is_planted_is_found()
    {
        const string planted = "Scratch.Tests.PlantedCircle.";
        var graph = new NamespaceGraph(
            [typeof(ArchitectureTests).Assembly], name =>
                name.StartsWith(planted, StringComparison.Ordinal) ? name[planted.Length..] : null);
        Assert.That(graph.Sort().Circle, Is.EqualTo(["Lower", "Upper"]));
        Assert.That(graph.Uses.Values, Has.Some.Contains("Used.ReadBack uses Scratch.Tests.PlantedCircle.Upper.Uses"));
    }

    [Test]
    public void No_file_is_too_long_and_no_line_too_wide()
    {
        // Tests hold tables that were worked by hand and programs in Python, which are read best as they are.
        string[] files = [.. Folders.Except(["docs", "Tests"]).SelectMany(Sources).Where(IsWritten)];
        Assert.That(files.Where(file => File.ReadLines(file).Count() > MostLinesOfFile), Is.Empty,
            $"more than {MostLinesOfFile} lines");
        Assert.That(
            files.SelectMany(file => File.ReadLines(file).Select((line, i) => (Place: $"{file}:{i + 1}", line.Length)))
                .Where(line => line.Length > MostColumns).Select(line => line.Place),
            Is.Empty,
            $"more than {MostColumns} columns");
    }

    [Test]
    public void No_folder_holds_too_many_files() => Assert.That(
        Folders.Where(folder => folder != "docs").SelectMany(Sources).CountBy(file => Path.GetDirectoryName(file)!)
            .Where(folder => folder.Value > MostFilesOfFolder),
        Is.Empty);

    [Test]
    public void The_folders_are_those_that_were_planned()
    {
        string[] ignored = [
            .. File.ReadLines(Path.Combine(Repository.Root, ".gitignore")).Select(line => line.Trim('/'))];
        IEnumerable<string> folders = Directory.EnumerateDirectories(Repository.Root)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') && !ignored.Contains(name));

        Assert.That(folders, Is.SubsetOf(Folders));
    }

    /// <summary>False for what a generator wrote.</summary>
    private static bool IsWritten(string file) => !file.EndsWith(".g.cs", StringComparison.Ordinal);

    /// <summary>The words of the block below the heading about layers.</summary>
    private static string[] LayersInContributing()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));
        string block = text[text.IndexOf("## The layers of Adversarial", StringComparison.Ordinal)..];
        return [.. block.Split('\n').SkipWhile(line => !line.StartsWith("    ", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal))
            .SelectMany(line => line.Split('(')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))];
    }

    [GeneratedRegex(@"\[[^\]]*\b(DllImport|LibraryImport)\b")]
    private static partial Regex NativeImport();

    private static IEnumerable<string> Includes(string project, string element) =>
        XDocument.Load(Path.Combine(Repository.Root, project, $"{Path.GetFileName(project)}.csproj"))
            .Descendants(element).Select(e => e.Attribute("Include")!.Value);

    /// <summary>The folder of a project that another one names, as seen from the repository's root.</summary>
    private static string Folder(string from, string path) => Path.GetRelativePath(Repository.Root,
        Path.GetDirectoryName(Path.Combine(Repository.Root, from, path))!);

    private static string[] Sources(string project)
    {
        string folder = Path.Combine(Repository.Root, project);
        string[] built = ["bin", "obj"]; // of the project and of those that are nested in it
        string[] files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(built.Contains))];
        Assert.That(files.Length > 0 || project == "Adversarial", Is.True, $"{folder} has no sources");
        return files;
    }
}
