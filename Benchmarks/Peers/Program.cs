using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Peers;

return new System.CommandLine.RootCommand
{
    PeersCommand.Create(
        options =>
        [
            BlasPeer.Mkl(), BlasPeer.OpenBlas(options.Threads), new TorchSharpPeer(options.Threads),
            new OnnxRuntimePeer(options.Threads),
        ]),
    ColdStart.Create(),
}.Parse(args).Invoke();
