namespace Scratch.Adversarial.Robustness;

/// <summary>
/// Whether attacks could do their work. It asks what AutoAttack asks (Croce and Hein 2020: random, zero gradients,
/// probabilities, a black box that does better), checks the gradient against differences, and that accuracy falls with
/// the radius, down to nothing.
/// </summary>
/// <param name="context">The model under attack, and what attacks need beside it. Its options are not read.</param>
/// <param name="data">The data set.</param>
/// <param name="right">The rows that the model gets right, and that are in the box.</param>
/// <param name="outside">How many are not.</param>
/// <param name="options">The evaluation: its norm, radii and attacks.</param>
/// <param name="random">The evaluation's stream.</param>
/// <param name="progress">Told how far it is; null for nobody.</param>
/// <param name="cancellation">Checked between batches.</param>
internal sealed class Audit(
    AttackContext context, Dataset data, int[] right, int outside, RobustnessOptions options, RandomStream random,
    IProgress<WorkProgress>? progress, CancellationToken cancellation)
{
    private const int Queries = 500; // of the black box, for each example

    private static readonly PlannedAttack WhiteBox = PlannedAttack.From("pgd", new AttackOptions());
    private static readonly PlannedAttack BlackBox =
        PlannedAttack.From("square", new AttackOptions { Queries = Queries });

    private Box Box => options.BoxIn(context.Model.Box);

    /// <summary>The checks of the model, and of what an evaluation measured.</summary>
    public AuditReport Of(IReadOnlyList<RadiusReport> radii)
    {
        int[] rows = right[..Math.Min(right.Length, Math.Min(options.AuditExamples, context.Model.Capacity))];
        int strange = radii.Max(radius => radius.Attacks.Sum(attack => attack.Unverified + attack.OutOfBounds));
        List<AuditCheck> checks =
        [
            AuditCheck.AtMost(0, "verified", strange, strange == 0
                ? "every success was there when measured again, in its ball and in its range"
                : $"{strange} results of attacks were not there when measured again, or out of their ball or range"),
        ];
        int infinite = radii.Max(radius => radius.Attacks.Sum(attack => attack.NotFinite));
        checks.Add(AuditCheck.AtMost(0, "finite", infinite, infinite == 0
            ? "logits are finite wherever an attack went"
            : $"at {infinite} points that attacks found, logits are NaN or infinite: the model breaks down, which is "
                + "no misclassification"));
        if (outside > 0)
        {
            checks.Add(AuditCheck.AtMost(0, "box", outside,
                $"{outside} of {data.Count} examples are not in the box that attacks suppose, {Box}: they were not "
                + "attacked, and count as not robust; expected inputs in that range, or data whose domain has theirs"));
        }
        if (options.Certification is not null)
        {
            int contradicted = radii.Max(radius => radius.CertifiedButBroken);
            checks.Add(AuditCheck.AtMost(0, "certificates", contradicted, contradicted == 0
                ? "no example that an attack breaks is certified"
                : $"{contradicted} examples are certified, and yet an attack breaks them: the bounds are not the "
                    + "model's"));
        }
        checks.AddRange(context.Work.Once("audit", AuditJson.Default.AuditCheckArray, () => OfModel(rows), []));
        checks.AddRange(OfEvaluation(radii));
        return new AuditReport(rows.Length, checks);
    }

    /// <summary>What the model shows on some examples.</summary>
    private AuditCheck[] OfModel(int[] rows)
    {
        if (rows.Length == 0)
        {
            return [];
        }
        Dataset sample = data.Subset(rows);
        var seen = new AuditSample(
            context.Model, sample.Inputs, sample.Labels.ToArray(), rows,
            RobustnessEvaluator.StreamOf(random, "audit"), Box)
        { Step = data.Domain.SmallStep };
        return [RepeatCheck.Run(seen), ProbabilityCheck.Run(seen), ZeroGradientCheck.Run(seen), SlopeCheck.Run(seen),
            .. options.Norm != "l0" ? Ladder(sample) : []]; // gradients have no steps in l0
    }

    /// <summary>
    /// PGD at every radius and at one where all examples can become the same, and a black box where PGD leaves about
    /// half.
    /// </summary>
    private IEnumerable<AuditCheck> Ladder(Dataset sample)
    {
        float large = Box.IsBounded ? Ball.Covering(options.Ball(), Box, sample.Inputs.Columns) : 0;
        float[] epsilons = [.. options.Epsilons.Concat(Box.IsBounded ? [large] : []).Distinct().Order()];
        double[] curve = [.. epsilons.Select((epsilon, i) =>
            Accuracy(WhiteBox, sample, epsilon, progress.Part("", i, epsilons.Length + 1)))];
        yield return RadiusCheck.Falls(WhiteBox.Name, curve, sample.Count);
        if (Box.IsBounded)
        {
            yield return RadiusCheck.Collapses(WhiteBox.Name, large, curve[Array.IndexOf(epsilons, large)], sample);
        }
        int half = Enumerable.Range(0, curve.Length).MinBy(i => (Math.Abs(curve[i] - 0.5), -i));
        yield return BlackBoxCheck.Run(
            epsilons[half],
            (WhiteBox.Name, curve[half]),
            (BlackBox.Name, Accuracy(
                BlackBox, sample, epsilons[half], progress.Part("", epsilons.Length, epsilons.Length + 1))),
            sample.Count);
    }

    /// <summary>The same of the attacks that were asked for, as far as they are strong.</summary>
    private IEnumerable<AuditCheck> OfEvaluation(IReadOnlyList<RadiusReport> radii)
    {
        int[] attacks = [.. Enumerable.Range(0, options.Attacks.Count)];
        foreach (int a in attacks.Where(a => options.Attacks[a].IsStrong))
        {
            yield return RadiusCheck.Falls(
                options.Attacks[a].Name, [.. radii.Select(radius => radius.Attacks[a].RobustAccuracy)], data.Count);
        }
        int[] blind = [.. attacks.Where(a => options.Attacks[a].IsBlackBox)],
            strong = [.. attacks.Where(a => options.Attacks[a].IsStrong)];
        foreach (RadiusReport radius in blind.Length > 0 && strong.Length > 0 ? radii : [])
        {
            yield return BlackBoxCheck.Run((float)radius.Epsilon, Best(radius, strong), Best(radius, blind),
                data.Count);
        }

        static (string Attack, double Accuracy) Best(RadiusReport radius, int[] attacks)
        {
            AttackReport best = attacks.Select(a => radius.Attacks[a]).MinBy(attack => attack.RobustAccuracy)!;
            return (best.Attack, best.RobustAccuracy);
        }
    }

    private double Accuracy(
        PlannedAttack planned, Dataset sample, float epsilon, IProgress<WorkProgress>? told)
    {
        AttackOptions budget =
            planned.Options with
            {
                Norm = options.Norm,
                Epsilon = epsilon,
                Bounded = options.Bounded,
                CornerStart = options.Norm == "linf"
            };
        var examples = new AttackedExamples(sample, Enumerable.Range(0, sample.Count).ToArray(), random);
        AttackContext ofSample = context with { Options = budget, StopsOnceFooled = true, Work = ExampleWork.Here };
        AttackOutcome outcome =
            AttackOutcome.Run(planned, ofSample, examples, options.Ball(), told, cancellation);
        return (double)outcome.IsFooled.Count(fooled => !fooled) / sample.Count;
    }
}
