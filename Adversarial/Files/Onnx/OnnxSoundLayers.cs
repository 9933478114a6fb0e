namespace Scratch.Adversarial.Files.Onnx;

/// <summary>The nodes of the layers of sounds: the same formulas, with their tables as constants.</summary>
internal static class OnnxSoundLayers
{
    /// <summary>Adds the nodes of a layer behind the current value, (B, inputs).</summary>
    /// <exception cref="NotSupportedException">The layer is in no catalogue; the message names it.</exception>
    public static void Add(OnnxGraph graph, Layer layer, int inputs)
    {
        switch (layer)
        {
            case Frames frames: AddFrames(graph, frames); break;
            case PowerSpectrum spectrum: AddSpectrum(graph, spectrum); break;
            case MelBands bands: AddBands(graph, bands); break;
            case RelativeLog log: AddLog(graph, log); break;
            case MeanNormalisation mean: AddMean(graph, mean, inputs); break;
            default:
                throw new NotSupportedException(
                    $"The layer {layer.Type} has no form in ONNX; expected one that a model file can hold.");
        }
    }

    /// <summary>yₜ[i] = x[pₜ + i] · hann[i], pₜ = (t (n − w) + (T − 1) / 2) / (T − 1), of whole numbers.</summary>
    private static void AddFrames(OnnxGraph graph, Frames frames)
    {
        string x = graph.Current;
        int samples = frames.Inputs - 1, gaps = Math.Max(1, frames.Count - 1);
        string count = graph.Add("Gather", [x, graph.Integers("last", samples)], ("axis", OnnxLayers.Whole(1)));
        count = graph.Add("Clip", [count, graph.Number("least", frames.Width), graph.Number("most", samples)]);
        count = graph.Add("Cast", [graph.Add("Round", [count])], ("to", OnnxLayers.Whole(7)));
        string start = graph.Add("Sub", [count, graph.Integer("width", frames.Width)]);
        start = graph.Add("Mul", [start, graph.Integers("frame", Range(frames.Count))]); // (B, 1) · (T) -> (B, T)
        start = graph.Add("Add", [start, graph.Integer("half", (frames.Count - 1) / 2)]);
        start = graph.Add("Div", [start, graph.Integer("gaps", gaps)]);
        start = graph.Add("Unsqueeze", [start, graph.Integers("inner", 2)]);
        string at = graph.Add("Add", [start, graph.Integers("sample", Range(frames.Width))]); // (B, T, w)
        at = graph.Add("Reshape", [at, graph.Integers("flat", -1, frames.Count * frames.Width)]);
        graph.Add("GatherElements", [x, at], ("axis", OnnxLayers.Whole(1)));
        graph.Add("Reshape", [graph.Current, graph.Integers("framed", -1, frames.Count, frames.Width)]);
        graph.Add("Mul", [graph.Current, graph.Floats(
            "window", [frames.Width], () => SoundTables.HannWindow(frames.Width))]);
        graph.Add("Reshape", [graph.Current, graph.Integers("row", -1, frames.Count * frames.Width)]);
    }

    /// <summary>P = Re² + Im², [Re | Im] = frame · [cos | −sin].</summary>
    private static void AddSpectrum(OnnxGraph graph, PowerSpectrum spectrum)
    {
        int bins = spectrum.Bins;
        graph.Add("Reshape", [graph.Current, graph.Integers("frames", -1, spectrum.Width)]);
        string waves = graph.Floats("waves", [spectrum.Width, 2 * bins],
            () => SoundTables.Fourier(spectrum.Width, spectrum.Transform).Span.ToArray());
        string both = graph.Add("MatMul", [graph.Current, waves]);
        string[] parts = graph.AddNode(
            "Split", [both, graph.Integers("parts", bins, bins)], 2, ("axis", OnnxLayers.Whole(1)));
        string re = graph.Add("Mul", [parts[0], parts[0]]), im = graph.Add("Mul", [parts[1], parts[1]]);
        graph.Add("Add", [re, im]);
        graph.Add("Reshape", [graph.Current, graph.Integers("row", -1, spectrum.Inputs / spectrum.Width * bins)]);
    }

    /// <summary>M = P · triangles.</summary>
    private static void AddBands(OnnxGraph graph, MelBands bands)
    {
        graph.Add("Reshape", [graph.Current, graph.Integers("frames", -1, bands.Bins)]);
        string triangles = graph.Floats("triangles", [bands.Bins, bands.Bands], () => SoundTables.MelTriangles(
            bands.Bins, bands.Bands, bands.Low, bands.High, bands.Rate).Span.ToArray());
        graph.Add("MatMul", [graph.Current, triangles]);
        graph.Add("Reshape", [graph.Current, graph.Integers("row", -1, bands.Inputs / bands.Bins * bands.Bands)]);
    }

    /// <summary>L = log(M + c · mean M + floor), M at least 0.</summary>
    private static void AddLog(OnnxGraph graph, RelativeLog log)
    {
        string powers = graph.Add("Max", [graph.Current, graph.Number("zero", 0)]);
        string mean = graph.Add("ReduceMean", [powers, graph.Integers("features", 1)]);
        mean = graph.Add("Mul", [mean, graph.Number("share", log.Share)]);
        mean = graph.Add("Add", [mean, graph.Number("floor", log.Floor)]);
        graph.Add("Log", [graph.Add("Add", [powers, mean])]);
    }

    /// <summary>yₜ = xₜ − s · mean over t of xₜ.</summary>
    private static void AddMean(OnnxGraph graph, MeanNormalisation normalisation, int inputs)
    {
        string x = graph.Add(
            "Reshape",
            [graph.Current, graph.Integers("frames", -1, inputs / normalisation.Bands, normalisation.Bands)]);
        string mean = graph.Add("ReduceMean", [x, graph.Integers("time", 1)]);
        mean = graph.Add("Mul", [mean, graph.Number("share", normalisation.Share)]);
        graph.Add("Sub", [x, mean]);
        graph.Add("Reshape", [graph.Current, graph.Integers("row", -1, inputs)]);
    }

    private static long[] Range(int count) => [.. Enumerable.Range(0, count).Select(i => (long)i)];
}
