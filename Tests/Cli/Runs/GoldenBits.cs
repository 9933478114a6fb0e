using System.Buffers.Binary;
using System.Security.Cryptography;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Runs;

/// <summary>Models of short runs, as they are on every processor with fused multiply-add.</summary>
internal static class GoldenBits
{
    /// <summary>Of <see cref="SmallDigits"/> trained with <c>--epochs 1,1,2</c>.</summary>
    public const string OfDigits = "1ca516f80b6a0b98";

    private const int HeaderLengthBytes = 8;

    /// <summary>
    /// Requires that the weights of a run's models, in the order of their files' names, and its metrics are those whose
    /// digest is given.
    /// </summary>
    /// <remarks>
    /// Another order of a sum or of random draws changes every model that is trained from then on. Where that is on
    /// purpose, the changelog says so, and the new digest stands in the test.
    /// </remarks>
    public static void Require(string run, string expected)
    {
        if (InstructionSet.Arithmetic != "fused multiply-add")
        {
            Assert.Ignore("This processor has no fused multiply-add: its bits are others.");
        }
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.GetFiles(run, "*.safetensors").Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(file);
            long header = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            digest.AppendData(bytes.AsSpan(HeaderLengthBytes + (int)header)); // the header names the version
        }
        digest.AppendData(File.ReadAllBytes(Path.Combine(run, "metrics.csv")));
        Assert.That(Convert.ToHexStringLower(digest.GetHashAndReset())[..16], Is.EqualTo(expected));
    }
}
