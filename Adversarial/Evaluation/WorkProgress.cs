namespace Scratch.Adversarial.Evaluation;

/// <summary>How far some work is, for whoever waits for it.</summary>
/// <param name="Work">What is being done, the whole before its parts: <c>evaluation, classifier, pgd</c>.</param>
/// <param name="Share">How much of it is done, from 0 to 1: a guess where nobody knows.</param>
public readonly record struct WorkProgress(string Work, double Share);

/// <summary>What the parts of some work report to, so that it adds up to the whole.</summary>
internal static class WorkParts
{
    /// <summary>A part of some work, whose shares lie between two of the whole.</summary>
    /// <param name="whole">Who waits for all of it; null for nobody.</param>
    /// <param name="part">Its name; empty for that of the whole.</param>
    /// <param name="from">What is done of the whole before it.</param>
    /// <param name="to">What is done of the whole after it.</param>
    /// <returns>Null if nobody waits.</returns>
    public static IProgress<WorkProgress>? Part(
        this IProgress<WorkProgress>? whole, string part, double from, double to) => whole switch
        {
            null => null,
            Share outer => new Share(outer.Whole, Join(outer.Work, part), outer.At(from), outer.At(to)),
            _ => new Share(whole, part, from, to),
        };

    /// <summary>One of several parts of the same size.</summary>
    public static IProgress<WorkProgress>? Part(
        this IProgress<WorkProgress>? whole, string part, int number, int count) =>
        whole.Part(part, (double)number / count, (number + 1.0) / count);

    /// <summary>Says that so much is done.</summary>
    public static void Report(this IProgress<WorkProgress>? progress, double share) =>
        progress?.Report(new WorkProgress("", share));

    private static string Join(string whole, string part) =>
        whole.Length == 0 || part.Length == 0 ? whole + part : $"{whole}, {part}";

    private sealed record Share(IProgress<WorkProgress> Whole, string Work, double From, double To)
        : IProgress<WorkProgress>
    {
        public double At(double share) => From + ((To - From) * share);

        public void Report(WorkProgress value) =>
            Whole.Report(new WorkProgress(Join(Work, value.Work), At(value.Share)));
    }
}
