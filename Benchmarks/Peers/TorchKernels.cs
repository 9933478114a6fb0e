using System.Runtime.InteropServices;
using Scratch.Benchmarks.Workloads;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Scratch.Benchmarks.Peers;

/// <summary>A function of a million numbers into memory that is there already.</summary>
/// <remarks>
/// TorchSharp itself allocates a tensor for every result, and a fresh one costs page faults that have nothing to do
/// with the function. libtorch has a form with a given output; its handles are pointers to tensors, so it can be called
/// directly.
/// </remarks>
internal sealed partial class TorchElementWise : Contender
{
    private const string LibTorch = "libtorch_cpu.so";
    private static readonly Tensor Zero = zeros([]);
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly Func<nint, nint, nint> _function;

    private TorchElementWise(ElementWiseWorkload workload, Func<nint, nint, nint> function)
    {
        (_x, _function) = (TorchTensors.From(workload.X), function);
        _y = zeros_like(_x);
    }

    /// <summary>Null if there is no such function here.</summary>
    public static Contender? Create(ElementWiseWorkload workload) => workload.Name switch
    {
        "sigmoid" => new TorchElementWise(workload, Sigmoid),
        "exp" => new TorchElementWise(workload, Exp),
        "relu" => new TorchElementWise(workload, Relu),
        "tanh" => new TorchElementWise(workload, Tanh),
        _ => null,
    };

    public override void Run() => _function(_x.Handle, _y.Handle);

    public override float[] Results()
    {
        Run();
        return _y.data<float>().ToArray();
    }

    // at::_ops::sigmoid_out::call(at::Tensor const&, at::Tensor&) and its like, as the compiler spells them; each
    // returns its output.
    [LibraryImport(LibTorch, EntryPoint = "_ZN2at4_ops11sigmoid_out4callERKNS_6TensorERS2_")]
    private static partial nint Sigmoid(nint x, nint y);

    [LibraryImport(LibTorch, EntryPoint = "_ZN2at4_ops7exp_out4callERKNS_6TensorERS2_")]
    private static partial nint Exp(nint x, nint y);

    [LibraryImport(LibTorch, EntryPoint = "_ZN2at4_ops8tanh_out4callERKNS_6TensorERS2_")]
    private static partial nint Tanh(nint x, nint y);

    [LibraryImport(LibTorch, EntryPoint = "_ZN2at4_ops11maximum_out4callERKNS_6TensorES4_RS2_")]
    private static partial nint Maximum(nint x, nint other, nint y);

    /// <summary>max(x, 0): torch's relu_out itself makes a fresh tensor and copies it.</summary>
    private static nint Relu(nint x, nint y) => Maximum(x, Zero.Handle, y);
}

/// <summary>The loss and its gradient, by autograd.</summary>
internal sealed class TorchSoftmaxCrossEntropy(SoftmaxCrossEntropyWorkload workload) : Contender
{
    private readonly Tensor _logits = TorchTensors.From(workload.Logits).requires_grad_(true);
    private readonly Tensor[] _labels =
        [.. Enumerable.Range(0, Steps.StepData.LabelBatches).Select(i => tensor(workload.Data.LongLabels(i)))];
    private int _runs;

    public override void Run()
    {
        using var scope = NewDisposeScope();
        Compute(_runs++);
    }

    public override float[] Results()
    {
        using var scope = NewDisposeScope();
        (float loss, Tensor gradient) = Compute(0);
        return [loss, .. gradient.data<float>().ToArray()];
    }

    private (float Loss, Tensor Gradient) Compute(int step)
    {
        Tensor loss = nn.functional.cross_entropy(_logits, _labels[step % _labels.Length]);
        Tensor gradient = autograd.grad([loss], [_logits])[0];
        return (loss.item<float>(), gradient);
    }
}

/// <summary>One update by torch's Adam; the gradients stay, where Scratch also sets them to zero.</summary>
internal sealed class TorchAdam : Contender
{
    private readonly Parameter[] _parameters;
    private readonly Adam _optimizer;

    public TorchAdam(AdamWorkload workload)
    {
        _parameters = [.. Enumerable.Range(0, workload.Parameters.Count).Select(i => Create(workload, i))];
        _optimizer = optim.Adam(_parameters, AdamWorkload.LearningRate);
    }

    public override void Run()
    {
        using var scope = NewDisposeScope();
        _optimizer.step();
    }

    public override float[] Results()
    {
        for (int update = 0; update < AdamWorkload.Updates; update++)
        {
            Run();
        }
        return [.. _parameters.SelectMany(parameter => parameter.detach().data<float>().ToArray())];
    }

    private static Parameter Create(AdamWorkload workload, int index) =>
        new(TorchTensors.From(workload.Parameters.View(workload.FirstValues, index)))
        {
            grad = TorchTensors.From(workload.Parameters.View(workload.Gradients, index)),
        };
}
