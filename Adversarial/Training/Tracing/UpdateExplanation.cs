namespace Scratch.Adversarial.Training.Tracing;

/// <summary>
/// The numbers of the update: of gradient descent, momentum and Adam term by term, of others what they come to.
/// </summary>
internal sealed class UpdateExplanation(TracedStep step, int[] dense, List<TracedGroup> groups)
{
    /// <summary>Adds the moments and the new values of every tensor, and the loss after the update.</summary>
    public void Add()
    {
        for (int i = 0; i < step.Layers.Count; i++)
        {
            for (int k = 0; k < step.Layers[i].Parameters.Count; k++)
            {
                TracedTensor tensor = step.Layers[i].Parameters[k];
                string name = step.Layers[i].Layer is Dense ? $"{(k == 0 ? 'W' : 'b')}{dense[i]}"
                    : step.Network.Parameters.Declarations[tensor.Index].Name;
                AddTensor(name, tensor);
            }
        }
        groups.Add(new TracedGroup(
            TracedPhase.Update, "loss.updated", "the loss of the same example with the new values", 1, 1,
            [new TracedNumber("loss.updated", step.LossAfter, [])]));
    }

    private void AddTensor(string name, TracedTensor tensor)
    {
        switch (step.Optimizer)
        {
            case Sgd { Momentum: 0 }:
                AddValues(name, tensor, $"{name} − η d{name}", (r, c) => [Step(At($"d{name}", tensor.Gradient, r, c))]);
                break;
            case Sgd { Nesterov: false } sgd:
                AddMoment(name, tensor, 0, "v", $"μ v + d{name}", (r, c) =>
                [
                    new TracedTerm(new TracedFactor("μ", sgd.Momentum), At("v", tensor.Moments[0].Before, r, c)),
                    new TracedTerm(At($"d{name}", tensor.Gradient, r, c)),
                ]);
                AddValues(name, tensor, $"{name} − η v", (r, c) => [Step(At("v", tensor.Moments[0].After, r, c))]);
                break;
            case Adam adam when step.Optimizer.GetType() == typeof(Adam):
                AddAdam(name, tensor, adam);
                break;
            default:
                for (int k = 0; k < tensor.Moments.Count; k++)
                {
                    AddMoment(name, tensor, k, tensor.Moments[k].Name, $"as {step.Optimizer.Name} keeps it",
                        (_, _) => []);
                }
                AddValues(name, tensor, $"as {step.Optimizer.Name} moves it", null);
                break;
        }
    }

    private void AddAdam(string name, TracedTensor tensor, Adam adam)
    {
        double correctionOfMean = 1 - Math.Pow(adam.Beta1, adam.Steps);
        double correctionOfVariance = 1 - Math.Pow(adam.Beta2, adam.Steps);
        AddMoment(name, tensor, 0, "m", $"β₁ m + (1 − β₁) d{name}", (r, c) =>
        [
            new TracedTerm(new TracedFactor("β₁", adam.Beta1), At("m", tensor.Moments[0].Before, r, c)),
            new TracedTerm(new TracedFactor("(1 − β₁)", 1.0 - adam.Beta1), At($"d{name}", tensor.Gradient, r, c)),
        ]);
        AddMoment(name, tensor, 1, "v", $"β₂ v + (1 − β₂) d{name}²", (r, c) =>
        [
            new TracedTerm(new TracedFactor("β₂", adam.Beta2), At("v", tensor.Moments[1].Before, r, c)),
            new TracedTerm(new TracedFactor("(1 − β₂)", 1.0 - adam.Beta2), At($"d{name}", tensor.Gradient, r, c),
                At($"d{name}", tensor.Gradient, r, c)),
        ]);
        string formula = string.Create(CultureInfo.InvariantCulture,
            $"{name} − η m̂ / (√v̂ + ε), m̂ = m / {correctionOfMean:0.######}, "
            + $"v̂ = v / {correctionOfVariance:0.######}");
        AddValues(name, tensor, formula, (r, c) =>
        {
            double mean = tensor.Moments[0].After[r, c] / correctionOfMean;
            double root = Math.Sqrt(tensor.Moments[1].After[r, c] / correctionOfVariance);
            return [Step(new TracedFactor("m̂", mean), new TracedFactor("1 / (√v̂ + ε)", 1 / (root + adam.Epsilon)))];
        });
    }

    private void AddMoment(string name, TracedTensor tensor, int moment, string symbol, string formula,
        Func<int, int, IReadOnlyList<TracedTerm>> terms)
    {
        Matrix after = tensor.Moments[moment].After;
        string full = $"{symbol}.{name}";
        groups.Add(StepExplanation.Group(TracedPhase.Update, full, $"{symbol} ← {formula}", after, (r, c) =>
            new TracedNumber(StepExplanation.At(full, after, r, c), after[r, c], terms(r, c))));
    }

    private void AddValues(
        string name, TracedTensor tensor, string formula, Func<int, int, IReadOnlyList<TracedTerm>>? terms) =>
        groups.Add(StepExplanation.Group(
            TracedPhase.Update, $"{name}.updated", $"{name} ← {formula}", tensor.After, (r, c) => new TracedNumber(
                StepExplanation.At($"{name}.updated", tensor.After, r, c), tensor.After[r, c],
                terms is null ? [] : [new TracedTerm(At(name, tensor.Before, r, c)), .. terms(r, c)])));

    private TracedTerm Step(params TracedFactor[] direction) =>
        new([new TracedFactor("−η", -step.LearningRate), .. direction]);

    private static TracedFactor At(string symbol, Matrix matrix, int row, int column) =>
        new(StepExplanation.At(symbol, matrix, row, column), matrix[row, column]);
}
