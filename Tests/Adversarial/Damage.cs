using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial;

/// <summary>Damages a valid file at random, the same way in every run, and sees what a reader makes of it.</summary>
internal static class Damage
{
    /// <summary>
    /// The reader must return or throw <see cref="InvalidDataException"/>; it must do both at least once.
    /// </summary>
    public static void Try(byte[] valid, int times, Action<byte[]> read)
    {
        int refused = 0;
        for (int i = 0; i < times; i++)
        {
            byte[] file = Apply(valid, new RandomStream(Seed: 1).Fork(i));
            try
            {
                read(file);
            }
            catch (InvalidDataException exception)
            {
                refused++;
                Assert.That(exception.Message, Does.Not.Contain("\n"));
            }
            catch (Exception exception)
            {
                Assert.Fail($"Damage {i}: {exception}\n{Convert.ToHexString(file)}");
            }
        }
        Assert.That(refused, Is.InRange(1, times - 1));
    }

    private static byte[] Apply(byte[] valid, RandomStream random)
    {
        byte[] file = [.. valid];
        int flips = random.Below(4, 0);
        for (ulong flip = 0; flip < (ulong)flips; flip++)
        {
            file[random.Below(file.Length, (4 * flip) + 1)] ^= (byte)(1 << random.Below(8, (4 * flip) + 2));
        }
        bool truncated = flips == 0 || random.Below(4, 100) == 0;
        return truncated ? file[..random.Below(file.Length, 101)] : file;
    }
}
