using Scratch.Adversarial.Generative;

namespace Scratch.Tests.Adversarial.Generative;

/// <summary>An adversarial loss, and both of its sides from the formulas of its paper, in double precision.</summary>
/// <param name="Loss">What is tested.</param>
/// <param name="Discriminator">Of the logits of real and of generated inputs.</param>
/// <param name="Generator">Of the same.</param>
internal sealed record ReferenceGame(
    AdversarialLoss Loss, Func<double[], double[], double> Discriminator, Func<double[], double[], double> Generator);

/// <summary>All adversarial losses by name.</summary>
internal static class ReferenceGames
{
    private static readonly Dictionary<string, ReferenceGame> Games = new()
    {
        ["minimax"] = new(AdversarialLoss.Minimax, Standard, (_, f) => f.Average(x => Math.Log(1 - D(x)))),
        ["non-saturating"] = new(AdversarialLoss.NonSaturating, Standard, (_, f) => f.Average(x => -Math.Log(D(x)))),
        ["article's"] = new(AdversarialLoss.Article, Standard, (_, f) => f.Average(x => D(x) - Math.Log(D(x)))),
        ["smoothed"] = new(
            AdversarialLoss.NonSaturating with { Real = 0.9f },
            (r, f) => r.Average(x => (-0.9f * Math.Log(D(x))) - ((1 - 0.9f) * Math.Log(1 - D(x))))
                + f.Average(x => -Math.Log(1 - D(x))),
            (_, f) => f.Average(x => -Math.Log(D(x)))),
        ["least squares"] = new(
            AdversarialLoss.LeastSquares, (r, f) => r.Average(x => (x - 1) * (x - 1))
                + f.Average(x => (x + 1) * (x + 1)), (_, f) => f.Average(x => (x - 1) * (x - 1))),
        ["hinge"] = new(
            AdversarialLoss.Hinge, (r, f) =>
                r.Average(x => Math.Max(0, 1 - x)) + f.Average(x => Math.Max(0, 1 + x)), (_, f) => -f.Average()),
        ["Wasserstein"] = new(AdversarialLoss.Wasserstein, (r, f) => f.Average() - r.Average(), (_, f) => -f.Average()),
        ["relativistic average"] = new(
            AdversarialLoss.RelativisticAverage,
            (r, f) => r.Average(x => -Math.Log(D(x - f.Average()))) + f.Average(x => -Math.Log(1 - D(x - r.Average()))),
            (r, f) => f.Average(x => -Math.Log(D(x - r.Average())))
                + r.Average(x => -Math.Log(1 - D(x - f.Average())))),
    };

    public static IEnumerable<string> Names => Games.Keys;

    public static ReferenceGame Of(string name) => Games[name];

    private static double Standard(double[] r, double[] f) =>
        r.Average(x => -Math.Log(D(x))) + f.Average(x => -Math.Log(1 - D(x)));

    private static double D(double x) => 1 / (1 + Math.Exp(-x));
}
