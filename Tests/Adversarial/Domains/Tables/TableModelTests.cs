using NUnit.Framework;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Domains.Tables;

/// <summary>
/// A classifier with its standardisation: what it says of raw values is what its network says of standardised ones.
/// </summary>
public sealed class TableModelTests
{
    private static readonly TableOptions Options = new() { Label = "label", Impute = true };

    private string _folder = "";

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("scratch-tables-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_second_program_predicts_from_raw_values_what_the_first_does_from_standardised_ones()
    {
        Table table = Table.Read(
            new MemoryStream("mass,colour,label\n1000,red,x\n3000,blue,y\n9000,red,z\n,blue,x\n"u8.ToArray()), "t.csv",
            Options);
        TableSchema schema = TableSchema.Fit(table, [0, 1, 2, 3], Options);
        var network = new Network(3, new Dense(3, 5), new BatchNormalisation(5), new Relu(), new Dense(5, 3));
        network.Initialise(new RandomStream(1));
        new RandomStream(2).FillUniform(network.State.Values, 0.5f, 1.5f);
        string path = Path.Combine(_folder, "model.safetensors");
        new TableModel(schema, network).Save(path);

        TableModel loaded = TableModel.Load(path);
        Matrix standardised = schema.Encode(table, [0, 1, 2, 3], out _);
        Matrix logits = network.Forward(new Workspace(network, 4), standardised);
        string[][] raw = [["1000", "red"], ["3000", "blue"], ["9000", "red"], ["", "blue"]];
        for (int row = 0; row < 4; row++)
        {
            float[] expected = new float[3];
            System.Numerics.Tensors.TensorPrimitives.SoftMax(logits.Row(row), expected);
            Assert.That(loaded.PredictProbabilities(raw[row]).ToArray(), Is.EqualTo(expected).Within(1e-6f));
            Assert.That(loaded.PredictClass(raw[row]), Is.EqualTo(schema.Classes[RowOperations.ArgMax(expected)]));
        }
        Network rest = TableModel.RemoveStandardisation(loaded.Network);
        Assert.That(rest.Forward(new Workspace(rest, 4), standardised).Span.ToArray(),
            Is.EqualTo(logits.Span.ToArray()));
    }

    [Test]
    public void A_file_without_a_schema_is_refused()
    {
        string path = Path.Combine(_folder, "other.safetensors");
        Scratch.Adversarial.Files.ModelFile.Write(path, new Network(2, new Dense(2, 2)));
        Assert.That(() => TableModel.Load(path),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(path).And.Message.Contains("schema"));
    }
}
