using System.Diagnostics;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Engine;

namespace Scratch.Adversarial.Robustness;

/// <summary>Attacks a model on a whole data set, counts what withstands every attack, and audits the attacks.</summary>
/// <remarks>
/// An example counts as robust at a radius only if it is right without attack and under every attack there. A success counts if a second forward
/// pass shows it again and its point lies in the ball and in [0, 1]. The result is the same for any number of threads, and an attack's doesn't
/// depend on the others in the list.
/// </remarks>
/// <param name="context">The model under attack, and what attacks need beside it. Its options are not read.</param>
/// <param name="data">All of it is evaluated.</param>
/// <param name="options">Attacks and radii.</param>
/// <param name="random">Attack a draws from a fork by its name, and for example e from a fork of that by e.</param>
/// <param name="progress">Told after every batch; null for nobody.</param>
/// <param name="cancellation">Checked between batches.</param>
public sealed class RobustnessEvaluator(
    AttackContext context,
    Dataset data,
    RobustnessOptions options,
    RandomStream random,
    IProgress<RobustnessProgress>? progress = null,
    CancellationToken cancellation = default)
{
    /// <summary>Does it all.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or an attack can't be made; the message says why.</exception>
    public RobustnessReport Evaluate()
    {
        options.Validate();
        var clock = Stopwatch.StartNew();
        float[] epsilons = [.. options.Epsilons.Distinct().Order()];
        int[] clean = Predictions.Of(context.Target, data.Inputs, cancellation);
        int[] right = [.. Enumerable.Range(0, data.Count).Where(row => clean[row] == data.Labels.Span[row])];
        AttackRun?[] nearest = [.. options.Attacks.Select(planned => planned.FindsNearest ? Run(planned, epsilons[^1], right) : null)];
        RadiusReport[] radii = [.. epsilons.Select(epsilon => AtRadius(epsilon, right, nearest))];
        return new RobustnessReport
        {
            Examples = data.Count,
            Correct = right.Length,
            Accuracy = Share(right.Length),
            Norm = options.Norm,
            Bounds = options.Certification?.Bounds,
            Radii = radii,
            Distances = [.. options.Attacks.Zip(nearest).Where(pair => pair.Second is not null).Select(pair => Distances(pair.First, pair.Second!))],
            Audit = new Audit(context, data, right, options, random, cancellation).Of(radii),
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    private RadiusReport AtRadius(float epsilon, int[] right, AttackRun?[] nearest)
    {
        bool[] isBroken = new bool[right.Length];
        var reports = new List<AttackReport>();
        for (int a = 0; a < options.Attacks.Count; a++)
        {
            AttackRun run = nearest[a] ?? Run(options.Attacks[a], epsilon, right);
            int robust = 0;
            for (int i = 0; i < right.Length; i++)
            {
                bool isBrokenHere = run.IsBroken[i] && AttackRun.IsWithin(run.Distances[i], epsilon);
                isBroken[i] |= isBrokenHere;
                robust += isBrokenHere ? 0 : 1;
            }
            double seconds = nearest[a] is null ? run.Seconds : 0;
            reports.Add(new AttackReport(options.Attacks[a].Name, robust, Share(robust), run.Unverified, run.OutOfBounds, seconds));
        }
        int robustToAll = isBroken.Count(broken => !broken);
        bool[]? certified = options.Certification?.Certify(epsilon);
        return new RadiusReport(epsilon, robustToAll, Share(robustToAll), reports)
        {
            CertifiedAccuracy = certified is null ? null : Share(certified.Count(proven => proven)),
            CertifiedButBroken = certified is null ? 0 : right.Where((row, i) => certified[row] && isBroken[i]).Count(),
        };
    }

    private AttackRun Run(PlannedAttack planned, float epsilon, int[] right) => AttackRun.Of(
        context with { Options = planned.Options with { Epsilon = epsilon, Bounded = options.Bounded } },
        planned, data, right, options.Ball(), StreamOf(random, planned.Name), progress, cancellation);

    /// <summary>The stream of an attack: a function of its name.</summary>
    internal static RandomStream StreamOf(RandomStream random, string name)
    {
        foreach (char letter in name)
        {
            random = random.Fork((int)letter);
        }
        return random;
    }

    private double Share(int count) => (double)count / data.Count;

    private static DistanceReport Distances(PlannedAttack planned, AttackRun run)
    {
        float[] distances = [.. run.OwnDistances.Select((distance, i) => run.IsBroken[i] ? distance : float.PositiveInfinity).Order()];
        int n = distances.Length;
        double median = n == 0 ? double.NaN : 0.5 * ((double)distances[(n - 1) / 2] + distances[n / 2]);
        return new DistanceReport(
            planned.Name,
            planned.Options.Norm,
            n == 0 ? 0 : (double)run.IsBroken.Count(broken => broken) / n,
            double.IsFinite(median) ? median : null,
            run.Seconds);
    }
}
