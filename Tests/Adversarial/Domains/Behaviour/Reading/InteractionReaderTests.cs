using System.IO.Compression;
using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Reading;

namespace Scratch.Tests.Adversarial.Domains.Behaviour.Reading;

/// <summary>The same four users of three items, in every form that files have.</summary>
public class InteractionReaderTests
{
    private static readonly InteractionOptions All = new() { FewestUsers = 1, LeastRating = null };

    private const string Plain = "a: x y; b: x z; 007: y; 7: x y z";

    private static readonly Dictionary<string, string> Forms = new()
    {
        ["csv"] = "user,item\na,x\na,y\nb,x\nb,z\n007,y\n7,x\n7,y\n7,z\n",
        ["mark and CRLF"] = "\uFEFFuserId,movieId\r\na,x\r\na,y\r\nb,x\r\nb,z\r\n007,y\r\n7,x\r\n7,y\r\n7,z\r\n",
        ["quotes, blanks and other columns"] =
            "note,\"user_id\",Item ID\n\"one,\ntwo\",a,x\n,a , y\n,\"b\",x\n,b,z\n\n,\"007\",y\n,7,x\n,7,y\n,7,\"z\"",
        ["semicolons"] = "Visitor;Page\na;x\na;y\nb;x\nb;z\n007;y\n7;x\n7;y\n7;z",
        ["inter"] = "user_id:token\titem_id:token\trating:float\ttimestamp:float\na\tx\t5\t1.0\na\ty\t4\t2.0\nb\tx\t1\t3\n"
            + "b\tz\t3\t8.7e8\n007\ty\t2\t1\n7\tx\t1\t1\n7\ty\t1\t1\n7\tz\t1\t1\n",
        ["colons"] = "a::x::5::978300760\na::y::3::978302109\nb::x::3::978301968\nb::z::1::1\n007::y::1::1\n7::x::1::1\n"
            + "7::y::1::1\n7::z::1::1\n",
        ["visits"] = "I,4,\"www\"\nT,1,\"VRoot\",0,0,\"\"\nN,0,\"0\"\nA,y,1,\"Why, \"\"y\"\"\",\"/y\"\nC,\"a\",1\nV,x,1\nV,y,1\nC,\"b\",2\n"
            + "V,x,1\nV,z,1\nC,\"007\",3\nV,y,1\nC,\"7\",4\nV,x,1\nV,y,1\nV,z,1\n",
    };

    private static IEnumerable<string> Names => Forms.Keys;

    [TestCaseSource(nameof(Names))]
    public void Every_form_is_read_alike(string form)
    {
        BehaviourData data = Read(Forms[form], All);
        Assert.That(Describe(data), Is.EqualTo(Plain));
        Assert.That(data.Counts.Rows, Is.EqualTo(8));
        Assert.That(data.Items.Titles[1], Is.EqualTo(form == "visits" ? "Why, \"y\"" : null));
    }

    [Test]
    public void Numbers_alone_are_u_data_without_a_header()
    {
        BehaviourData data = Read("196\t242\t3\t881250949\n186\t302\t3\t891717742\n196\t302\t5\t881250950\n", All);
        Assert.That(Describe(data), Is.EqualTo("196: 242 302; 186: 302"));
        Assert.That(data.Counts.HasNoHeader);
        Assert.That(data.TimesOf(0).ToArray(), Is.EqualTo(new[] { 881250949000L, 881250950000L }));
    }

    [Test]
    public void A_compressed_file_and_the_embedded_one_are_read()
    {
        using var folder = new TemporaryFolder();
        using (var gzip = new GZipStream(File.Create(folder.File("f.csv.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Forms["csv"]));
        }
        Assert.That(Describe(InteractionReader.Read(folder.File("f.csv.gz"), All)), Is.EqualTo(Plain));
        BehaviourData debian = DebianBaskets.Read(new InteractionOptions { FewestUsers = 1 });
        Assert.That((debian.Profiles.Users, debian.Profiles.Items, debian.Profiles.Count), Is.EqualTo((13498, 1034, 98633)));
    }

    [Test]
    public void The_latest_of_what_is_said_twice_counts_and_ratings_below_the_least_don_t()
    {
        const string rows = "user,item,rating,timestamp\na,x,5,20\na,x,1,10\na,y,1,1\na,y,5,2\nb,x,4,1\nb,y,3.5,1\nb,y,2,0\nb,z,4,1\n";
        BehaviourData data = Read(rows, new InteractionOptions { FewestUsers = 1 });
        Assert.That(Describe(data), Is.EqualTo("a: x y; b: x z"));
        Assert.That((data.Counts.Duplicates, data.Counts.BelowRating), Is.EqualTo((3, 1)));
        Assert.That(data.TimesOf(0).ToArray(), Is.EqualTo(new[] { 20_000L, 2_000L }));
        Assert.That(Describe(Read("user,item,rating\na,x,5\na,x,1\na,y,1\na,y,5\nb,z,4\n", new() { FewestUsers = 1 })),
            Is.EqualTo("a: y; b: z"), "without times the last row");
    }

    [Test]
    public void Rare_items_go_and_users_with_them_and_all_is_counted()
    {
        BehaviourData data = Read(
            "user,item\na,x\nb,x\na,y\nb,y\nc,rare\nb,rare2\n", new InteractionOptions { FewestUsers = 2 });
        Assert.That(Describe(data), Is.EqualTo("a: x y; b: x y"));
        Assert.That((data.Counts.RareItems, data.Counts.OfRareItems, data.Counts.EmptyUsers), Is.EqualTo((2, 2, 1)));
        Assert.That(data.Counts.Describe(), Is.EqualTo(new[]
        {
            "2 items are too rare, and left out with 2 pairs", "1 user is left without an item",
        }));
    }

    [Test]
    public void With_a_catalogue_other_items_are_counted_and_users_stay()
    {
        ItemCatalogue items = Read(Forms["csv"], All).Items;
        BehaviourData data = InteractionReader.Read(
            Stream("user,item\nn,z\nn,new\nm,new\n"), "f", new InteractionOptions(), items);
        Assert.That(Describe(data), Is.EqualTo("n: z; m: "));
        Assert.That((data.Counts.UnknownItems, data.Counts.EmptyUsers), Is.EqualTo((2, 1)));
    }

    [TestCase("", "f: line 1: the file is empty")]
    [TestCase(" \n\n", "the file is empty")]
    [TestCase("user,item\n", "no interactions")]
    [TestCase("user,item\na,x\n", "f: one item alone; expected at least two")]
    [TestCase("person,thing\na,x\n", "line 1: no column for the user among 'person', 'thing'; expected a header such as user,item")]
    [TestCase("alice,book,5\n", "no column for the user among 'alice', 'book', '5'")]
    [TestCase("user,thing\na,x\n", "no column for the item among")]
    [TestCase("user,userid,item\na,a,x\n", "the columns 'user' and 'userid' are both names for the user")]
    [TestCase("user\na\n", "line 1: one value; expected a user and an item with a comma, a semicolon or a tab between")]
    [TestCase("user,item\na,x\nb;y\n", "line 3: the line has 1 values; expected 2 as in the first")]
    [TestCase("user,item\na,x,5\n", "line 2: the line has 3 values; expected 2")]
    [TestCase("user,item\n,x\n", "line 2, column 1: the user is missing")]
    [TestCase("user,item\na, \n", "line 2, column 2: the item is missing")]
    [TestCase("user,item,rating\na,x,\n", "line 2, column 3: the rating is ''; expected a number from -100 to 100")]
    [TestCase("user,item,rating\na,x,NaN\n", "the rating is 'NaN'")]
    [TestCase("user,item,rating\na,x,\"4,5\"\n", "the rating is '4,5'; expected a number from -100 to 100, such as 4.5")]
    [TestCase("user,item,rating\na,x,1e9\n", "the rating is '1e9'")]
    [TestCase("user,item,rating\na,x,1\nb,y,1\n", "no rating reaches 4, the least that counts, and the largest is 1")]
    [TestCase("user,item,timestamp\na,x,yesterday\n", "line 2, column 3: the time is 'yesterday'; expected seconds")]
    [TestCase("user,item,timestamp\na,x,-5\n", "the time is '-5'")]
    [TestCase("user,item,timestamp\na,x,\n", "the time is ''")]
    [TestCase("user,item\n\"a,x\nb,y\n", "line 2, column 1: a quote that opens here is not closed")]
    [TestCase("user,item\na,\"x\nb,y\n", "a quote that opens here is not closed")]
    [TestCase("a::x::5::1\nb::y\n", "line 2: the line has 2 values with :: between them; expected 4 as in the first")]
    [TestCase("a::x::five\n", "line 1, column 3: the rating is 'five'")]
    [TestCase("I,4,\"www\"\nV,1,1\n", "line 2: a page without a user; expected a line C before it")]
    [TestCase("I,4,\"www\"\nB,1\n", "line 2: 'B,1'; expected a line A,page")]
    [TestCase("I,4,\"www\nC,1,1\n", "line 1, column 3: a quote that opens here is not closed")]
    [TestCase("user,item\na,x\nb,x\nb,y,\n", "line 4: the line has 3 values")]
    [TestCase("user,item,rating\na,x,5\nb,x,5\nb,y,1\n", "1 of 2 items has as many users as an item must have, 1, with 1 pairs left out")]
    public void What_can_t_be_used_is_said_in_a_line(string text, string message) => Assert.That(
        () => Read(text, new InteractionOptions { FewestUsers = 1 }),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.StartsWith("f: "));

    [Test]
    public void Bytes_that_are_no_text_are_refused() => Assert.That(
        () => InteractionReader.Read(new MemoryStream([.. "user,item\na,x\n"u8, 0xFF, .. ",y\n"u8]), "f", All),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains("f: at byte 14: no UTF-8 text"));

    [TestCase("1700000000", 1700000000000)]
    [TestCase("1700000000123", 1700000000123)]
    [TestCase("1700000000.5", 1700000000500)]
    [TestCase("2024-05-31 12:00:00", 1717156800000)]
    [TestCase("2024-05-31T12:00:00+02:00", 1717149600000)]
    public void Times_are_seconds_milliseconds_or_dates(string text, long expected) => Assert.That(
        Read($"user,item,timestamp\na,x,{text}\na,y,{text}\n", All).TimesOf(0)[0], Is.EqualTo(expected));

    [Test]
    public void Negative_ids_are_ids_as_all_others() =>
        Assert.That(Describe(Read("user,item\n-1,-2\n-1,x\n", All)), Is.EqualTo("-1: -2 x"));

    private static BehaviourData Read(string text, InteractionOptions options) =>
        InteractionReader.Read(Stream(text), "f", options);

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Describe(BehaviourData data) => string.Join("; ", data.Users.Select((id, user) =>
        $"{id}: {string.Join(' ', data.Profiles[user].ToArray().Select(item => data.Items.Ids[item]))}"));
}
