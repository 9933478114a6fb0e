using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Peers;

return PeersCommand.Run(args, options => [BlasPeer.Mkl(), BlasPeer.OpenBlas(options.Threads), new TorchSharpPeer(options.Threads)]);
