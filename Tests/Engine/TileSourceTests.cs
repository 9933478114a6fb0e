using NUnit.Framework;

namespace Scratch.Tests.Engine;

/// <summary>The kernels in the repository are the ones that their generator writes.</summary>
public class TileSourceTests
{
    [TestCase(128, 6)]
    [TestCase(256, 6)]
    [TestCase(512, 14)]
    public void TheKernelsAreWhatTheGeneratorWrites(int bits, int height)
    {
        string file = Repository.FullPath($"Engine/Kernels/TileKernel{bits}.g.cs");
        string source = TileSource.Generate(bits, height);
        if (Environment.GetEnvironmentVariable("SCRATCH_WRITE_KERNELS") == "1")
        {
            File.WriteAllText(file, source);
        }
        Assert.That(File.ReadAllText(file), Is.EqualTo(source));
    }
}
