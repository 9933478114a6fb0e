using System.Diagnostics;

namespace Scratch.Adversarial.Robustness;

/// <summary>Attacks a model on a whole data set, counts what withstands every attack, and audits the attacks.</summary>
/// <remarks>
/// An example counts as robust at a radius only if it is right without attack and under every attack there. A success
/// counts if a second forward pass shows it again and its point lies in the ball and in the box. An example that isn't
/// in the box itself is not attacked, counts as not robust, and fails the audit. The result is the same
/// for any number of threads, and an attack's doesn't depend on the others in the list.
/// </remarks>
/// <param name="context">The model under attack, and what attacks need beside it. Its options are not read.</param>
/// <param name="data">All of it is evaluated.</param>
/// <param name="options">Attacks and radii.</param>
/// <param name="random">Attack a draws from a fork by its name, and for example e from a fork of that by e.</param>
/// <param name="progress">Told how far it is; null for nobody.</param>
/// <param name="cancellation">Checked between batches.</param>
public sealed class RobustnessEvaluator(
    AttackContext context,
    Dataset data,
    RobustnessOptions options,
    RandomStream random,
    IProgress<WorkProgress>? progress = null,
    CancellationToken cancellation = default)
{
    private const int BrokenToBound = 100;
    private const double AuditFrom = 0.85; // of the time, as a guess

    private int _begun; // of what comes before the audit

    /// <summary>Does it all.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or an attack can't be made; the message says
    /// why.</exception>
    /// <exception cref="InvalidDataException">The model has logits that aren't finite for examples as they are; the
    /// message says for how many.</exception>
    public RobustnessReport Evaluate()
    {
        options.Validate();
        _begun = 0;
        var clock = Stopwatch.StartNew();
        float[] epsilons = [.. options.Epsilons.Distinct().Order()];
        int[] clean = Decision.AllFinite(context.Model, data, cancellation);
        bool[] isInside = Box.FindInside(data);
        int correct = Accuracy.CountCorrect(clean, data.Labels.Span), outside = isInside.Count(inside => !inside);
        int[] right = [.. Enumerable.Range(0, data.Count)
            .Where(row => clean[row] == data.Labels.Span[row] && isInside[row])];
        AttackOutcome?[] nearest =
            [.. options.Attacks.Select(planned => planned.IsMinimumNorm ? Run(planned, epsilons[^1], right) : null)];
        RadiusReport[] radii = [.. epsilons.Select(epsilon => AtRadius(epsilon, right, nearest))];
        return new RobustnessReport
        {
            Examples = data.Count,
            Correct = correct,
            Accuracy = Share(correct),
            OutsideBox = outside,
            Norm = options.Norm,
            Box = Box == Box.Unit ? null : Box.ToString(),
            Bounds = options.Certification?.Bounds,
            Radii = radii,
            Distances = [.. options.Attacks.Zip(nearest).Where(pair => pair.Second is not null)
                .Select(pair => Distances(pair.First, pair.Second!))],
            Audit = new Audit(
                context, data, right, outside, options, random, progress.Part("audit", AuditFrom, 1),
                cancellation).Of(radii),
            Seconds = clock.Elapsed.TotalSeconds + context.Work.SecondsElsewhere,
        };
    }

    private Box Box => options.BoxIn(context.Model.Box);

    private RadiusReport AtRadius(float epsilon, int[] right, AttackOutcome?[] nearest)
    {
        bool[] isBroken = new bool[right.Length];
        var reports = new List<AttackReport>();
        for (int a = 0; a < options.Attacks.Count; a++)
        {
            AttackOutcome run = nearest[a] ?? Run(options.Attacks[a], epsilon, right);
            int robust = 0;
            for (int i = 0; i < right.Length; i++)
            {
                bool isBrokenHere = run.IsFooled[i] && Ball.IsWithin(run.Distances[i], epsilon);
                isBroken[i] |= isBrokenHere;
                robust += isBrokenHere ? 0 : 1;
            }
            double seconds = nearest[a] is null ? run.Seconds : 0;
            reports.Add(new AttackReport(
                options.Attacks[a].Name, robust, Share(robust), run.Unverified, run.OutOfBounds,
                seconds)
            { NotFinite = run.NotFinite });
        }
        int robustToAll = isBroken.Count(broken => !broken);
        return Certified(new RadiusReport(epsilon, robustToAll, Share(robustToAll), reports), right, isBroken);
    }

    /// <summary>Adds what bounds prove: intervals of all, CROWN of what they leave open and no attack broke.</summary>
    /// <remarks>
    /// CROWN bounds some of the broken, too: that none of them is certified is what the audit holds against wrong
    /// bounds.
    /// </remarks>
    private RadiusReport Certified(RadiusReport report, int[] right, bool[] isBroken)
    {
        if (options.Certification is not { } certification)
        {
            return report;
        }
        float epsilon = (float)report.Epsilon;
        IProgress<WorkProgress>? told = Next("certificates", epsilon);
        bool[] certified = context.Work.Decide(
            Named("intervals"), right, rows => certification.ByIntervals(epsilon, rows, told));
        int byIntervals = certified.Count(proven => proven);
        if (certification.ByCrown is { } crown)
        {
            int[] broken = [.. Enumerable.Range(0, right.Length).Where(i => isBroken[i] && !certified[i])
                .Take(BrokenToBound)];
            int[] open = [.. Enumerable.Range(0, right.Length).Where(i => !isBroken[i] && !certified[i]), .. broken];
            bool[] proven = context.Work.Decide(
                Named("crown"), [.. open.Select(i => right[i])], rows => crown(epsilon, rows, told));
            for (int j = 0; j < open.Length; j++)
            {
                certified[open[j]] = proven[j];
            }
        }
        return report with
        {
            CertifiedAccuracy = Share(certified.Count(proven => proven)),
            CertifiedByIntervals = Share(byIntervals),
            CertifiedButBroken = certified.Zip(isBroken).Count(both => both is (true, true)),
        };

        string Named(string bounds) => string.Create(CultureInfo.InvariantCulture, $"{bounds} {epsilon}");
    }

    private AttackOutcome Run(PlannedAttack planned, float epsilon, int[] right) => AttackOutcome.Run(
        planned,
        context with
        {
            Options = planned.Options with { Epsilon = epsilon, Bounded = options.Bounded },
            StopsOnceFooled = planned.Options.Norm == options.Norm, // any point of its ball then counts alike
        },
        new AttackedExamples(data, right, StreamOf(random, planned.Name)),
        options.Ball(),
        Next(planned.Name, epsilon),
        cancellation);

    /// <summary>What the next attack or proof reports to: all count the same.</summary>
    private IProgress<WorkProgress>? Next(string name, float epsilon)
    {
        int radii = options.Epsilons.Distinct().Count(),
            all = options.Attacks.Sum(planned => planned.IsMinimumNorm ? 1 : radii)
                + (options.Certification is null ? 0 : radii);
        return progress.Part("", 0, AuditFrom)
            .Part(string.Create(CultureInfo.InvariantCulture, $"{name}, radius {epsilon}"), _begun++, all);
    }

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

    private static DistanceReport Distances(PlannedAttack planned, AttackOutcome run)
    {
        float[] distances = [
            .. run.OwnDistances.Select((distance, i) => run.IsFooled[i] ? distance : float.PositiveInfinity).Order()];
        int n = distances.Length;
        double median = n == 0 ? double.NaN : 0.5 * ((double)distances[(n - 1) / 2] + distances[n / 2]);
        return new DistanceReport(
            planned.Name,
            planned.Options.Norm,
            n == 0 ? 0 : (double)run.IsFooled.Count(broken => broken) / n,
            double.IsFinite(median) ? median : null,
            run.Seconds);
    }
}
