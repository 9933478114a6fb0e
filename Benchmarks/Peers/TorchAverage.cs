using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Scratch.Benchmarks.Peers;

/// <summary>An exponential moving average of parameters.</summary>
internal sealed class TorchAverage(Parameter[] parameters, float decay)
{
    private readonly Tensor[] _averages = [.. parameters.Select(parameter => parameter.detach().clone())];

    public void Update()
    {
        using (no_grad())
        {
            for (int i = 0; i < _averages.Length; i++)
            {
                _averages[i].lerp_(parameters[i], 1 - decay);
            }
        }
    }
}
