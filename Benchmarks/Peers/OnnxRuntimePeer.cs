using Microsoft.ML.OnnxRuntime;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Workloads;
using Scratch.Layers;

namespace Scratch.Benchmarks.Peers;

/// <summary>ONNX Runtime on the processor: answers of a network that was written to ONNX.</summary>
public sealed class OnnxRuntimePeer(int threads) : Peer
{
    /// <inheritdoc/>
    public override string Name => "ONNX Runtime";

    /// <inheritdoc/>
    public override Contender? Enter(Workload workload) =>
        workload is PredictWorkload predict ? new Answers(predict, threads) : null;

    /// <summary>A session with all of its optimisations, in the form in which a call costs least.</summary>
    public static InferenceSession Open(byte[] model, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        return new InferenceSession(model, options);
    }

    /// <summary>The network as a file of ONNX.</summary>
    public static byte[] Write(Network network)
    {
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, network);
        return stream.ToArray();
    }

    /// <summary>Inputs and outputs stay where they are: nothing is copied or allocated for a call.</summary>
    private sealed class Answers : Contender
    {
        private static readonly RunOptions Options = new();

        private readonly InferenceSession _session;
        private readonly OrtIoBinding _binding;
        private readonly float[] _outputs;

        public Answers(PredictWorkload workload, int threads)
        {
            _session = Open(Write(workload.Network), threads);
            _binding = _session.CreateIoBinding();
            _outputs = new float[workload.Inputs.Rows * workload.Network.Outputs];
            _binding.BindInput("input", OrtValue.CreateTensorValueFromMemory(
                workload.Inputs.Span.ToArray(), [workload.Inputs.Rows, workload.Inputs.Columns]));
            _binding.BindOutput("output", OrtValue.CreateTensorValueFromMemory(
                _outputs, [workload.Inputs.Rows, workload.Network.Outputs]));
        }

        /// <inheritdoc/>
        public override void Run() => _session.RunWithBinding(Options, _binding);

        /// <inheritdoc/>
        public override float[] Results()
        {
            Run();
            return [.. _outputs];
        }
    }
}
