using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Engine;
using Scratch.Layers;

// Every layer of the catalogue, and the networks of the runs that are named, as ONNX Runtime answers and as Scratch does:
// a line for each with the largest difference, relative to the largest output. Exits with 1 if one is above the tolerance.
const double Tolerance = 1e-6;
int wrong = 0;
foreach (LayerKind kind in LayerCatalog.All)
{
    Layer layer = kind.Example(inputs: 12, outputs: 7);
    var network = new Network(12, layer);
    Fill(network);
    Compare(kind.Name, network, -2, 12); // either side of 0, and counts of samples
}
foreach (string run in args)
{
    foreach (string file in Directory.GetFiles(run, "*.safetensors").Order(StringComparer.Ordinal))
    {
        if (Path.GetFileName(file) != "prompts.safetensors")
        {
            Compare(file, ModelFile.Read(file), 0, 1);
        }
    }
}
return wrong == 0 ? 0 : 1;

void Compare(string name, Network network, float least, float most)
{
    using var stream = new MemoryStream();
    OnnxFile.Write(stream, network);
    using var session = new InferenceSession(stream.ToArray());
    double difference = 0;
    foreach (int batch in (int[])[1, 7, 33])
    {
        Matrix inputs = Matrix.Allocate(batch, network.Inputs);
        new RandomStream(Seed: 3).Fork(batch).FillUniform(inputs.Span, least, most);
        float[] expected = network.PredictOutputs(inputs).Span.ToArray();
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            options, ["input"], [OrtValue.CreateTensorValueFromMemory(inputs.Span.ToArray(), [batch, network.Inputs])],
            ["output"]);
        ReadOnlySpan<float> actual = outputs[0].GetTensorDataAsSpan<float>();
        double largest = Math.Max(1, expected.Max(MathF.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            double here = Math.Abs((double)expected[i] - actual[i]) / largest;
            difference = here <= difference ? difference : here; // NaN stays
        }
        if (actual.Length != expected.Length)
        {
            difference = double.NaN;
        }
    }
    bool isRight = difference <= Tolerance;
    wrong += isRight ? 0 : 1;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name}: {difference:0.0e0}{(isRight ? "" : ", more than " + Tolerance)}"));
}

static void Fill(Network network)
{
    network.Initialise(new RandomStream(Seed: 4));
    for (int i = 0; i < network.Parameters.Count; i++)
    {
        new RandomStream(Seed: 5).Fork(i).FillUniform(network.Parameters.ValueViews.Span[i].Span, -0.9f, 0.9f);
    }
    for (int i = 0; i < network.State.Count; i++)
    {
        new RandomStream(Seed: 6).Fork(i).FillUniform(network.State.ValueViews.Span[i].Span, 0.1f, 0.9f);
    }
}
