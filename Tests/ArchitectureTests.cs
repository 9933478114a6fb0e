using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace Scratch.Tests;

/// <summary>The arrows between the projects, and what the compiler can't keep of them.</summary>
public sealed partial class ArchitectureTests
{
    private const int MostLinesOfFile = 400;

    private static readonly string[] Folders = ["Adversarial", "Benchmarks", "Cli", "Engine", "Layers", "Optimizers", "Tests", "docs"];
    private static readonly string[] Libraries = ["Engine", "Layers", "Optimizers", "Adversarial"];

    [TestCase("Engine")]
    [TestCase("Layers", "Engine")]
    [TestCase("Optimizers", "Engine")]
    [TestCase("Adversarial", "Engine", "Layers", "Optimizers")]
    [TestCase("Cli", "Adversarial", "Engine", "Layers", "Optimizers")]
    public void A_project_sees_those_below_it_and_no_other(string project, params string[] below)
    {
        SortedSet<string> seen = new(StringComparer.Ordinal);
        Queue<string> toVisit = new([project]);
        while (toVisit.TryDequeue(out string? next))
        {
            foreach (string reference in Includes(next, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!))
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
    public void No_source_file_that_a_person_wrote_is_too_long() => Assert.That(
        Libraries.SelectMany(Sources)
            .Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal) && File.ReadLines(file).Count() > MostLinesOfFile),
        Is.Empty);

    [Test]
    public void The_folders_are_those_that_were_planned()
    {
        string[] ignored = [.. File.ReadLines(Path.Combine(Repository.Root, ".gitignore")).Select(line => line.Trim('/'))];
        IEnumerable<string> folders = Directory.EnumerateDirectories(Repository.Root)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') && !ignored.Contains(name));

        Assert.That(folders, Is.SubsetOf(Folders));
    }

    [GeneratedRegex(@"\[[^\]]*\b(DllImport|LibraryImport)\b")]
    private static partial Regex NativeImport();

    private static IEnumerable<string> Includes(string project, string element) =>
        XDocument.Load(Path.Combine(Repository.Root, project, $"{project}.csproj")).Descendants(element).Select(e => e.Attribute("Include")!.Value);

    private static string[] Sources(string project)
    {
        string folder = Path.Combine(Repository.Root, project);
        string[] built = [Path.Combine(folder, "bin") + Path.DirectorySeparatorChar, Path.Combine(folder, "obj") + Path.DirectorySeparatorChar];
        string[] files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !built.Any(b => file.StartsWith(b, StringComparison.Ordinal)))];
        Assert.That(files.Length > 0 || project == "Adversarial", Is.True, $"{folder} has no sources");
        return files;
    }
}
