namespace Scratch.Adversarial.Training.Tracing;

/// <summary>The numbers between the logits and their gradient, of the losses that are explained term by term.</summary>
internal static class LossExplanation
{
    /// <summary>The probabilities if there are any, the loss, and the gradient of the logits.</summary>
    /// <param name="step">The step.</param>
    /// <param name="x">What the logits are called.</param>
    public static IEnumerable<TracedGroup> Explain(TracedStep step, string x) => step.Loss switch
    {
        SoftmaxCrossEntropy => OfSoftmax(step, x),
        MeanSquaredError => OfSquares(step, x),
        _ =>
        [
            Loss(step, $"loss = {step.Loss.Name}", []),
            Gradient(step, x, $"{StepExplanation.D(x)} = ∂loss/∂{x}", _ => []),
        ],
    };

    private static IEnumerable<TracedGroup> OfSoftmax(TracedStep step, string x)
    {
        Matrix logits = step.Logits, target = step.Target, p = Matrix.Allocate(1, logits.Columns);
        TensorPrimitives.Subtract(logits.Span, TensorPrimitives.Max<float>(logits.Span), p.Span);
        TensorPrimitives.Exp(p.Span, p.Span);
        Matrix exponentials = Matrix.Allocate(1, p.Columns);
        p.CopyTo(exponentials);
        double total = exponentials.Span.ToArray().Sum(e => (double)e);
        TensorPrimitives.Divide(p.Span, (float)total, p.Span);
        yield return StepExplanation.Group(
            TracedPhase.Loss, "exponentials", $"exponentials = exp({x} − max {x})", exponentials, (_, j) =>
            new TracedNumber($"exponentials[{j + 1}]", exponentials[0, j],
            [
                new TracedTerm(new TracedFactor($"{x}[{j + 1}]", logits[0, j])),
                new TracedTerm(new TracedFactor($"−max {x}", -TensorPrimitives.Max<float>(logits.Span))),
            ])
            { Function = "exp" });
        yield return StepExplanation.Group(
            TracedPhase.Loss, "p", "p = exponentials / Σ exponentials", p, (_, j) => new TracedNumber(
                $"p[{j + 1}]", p[0, j],
                [
                    new TracedTerm(new TracedFactor($"exponentials[{j + 1}]", exponentials[0, j]),
                        new TracedFactor("1 / Σ exponentials", 1 / total)),
                ]));
        yield return Loss(step, "loss = −Σ t log p",
        [
            .. Enumerable.Range(0, p.Columns).Where(j => target[0, j] != 0).Select(j => new TracedTerm(
                new TracedFactor($"−t[{j + 1}]", -target[0, j]),
                new TracedFactor($"log p[{j + 1}]", Math.Log(p[0, j])))),
        ]);
        float weight = TensorPrimitives.Sum<float>(target.Span);
        yield return Gradient(step, x, $"{StepExplanation.D(x)} = {(weight == 1 ? "" : "(Σ t) ")}p − t", j =>
        [
            weight == 1 ? new TracedTerm(new TracedFactor($"p[{j + 1}]", p[0, j]))
                : new TracedTerm(new TracedFactor("Σ t", weight), new TracedFactor($"p[{j + 1}]", p[0, j])),
            new TracedTerm(new TracedFactor($"−t[{j + 1}]", -target[0, j])),
        ]);
    }

    private static IEnumerable<TracedGroup> OfSquares(TracedStep step, string x)
    {
        int n = step.Logits.Columns;
        double Difference(int j) => (double)step.Logits[0, j] - step.Target[0, j];
        yield return Loss(step, $"loss = (1/{n}) Σ ({x} − t)²",
        [
            .. Enumerable.Range(0, n).Select(j => new TracedTerm(
                new TracedFactor($"1/{n}", 1.0 / n), new TracedFactor($"({x}[{j + 1}] − t[{j + 1}])", Difference(j)),
                new TracedFactor($"({x}[{j + 1}] − t[{j + 1}])", Difference(j)))),
        ]);
        yield return Gradient(step, x, $"{StepExplanation.D(x)} = (2/{n}) ({x} − t)", j =>
        [
            new TracedTerm(new TracedFactor($"2/{n}", 2.0 / n),
                new TracedFactor($"({x}[{j + 1}] − t[{j + 1}])", Difference(j))),
        ]);
    }

    private static TracedGroup Loss(TracedStep step, string formula, IReadOnlyList<TracedTerm> terms) => new(
        TracedPhase.Loss, "loss", formula, 1, 1, [new TracedNumber("loss", step.LossBefore, terms)]);

    private static TracedGroup Gradient(
        TracedStep step, string x, string formula, Func<int, IReadOnlyList<TracedTerm>> terms) =>
        StepExplanation.Group(TracedPhase.Backward, StepExplanation.D(x), formula, step.DLogits, (_, j) =>
            new TracedNumber($"{StepExplanation.D(x)}[{j + 1}]", step.DLogits[0, j], terms(j)));
}
