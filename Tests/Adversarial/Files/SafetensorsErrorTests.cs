using NUnit.Framework;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Adversarial.Files;

/// <summary>Every rule of the format broken once, each refused in one line that names the file and the place.</summary>
internal sealed class SafetensorsErrorTests
{
    private static readonly byte[] EightBytes = new byte[8];

    [TestCase("{}", "f: at byte 0: the header has 1000 bytes, expected at most 10 (what the file still has).", 1000UL)]
    [TestCase("{}", "f: at byte 0: the header has 11 bytes, expected at most 10", 11UL)]
    [TestCase("{}", "f: at byte 0: the header has 18446744073709551615 bytes", ulong.MaxValue)]
    [TestCase("{}", "f: at byte 8: the header is not a JSON object", 0UL)]
    public void A_wrong_header_length_is_refused(string json, string message, ulong length)
    {
        byte[] file = Safetensors.File(json, EightBytes);
        BitConverter.TryWriteBytes(file, length);
        RequireError(file, message);
    }

    [Test]
    public void A_header_above_the_limit_is_refused_before_it_is_read()
    {
        using TemporaryFolder folder = new();
        using FileStream stream = File.Create(folder.File("sparse"));
        stream.Write(BitConverter.GetBytes(100_000_001UL));
        stream.SetLength(200_000_000); // takes no room on the disk
        stream.Position = 0;
        Assert.That(() => SafetensorsFile.Read(stream, "f"), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            "f: at byte 0: the header has 100000001 bytes, expected at most 100000000 (the limit)."));
    }

    [TestCase(0)]
    [TestCase(7)]
    public void A_file_without_a_header_length_is_refused(int length) => RequireError(
        new byte[length], $"f: the file has {length} bytes, expected at least 8 (the header's length).");

    [TestCase("[]", "at byte 8: the header is not a JSON object, expected '{'")]
    [TestCase(" {}", "at byte 8: the header is not a JSON object, expected '{'")]
    [TestCase("{", "at byte 9: the header is not valid JSON")]
    [TestCase("{} x", "at byte 11: the header is not valid JSON")]
    [TestCase("""{"a":nope}""", "at byte 13: the header is not valid JSON")]
    [TestCase("""{"a":{"shape":[[[[[1]]]]]}}""", "at byte 23: tensor 'a': shape: element 0 is not a whole number")]
    [TestCase("""{"a":[]}""", "at byte 13: tensor 'a' is StartArray, expected StartObject")]
    [TestCase("""{"\ud800":{}}""", "at byte 9: a string is not valid Unicode")]
    [TestCase("""{"__metadata__":[]}""", "at byte 24: __metadata__ is StartArray, expected StartObject")]
    [TestCase("""{"__metadata__":{"a":1}}""", "at byte 29: __metadata__: 'a' is Number, expected String")]
    [TestCase("""{"__metadata__":{"a":"1","a":"2"}}""", "at byte 33: __metadata__: the key 'a' occurs twice")]
    [TestCase("""{"__metadata__":{},"__metadata__":{}}""",
        "at byte 27: the header: the key '__metadata__' occurs twice")]
    public void A_wrong_header_is_refused(string json, string message) =>
        RequireError(Safetensors.File(json, []), message);

    [Test]
    public void A_header_that_is_not_utf8_is_refused() =>
        RequireError(Safetensors.File([(byte)'{', 0xFF, (byte)'}'], []), "at byte 8: the header is not valid UTF-8");

    [TestCase("""{"shape":[2],"data_offsets":[0,8]}""",
        "at byte 13: tensor 'a': no dtype, expected dtype, shape and data_offsets")]
    [TestCase("""{"dtype":"F32","data_offsets":[0,8]}""", "tensor 'a': no shape")]
    [TestCase("""{"dtype":"F32","shape":[2]}""", "tensor 'a': no data_offsets")]
    [TestCase("""{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}""",
        "at byte 28: tensor 'a': the key 'dtype' occurs twice")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":0}""", "tensor 'a': unknown key 'x'")]
    [TestCase("""{"dtype":"I32","shape":[2],"data_offsets":[0,8]}""",
        "f: tensor 'a': dtype 'I32' can't be read, expected one of F32, F64, F16, BF16")]
    [TestCase("""{"dtype":"X9","shape":[1],"data_offsets":[0,8]}""", "tensor 'a': dtype 'X9' can't be read")]
    [TestCase("""{"dtype":"I64","shape":[],"data_offsets":[0,4]}""",
        "tensor 'a': data_offsets span 4 bytes, expected 8")]
    [TestCase("""{"dtype":7,"shape":[1],"data_offsets":[0,8]}""", "tensor 'a': dtype is Number, expected String")]
    [TestCase("""{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}""",
        "at byte 37: tensor 'a': shape: element 0 is not a whole number from 0 to 2147483647")]
    [TestCase("""{"dtype":"F32","shape":[1,2.0],"data_offsets":[0,8]}""",
        "tensor 'a': shape: element 1 is not a whole number")]
    [TestCase("""{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}""",
        "tensor 'a': shape: element 0 is not a whole number")]
    [TestCase("""{"dtype":"F32","shape":2,"data_offsets":[0,8]}""", "tensor 'a': shape is Number, expected StartArray")]
    [TestCase("""{"dtype":"F32","shape":[18446744073709551618],"data_offsets":[0,8]}""",
        "tensor 'a': shape: element 0 is not a whole number")]
    [TestCase("""{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}""",
        "has more than 2147483591 elements")]
    [TestCase("""{"dtype":"F32","shape":[65536,65536,2],"data_offsets":[0,8]}""",
        "tensor 'a': shape (65536, 65536, 2) has more than")]
    [TestCase("""{"dtype":"F32","shape":[3],"data_offsets":[0,8]}""",
        "tensor 'a': data_offsets span 8 bytes, expected 12 for shape (3) of F32")]
    [TestCase("""{"dtype":"F16","shape":[2],"data_offsets":[0,8]}""",
        "tensor 'a': data_offsets span 8 bytes, expected 4 for shape (2) of F16")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0,12]}""",
        "tensor 'a': data_offsets [0, 12], expected [begin, end] with begin <= end <= 8")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[8,0]}""", "tensor 'a': data_offsets [8, 0], expected")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0]}""", "tensor 'a': data_offsets [0], expected")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}""", "tensor 'a': data_offsets [0, 8, 8], expected")]
    [TestCase("""{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}""",
        "tensor 'a': data_offsets: element 0 is not a whole number")]
    [TestCase("""{"dtype":"F32","shape":[1],"data_offsets":[4,8]}""",
        "tensor 'a' begins at byte 4 of the data, expected 0: the bytes between belong to no tensor")]
    [TestCase("""{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""",
        "the tensors end at byte 4 of the data, expected 8: the bytes behind belong to no tensor")]
    public void A_wrong_entry_is_refused(string entry, string message) =>
        RequireError(Safetensors.File($$"""{"a":{{entry}}}""", EightBytes), message);

    [TestCase(0, 4, 0, 8, "tensor 'b' begins at byte 0 of the data, but tensor 'a' ends at 4: they overlap")]
    [TestCase(0, 8, 4, 8, "tensor 'b' begins at byte 4 of the data, but tensor 'a' ends at 8: they overlap")]
    [TestCase(0, 8, 4, 4, "tensor 'b' begins at byte 4 of the data, but tensor 'a' ends at 8: they overlap")]
    [TestCase(0, 0, 4, 8, "tensor 'b' begins at byte 4 of the data, expected 0: the bytes between belong to no tensor")]
    public void Two_spans_that_overlap_or_leave_a_hole_are_refused(
        int beginA, int endA, int beginB, int endB, string message)
    {
        string json = $"{{{Entry("a", beginA, endA)},{Entry("b", beginB, endB)}}}";
        RequireError(Safetensors.File(json, EightBytes), message);

        static string Entry(string name, int begin, int end) =>
            $$"""
            "{{name}}":{"dtype":"F32","shape":[{{(end - begin) / 4}}],"data_offsets":[{{begin}},{{end}}]}
            """;
    }

    [Test]
    public void Two_tensors_of_one_name_are_refused()
    {
        const string Entry = """{"dtype":"F32","shape":[0],"data_offsets":[0,0]}""";
        RequireError(Safetensors.File($$"""{"a":{{Entry}},"\u0061":{{Entry}}}""", []),
            "the header: the key 'a' occurs twice");
    }

    [Test]
    public void Bytes_behind_no_tensor_are_refused() =>
        RequireError(Safetensors.File("{}", EightBytes), "the tensors end at byte 0 of the data, expected 8");

    [TestCase(float.NaN, "NaN")]
    [TestCase(float.PositiveInfinity, "Infinity")]
    public void A_value_that_is_not_finite_is_refused_with_its_place(float value, string shown) => RequireError(
        Safetensors.File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
            [0, 0, 0, 0, .. BitConverter.GetBytes(value)]),
        $"f: tensor 'a': element 1 is {shown} as a 32-bit float, expected a finite number.");

    [Test]
    public void A_double_beyond_the_floats_is_refused() => RequireError(
        Safetensors.File("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", BitConverter.GetBytes(1e300)),
        "f: tensor 'a': element 0 is Infinity as a 32-bit float");

    [Test]
    public void A_hostile_name_cannot_break_the_line()
    {
        string name = "x\\n\\u001b" + new string('y', 100) + "\\ud83d\\ude00";
        RequireError(Safetensors.File($$"""{"{{name}}":1}""", []), @"tensor 'x\n\u001Byyy");
    }

    [Test]
    public void A_hostile_header_cannot_break_the_line() =>
        RequireError(Safetensors.File("{\"a\":nope\nnext line\u001b}", []), "the header is not valid JSON");

    [Test]
    public void A_zero_size_makes_a_tensor_empty_however_large_the_others_are()
    {
        byte[] file = Safetensors.File(
            """{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,0],"data_offsets":[0,0]}}""", []);
        Assert.That(Safetensors.Read(file).Tensors["a"].Data, Is.Empty);
    }

    [Test]
    public void A_tensor_that_the_file_is_too_short_for_costs_no_memory()
    {
        byte[] file = Safetensors.File(
            """{"a":{"dtype":"F32","shape":[250000000],"data_offsets":[0,1000000000]}}""", EightBytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RequireError(file, "expected [begin, end] with begin <= end <= 8");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    private static void RequireError(byte[] file, string message) => Assert.That(
        () => Safetensors.Read(file).Tensors.Values.Sum(tensor => tensor.Data.Length),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.StartsWith("f: ")
            .And.Message.Not.Contains("\n"));
}
