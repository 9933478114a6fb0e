using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Reading;

namespace Scratch.Tests.Adversarial.Domains.Behaviour.Reading;

public class ItemTitlesTests
{
    [TestCase("movies.csv", "movieId,title,genres\n1,\"Heat, the \"\"hot\"\"\nfilm\",a|b\n01,Zwölf,c\n1,again,c\n2,,x\n", "Heat, the \"hot\"\nfilm")]
    [TestCase("movies.dat", "1::Star: Wars, a|b::x\n01::Zwölf::y\n", "Star: Wars, a|b")]
    [TestCase("u.item", "1|Toy Story (1995)|01-Jan-1995||x\n01|Zwölf|||\n", "Toy Story (1995)")]
    [TestCase("a.item", "item_id:token\tmovie_title:token_seq\n1\tToy\n01\tZwölf\n", "Toy")]
    public void Titles_of_every_form(string name, string text, string first)
    {
        IReadOnlyDictionary<string, string> titles = Read(name, Encoding.UTF8.GetBytes(text));
        Assert.That((titles["1"], titles["01"], titles.Count), Is.EqualTo((first, "Zwölf", 2)));
        if (!name.EndsWith(".csv", StringComparison.Ordinal))
        {
            Assert.That(Read(name, Encoding.Latin1.GetBytes(text))["01"], Is.EqualTo("Zwölf"), "Latin-1, as MovieLens has it");
        }
    }

    [TestCase("", "line 1: the file is empty")]
    [TestCase("item,genre\n1,x\n", "line 1: no column for the title among 'item', 'genre'; expected a header such as item,title")]
    [TestCase("item,title\n,x\n", "line 2, column 1: the item is missing")]
    [TestCase("item,title\n1,\"x\n", "a quote that opens here is not closed")]
    [TestCase("item,title\n1,x,y\n", "the line has 3 values; expected 2")]
    public void What_can_t_be_used_is_said_in_a_line(string text, string message) => Assert.That(
        () => Read("f.csv", Encoding.UTF8.GetBytes(text)),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));

    [Test]
    public void Only_MovieLens_may_be_Latin_1() => Assert.That(
        () => Read("f.csv", Encoding.Latin1.GetBytes("item,title\n1,Zwölf\n")),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains("no UTF-8 text; expected titles in UTF-8"));

    [Test]
    public void Items_are_found_by_id_and_then_by_a_title_that_one_alone_has()
    {
        var items = new ItemCatalogue(["1", "2", "Two", "4", "5"], ["One", "two", null, "Same", "same"]);
        Assert.That(
            new[] { "1", "one", "Two", "TWO", "same", "none" }.Select(items.FindNamed), Is.EqualTo([0, 0, 2, 1, -1, -1]));
        Assert.That((items.NameOf(0), items.NameOf(2)), Is.EqualTo(("One", "Two")));
    }

    private static IReadOnlyDictionary<string, string> Read(string name, byte[] content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File(name), content);
        return ItemTitles.Read(folder.File(name));
    }
}
