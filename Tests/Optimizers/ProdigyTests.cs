using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Optimizers;

public sealed class ProdigyTests
{
    [Test]
    public void The_estimate_counts_all_parts_of_a_large_block()
    {
        // The same g twice: r = c ⟨g, θ₀ − θ₁⟩ and s = c (1 + √β₂) g with the same c, so d = ⟨g, θ₀ − θ₁⟩ / ((1 + √β₂)
        // ‖g‖₁)
        ParameterBuffer parameters = OptimizerCase.LargeBuffer();
        var optimizer = new Prodigy(parameters, firstEstimate: 1.0 / 128);
        float[] start = parameters.Values.ToArray();
        OptimizerCase.DrawGradients(parameters, 0);
        float[] gradients = parameters.Gradients.ToArray();
        optimizer.Step(1);
        double inner = 0, norm = 0;
        for (int i = 0; i < start.Length; i++)
        {
            inner += gradients[i] * ((double)start[i] - parameters.Values[i]);
            norm += Math.Abs(gradients[i]);
        }
        OptimizerCase.DrawGradients(parameters, 0);
        optimizer.Step(1);

        double expected = inner / ((1 + Math.Sqrt(0.999f)) * norm);
        Assert.That(expected, Is.GreaterThan(1.0 / 128));
        Assert.That(optimizer.Estimate, Is.EqualTo(expected).Within(EngineTolerances.OptimizerRelative * expected));
    }
}
