using Scratch.Benchmarks.Workloads;
using static TorchSharp.torch;
using Sequential = TorchSharp.Modules.Sequential;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>predict-N</c>.</summary>
internal sealed class TorchPredict(PredictWorkload workload) : Contender
{
    private readonly Sequential _network = Frozen(TorchTensors.From(workload.Network));
    private readonly Tensor _inputs = TorchTensors.From(workload.Inputs);

    /// <inheritdoc/>
    public override void Run()
    {
        using (inference_mode())
        {
            _network.call(_inputs).Dispose();
        }
    }

    /// <inheritdoc/>
    public override float[] Results()
    {
        using (inference_mode())
        {
            return _network.call(_inputs).data<float>().ToArray();
        }
    }

    private static Sequential Frozen(Sequential network)
    {
        network.eval();
        TorchTensors.RequireGradients([.. network.parameters()], false);
        return network;
    }
}
