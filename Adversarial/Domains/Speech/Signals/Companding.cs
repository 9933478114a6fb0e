using System.Numerics;

namespace Scratch.Adversarial.Domains.Speech.Signals;

/// <summary>The eight bits a sample of telephones, μ-law and A-law: ITU-T G.711 (1988).</summary>
/// <remarks>Both are a sign, three bits of an exponent and four of a mantissa; steps grow with the level.</remarks>
internal static class Companding
{
    private const float FullScale = 32768;
    private const int Bias = 0x84, LargestMuLaw = 32635, SignBit = 0x80, EvenBits = 0x55;

    private static readonly float[] MuLaw = Tabulate(DecodeMuLaw), ALaw = Tabulate(DecodeALaw);

    /// <summary>The number in [−1, 1] that a byte of μ-law stands for.</summary>
    public static float FromMuLaw(byte code) => MuLaw[code];

    /// <summary>The number in [−1, 1] that a byte of A-law stands for.</summary>
    public static float FromALaw(byte code) => ALaw[code];

    /// <summary>The byte of μ-law that is nearest to a number in [−1, 1]; what lies beyond is clipped.</summary>
    public static byte ToMuLaw(float value)
    {
        int sample = (int)MathF.Round(value * FullScale);
        int magnitude = Math.Min(Math.Abs(sample), LargestMuLaw) + Bias;
        int exponent = Math.Max(0, 24 - BitOperations.LeadingZeroCount((uint)magnitude)); // of bit 7: 0
        int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
        return (byte)~((sample < 0 ? SignBit : 0) | (exponent << 4) | mantissa);
    }

    private static int DecodeMuLaw(int code)
    {
        code = ~code;
        int magnitude = ((((code & 0x0F) << 3) + Bias) << ((code >> 4) & 7)) - Bias;
        return (code & SignBit) != 0 ? -magnitude : magnitude;
    }

    private static int DecodeALaw(int code)
    {
        code ^= EvenBits;
        int exponent = (code >> 4) & 7, mantissa = (code & 0x0F) << 4;
        int magnitude = exponent == 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
        return (code & SignBit) != 0 ? magnitude : -magnitude;
    }

    private static float[] Tabulate(Func<int, int> decode) =>
        [.. Enumerable.Range(0, 256).Select(code => decode(code) / FullScale)];
}
