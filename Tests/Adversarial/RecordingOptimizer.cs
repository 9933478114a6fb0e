using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial;

/// <summary>Keeps the gradients that it is given and leaves the parameters as they are.</summary>
internal sealed class RecordingOptimizer(ParameterBuffer parameters) : Optimizer(parameters)
{
    private readonly Matrix _gradients = parameters.AllocateLike();

    public override string Name => "recording";

    /// <summary>The gradients of the last update, tensor by tensor.</summary>
    public IEnumerable<Matrix> Gradients =>
        Enumerable.Range(0, Parameters.Count).Select(i => Parameters.View(_gradients, i));

    protected override void Update(float learningRate)
    {
        Parameters.Gradients.CopyTo(_gradients.Span);
        Parameters.ZeroGradients();
    }
}
