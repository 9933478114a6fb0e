using NUnit.Framework;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Adversarial.Files;

internal sealed class SafetensorsFileTests
{
    private static readonly Dictionary<string, string> Metadata = new() { ["step"] = "12", ["a"] = "ü\n\"" };

    private static readonly SafetensorsTensor[] Tensors =
    [
        new("0.weight", [2, 3], [1, -2, 3.5f, float.Epsilon, float.MaxValue, -0f]),
        new("0.bias", [2], [7, 8]),
        new("empty", [0, 5], []),
        new("scalar", [], [42]),
    ];

    [Test]
    public void What_was_written_is_read_again_in_the_same_order()
    {
        using TemporaryFolder folder = new();
        SafetensorsFile.Write(folder.File("f"), Tensors, Metadata);
        SafetensorsFile file = SafetensorsFile.Read(folder.File("f"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(file.Metadata, Is.EquivalentTo(Metadata));
            Assert.That(file.Tensors.Keys, Is.EqualTo(Tensors.Select(tensor => tensor.Name)));
            Assert.That(folder.Names(), Is.EqualTo(new[] { "f" }));
        }
        foreach (SafetensorsTensor tensor in Tensors)
        {
            SafetensorsTensor read = file.Tensors[tensor.Name];
            Assert.That(read.Shape.ToArray(), Is.EqualTo(tensor.Shape.ToArray()));
            Assert.That(read.Data.Select(BitConverter.SingleToInt32Bits),
                Is.EqualTo(tensor.Data.Select(BitConverter.SingleToInt32Bits)));
        }
    }

    [Test]
    public void The_bytes_are_exactly_these()
    {
        byte[] file = Write([new("w", [1, 2], [1, 2])], new Dictionary<string, string> { ["b"] = "2", ["B"] = "1" });
        const string Json = """{"__metadata__":{"B":"1","b":"2"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""";
        // 92 characters, padded to 8
        byte[] expected = Safetensors.File(Json.PadRight(96), [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        Assert.That(file, Is.EqualTo(expected));
    }

    [Test]
    public void The_order_in_which_metadata_were_added_does_not_matter()
    {
        Dictionary<string, string> reversed = new(Metadata.Reverse());
        Assert.That(Write(Tensors, reversed), Is.EqualTo(Write(Tensors, Metadata)));
    }

    [Test]
    public void A_file_without_tensors_is_valid() =>
        Assert.That(Safetensors.Read(Write([], null)).Tensors, Is.Empty);

    [Test]
    public void More_data_than_one_buffer_come_back_whole()
    {
        float[] data = [.. Enumerable.Range(0, 100_000).Select(i => (float)i)];
        SafetensorsFile file = Safetensors.Read(Write([new("first", [1], [5]), new("large", [1000, 100], data)], null));
        Assert.That(file.Tensors["large"].Data, Is.EqualTo(data));
    }

    [Test]
    public void Sixteen_and_sixty_four_bit_floats_become_floats()
    {
        byte[] file = Safetensors.File(
            """
            {"double":{"dtype":"F64","shape":[1],"data_offsets":[4,12]},
             "half":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},
             "brain":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]}}
            """,
            [0x00, 0xC1, 0x20, 0xC1, .. BitConverter.GetBytes(0.1)]);
        SafetensorsFile read = Safetensors.Read(file);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Tensors["half"].Data, Is.EqualTo(new[] { -2.5f })); // 0xC100: −1.25 · 2¹
            Assert.That(read.Tensors["brain"].Data, Is.EqualTo(new[] { -10f })); // 0xC120: −1.25 · 2³
            Assert.That(read.Tensors["double"].Data, Is.EqualTo(new[] { 0.1f }));
            Assert.That(read.Tensors.Keys, Is.EqualTo(new[] { "double", "half", "brain" }), "the order of the header");
        }
    }

    [TestCase(float.NaN)]
    [TestCase(float.NegativeInfinity)]
    public void Writing_refuses_what_could_not_be_read_and_keeps_the_old_file(float value)
    {
        using TemporaryFolder folder = new();
        SafetensorsFile.Write(folder.File("f"), Tensors);
        byte[] before = File.ReadAllBytes(folder.File("f"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => SafetensorsFile.Write(folder.File("f"), [new("w", [3], [1, 2, value])]),
                Throws.ArgumentException.With.Message.StartsWith(
                    $"Tensor 'w': element 2 is {value}, expected a finite number."));
            Assert.That(File.ReadAllBytes(folder.File("f")), Is.EqualTo(before));
            Assert.That(folder.Names(), Is.EqualTo(new[] { "f" }));
        }
    }

    [Test]
    public void Writing_refuses_two_tensors_of_one_name() => Assert.That(
        () => Write([new("w", [1], [1]), new("w", [1], [2])], null),
            Throws.ArgumentException.With.Message.Contains("'w'"));

    [Test]
    public void A_tensor_has_as_many_elements_as_its_shape_says()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new SafetensorsTensor("w", [2, 2], [1, 2, 3]), Throws.ArgumentException);
            Assert.That(() => new SafetensorsTensor("w", [-1, -1], [1]), Throws.ArgumentException);
            Assert.That(() => new SafetensorsTensor("w", [1 << 30, 1 << 30, 16], []), Throws.ArgumentException);
            Assert.That(() => new SafetensorsTensor("__metadata__", [1], [1]), Throws.ArgumentException);
        }
    }

    [Test]
    public void A_missing_file_is_an_input_output_error()
    {
        using TemporaryFolder folder = new();
        Assert.That(() => SafetensorsFile.Read(folder.File("absent")), Throws.TypeOf<FileNotFoundException>());
    }

    [Test]
    public void Python_reads_what_was_written()
    {
        Python.RequireNumPy();
        using TemporaryFolder folder = new();
        SafetensorsFile.Write(
            folder.File("f"), [new("w", [2, 3], [1, 2, 3, 4, 5, 6.5f]), new("b", [2], [7, 8])], Metadata);
        const string Script = """
            import json, numpy, struct, sys
            raw = open(sys.argv[1], 'rb').read()
            size, = struct.unpack('<Q', raw[:8])
            header = json.loads(raw[8:8 + size])
            print(size % 8, header.pop('__metadata__') == {'step': '12', 'a': 'ü\n"'})
            for name, entry in header.items():
                begin, end = entry['data_offsets']
                array = numpy.frombuffer(raw[8 + size:][begin:end], '<f4').reshape(entry['shape'])
                print(name, entry['dtype'], array.tolist())
            """;
        Assert.That(Python.Output(Script, folder.File("f")), Is.EqualTo(
            "0 True\nw F32 [[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]]\nb F32 [7.0, 8.0]"));
    }

    [Test]
    public void Damaged_files_are_read_or_refused_and_nothing_else() =>
        Damage.Try(Write(Tensors, Metadata), times: 2000, file => Safetensors.Read(file));

    [Test]
    public void Damaged_headers_are_read_or_refused_and_nothing_else()
    {
        // Most of the damage above goes into the length and the data; here all of it goes into the JSON.
        byte[] valid = Write(Tensors, Metadata);
        int end = 8 + BitConverter.ToInt32(valid);
        Damage.Try(valid[8..end], times: 2000, json => Safetensors.Read(Safetensors.File(json, valid.AsSpan(end))));
    }

    private static byte[] Write(IEnumerable<SafetensorsTensor> tensors, Dictionary<string, string>? metadata)
    {
        using MemoryStream stream = new();
        SafetensorsFile.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}
