#:package Scratch.Adversarial@0.1.0

// Writes a network as ONNX, for other runtimes, reads it again, and compares the answers.
//
//     dotnet run export.cs -- MODEL.safetensors NETWORK.onnx
//
// Without a model, such as that of train.cs, it takes an untrained network.

using Scratch.Adversarial.Files;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Engine;
using Scratch.Layers;

string file = args.Length > 1 ? args[1] : "network.onnx";
Network network = args.Length > 0 ? ModelFile.Read(args[0]) : Untrained();
OnnxFile.Write(file, network);

// Any rows will do: the answers of what was read have the same bits.
Matrix rows = Matrix.Allocate(100, network.Inputs);
new RandomStream(Seed: 1).FillNormal(rows.Span);
Network again = OnnxFile.Read(file);
bool isSame = network.PredictOutputs(rows).Span.SequenceEqual(again.PredictOutputs(rows).Span);
Console.WriteLine($"{file}: {network.Inputs} inputs, {network.Outputs} outputs; read again, 100 answers are {(isSame ? "the same" : "NOT the same")}");

static Network Untrained()
{
    var network = new Network(4, new Dense(4, 16, Initialisers.HeNormal), new Relu(), new Dense(16, 3));
    network.Initialise(new RandomStream(Seed: 1));
    return network;
}
