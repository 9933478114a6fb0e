namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>The mean of a few figures, and half the width of its 95 % interval by Student's t.</summary>
/// <param name="Mean">Σ xᵢ / n.</param>
/// <param name="Half">t · s / √n, with the 97.5 % point t of Student's distribution with n − 1 degrees of
/// freedom.</param>
internal sealed record StudentInterval(double Mean, double Half)
{
    // The 97.5 % points for 1 to 19 degrees of freedom.
    private static readonly double[] Points =
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
            2.120, 2.110, 2.101, 2.093];

    /// <summary>The most figures that there is a point for.</summary>
    public static int MostFigures => Points.Length + 1;

    /// <summary>Whether zero lies outside.</summary>
    public bool ExcludesZero => Math.Abs(Mean) > Half;

    /// <summary>The interval of some figures.</summary>
    /// <param name="figures">Two or more, at most <see cref="MostFigures"/>.</param>
    public static StudentInterval From(IReadOnlyList<double> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentOutOfRangeException.ThrowIfLessThan(figures.Count, 2, nameof(figures));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(figures.Count, MostFigures, nameof(figures));
        double mean = figures.Average();
        double variance = figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Count - 1);
        return new StudentInterval(mean, Points[figures.Count - 2] * Math.Sqrt(variance / figures.Count));
    }
}
