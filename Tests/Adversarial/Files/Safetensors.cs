using System.Buffers.Binary;
using System.Text;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Adversarial.Files;

/// <summary>Makes safetensors files for the tests, right ones and wrong ones, without the writer under test.</summary>
internal static class Safetensors
{
    public static byte[] File(string json, ReadOnlySpan<byte> data) => File(Encoding.UTF8.GetBytes(json), data);

    public static byte[] File(ReadOnlySpan<byte> json, ReadOnlySpan<byte> data)
    {
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        return [.. length, .. json, .. data];
    }

    public static SafetensorsFile Read(byte[] file) => SafetensorsFile.Read(new MemoryStream(file), "f");
}
