using System.Numerics;
using System.Runtime.InteropServices;

namespace Scratch.Adversarial.Training;

/// <summary>
/// What the ranks of an <see cref="Exchange"/> that train together agree on: when to stop, which a clock or a signal
/// tells one before the others, and that they are still the same.
/// </summary>
internal static class RankAgreement
{
    private const int Stop = 1, Cancel = 2;

    /// <summary>Whether the training goes on, the same on every rank.</summary>
    /// <param name="stops">Whether a callback of this rank wants it to stop.</param>
    /// <param name="cancellation">That of this rank.</param>
    /// <param name="isCancelled">Whether any rank was cancelled.</param>
    public static bool GoesOn(bool stops, CancellationToken cancellation, out bool isCancelled)
    {
        int flags = Exchange.Any((stops ? Stop : 0) | (cancellation.IsCancellationRequested ? Cancel : 0));
        isCancelled = (flags & Cancel) != 0;
        return (flags & Stop) == 0;
    }

    /// <summary>Throws unless all ranks have done the same updates and have the same networks.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="done">The updates that are done.</param>
    /// <exception cref="InvalidDataException">The message names a rank.</exception>
    public static void RequireSame(TrainingPlan plan, long done)
    {
        if (Exchange.Current is null)
        {
            return;
        }
        ulong digest = (ulong)done;
        foreach (Learner learner in plan.Learners)
        {
            digest = Add(Add(digest, learner.Network.Parameters.Values), learner.Network.State.Values);
        }
        Exchange.RequireSame(Fold(digest), string.Create(
            CultureInfo.InvariantCulture, $"its networks of stage {plan.Stage} after {done} updates are others"));
    }

    /// <summary>Throws unless all ranks have the same text.</summary>
    /// <exception cref="InvalidDataException">The message names a rank, and says <paramref name="what"/>.</exception>
    public static void RequireSame(string text, string what) =>
        Exchange.RequireSame(Fold(Add<ushort>(0, MemoryMarshal.Cast<char, ushort>(text))), what);

    private static int Fold(ulong digest) => (int)(digest ^ (digest >> 32));

    private static ulong Add(ulong digest, ReadOnlySpan<float> values) =>
        Add(digest, MemoryMarshal.Cast<float, uint>(values));

    /// <summary>FNV-1a (Fowler, Noll and Vo), a number at a time.</summary>
    private static ulong Add<T>(ulong digest, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (T value in values)
        {
            ulong bits = ulong.CreateTruncating(value);
            digest = (digest ^ bits) * 0x100000001b3;
        }
        return digest;
    }
}
