using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Tables;

namespace Scratch.Tests.Adversarial.Domains.Tables;

/// <summary>
/// Tables that can't be read: one line each, which names the file, the line, the column and what was expected.
/// </summary>
[NonParallelizable] // what is allocated belongs to the process
public sealed class BadTableTests
{
    private static IEnumerable<TestCaseData<string, string>> Cases =>
    [
        new("", "t.csv: line 1: the file is empty; expected"),
        new("\n\n", "t.csv: line 1: the file is empty; expected"),
        new("a,b,label\n", "t.csv: line 1: a header without rows; expected"),
        new("label\nx\ny\n", "t.csv: line 1: one column; expected at least two"),
        new("a,label\n1,x\n2,\n3,y\n", "t.csv: line 3, column 2 (label): the label is missing; expected"),
        new("a,b,label\n1,2,x\n1,two,y\n", "t.csv: line 3, column 2 (b): 'two' is no number; expected"),
        new("a,label\n1,x\nNaN,y\n", "t.csv: line 3, column 1 (a): the value is missing ('NaN'); expected"),
        new("a,label\n1,x\n,y\n", "t.csv: line 3, column 1 (a): the value is missing (''); expected"),
        new("a,label\n1,x\n-Infinity,y\n",
            "t.csv: line 3, column 1 (a): '-Infinity' is infinite or too large; expected"),
        new("a,label\n1,x\n1e400,y\n", "t.csv: line 3, column 1 (a): '1e400' is infinite or too large; expected"),
        new("a,b,label\n1,2,x\n1,y\n", "t.csv: line 3, column 3: the line has 2 values, expected 3"),
        new("a,b,label\n1,2,x\n1,2,3,y\n", "t.csv: line 3, column 4: the line has 4 values, expected 3"),
        new("a,b,label\n1,2,x\n1,\"2,y\n3,4,x\n",
            "t.csv: line 3, column 2: a quote that opens here is not closed; expected"),
        new("a,label\n1,x\n2,x\n", "t.csv: line 3, column 2 (label): every row is of the class 'x'; expected"),
        new("a,a,label\n1,2,x\n", "t.csv: line 1, column 2: the name 'a' is that of column 1, too; expected"),
        new("a,,label\n1,2,x\n", "t.csv: line 1, column 2: the name is empty; expected"),
        new("a,b\n1,2\n", "t.csv: line 1: there is no column 'label' for the label; expected one of a, b"),
        new("label,group\nx,1\ny,2\n", "t.csv: line 1: no column but those of label and group; expected"),
        new("a,label\n1,x\n2\0,y\n", "t.csv: line 1, column 1: the text is UTF-16 or no text; expected UTF-8"),
        new("a;label\n1,5;x\n2;y\n", "t.csv: line 2, column 1 (a): '1,5' has a decimal comma; expected"),
    ];

    [TestCaseSource(nameof(Cases))]
    public void A_bad_table_is_refused_in_one_line_that_names_the_place(string text, string message)
    {
        var options = new TableOptions
        {
            Label = "label",
            Group = text.Contains("group", StringComparison.Ordinal)
            ? "group" : null
        };
        Assert.That(() => Read(Encoding.UTF8.GetBytes(text), options), Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith(message).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void UTF_16_and_other_bytes_are_refused()
    {
        var options = new TableOptions { Label = "label" };
        Assert.That(() => Read(
            Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a,label\n1,x\n")).ToArray(), options),
            Throws.TypeOf<InvalidDataException>()
                .With.Message.EqualTo("t.csv: line 1, column 1: the text is UTF-16 or no text; expected UTF-8."));
        Assert.That(() => Read(Encoding.Unicode.GetBytes("a,label\n1,x\n"), options),
            Throws.TypeOf<InvalidDataException>());
        Assert.That(() => Read(Encoding.Latin1.GetBytes("a,label\n1,x\n2,é\n"), options),
            Throws.TypeOf<InvalidDataException>()
                .With.Message.StartsWith("t.csv: line 3, column 2: a byte that is no UTF-8 text"));
    }

    [TestCase("1", TestName = "A line of 200 MB is refused without being read whole")]
    [TestCase("1,", TestName = "A line of 200 MB of values is refused without being read whole")]
    [TestCase("\"", TestName = "A quote that never closes is refused without being read whole")]
    public void A_line_of_200_MB(string repeated)
    {
        using var stream = new EndlessLine("a,label\n1,x\n", repeated, length: 200_000_000);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(() => Table.Read(stream, "t.csv", new TableOptions { Label = "label" }),
            Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith("t.csv: line 3"));
        Assert.That(stream.Position, Is.LessThan(60_000_000));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(400_000_000));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void Too_many_categories_and_classes_are_refused()
    {
        string many = "a,label\n"
            + string.Concat(Enumerable.Range(0, 100).Select(i => $"c{i},{(i % 2 == 0 ? "x" : "y")}\n"));
        Assert.That(() => Read(Encoding.UTF8.GetBytes(many), new TableOptions { Label = "label" }),
            Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith("t.csv: line 66, column 1 (a): 'c64' is the 65th category; expected at most 64"));
        string numbers = "a,label\n" + string.Concat(Enumerable.Range(0, 1100).Select(i => $"1,{i}.5\n"));
        Assert.That(() => Read(Encoding.UTF8.GetBytes(numbers), new TableOptions { Label = "label" }),
            Throws.TypeOf<InvalidDataException>()
            .With.Message.Contains("is the 1001th class; expected at most 1000 classes"));
    }

    private static Table Read(byte[] bytes, TableOptions options) =>
        Table.Read(new MemoryStream(bytes), "t.csv", options);

    /// <summary>A start, and a line after it that repeats a text.</summary>
    private sealed class EndlessLine(string start, string repeated, long length) : Stream
    {
        private readonly byte[] _start = Encoding.UTF8.GetBytes(start);

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, length - Position);
            for (int i = 0; i < read; i++, Position++)
            {
                buffer[offset + i] = Position < _start.Length ? _start[Position]
                    : (byte)repeated[(int)((Position - _start.Length) % repeated.Length)];
            }
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = offset;

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
