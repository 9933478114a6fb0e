using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Prompts;

/// <summary>Banks and densities of classes as files.</summary>
public class PromptFileTests
{
    private static readonly Dataset Data = Toys.Images(40);
    private static readonly Network ConditionalEncoder = Toys.Encoder(30 + Toys.Classes, 4);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_bank_comes_back_as_it_was([Values("p.npz", "p.safetensors")] string name, [Values] bool isConditional)
    {
        PromptBank bank = Bank(isConditional);
        PromptFile.Write(_folder.File(name), bank);
        PromptBank read = PromptFile.Read(_folder.File(name));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Agreement.Bits(read.Means), Is.EqualTo(Agreement.Bits(bank.Means)));
            Assert.That(Agreement.Bits(read.Deviations), Is.EqualTo(Agreement.Bits(bank.Deviations)));
            Assert.That(read.Labels.ToArray(), Is.EqualTo(Data.Labels.ToArray()));
            Assert.That((read.Classes, read.Conditions), Is.EqualTo((3, isConditional ? 3 : 0)));
        }
    }

    [Test]
    public void What_numpy_saves_is_a_bank_too(
        [Values("savez", "savez_compressed")] string save, [Values("float32", "float64")] string type)
    {
        Python.RequireNumPy();
        const string Script = """
            import numpy, sys
            getattr(numpy, sys.argv[2])(sys.argv[1], mean=numpy.array([[1, 2], [3, 4.5]], sys.argv[3]), deviation=numpy.zeros((2, 2), sys.argv[3]), label=numpy.array([0, 5]))
            """;
        Python.Output(Script, _folder.File("p.npz"), save, type);
        PromptBank bank = PromptFile.Read(_folder.File("p.npz"));
        Assert.That(Agreement.Doubles(bank.Means), Is.EqualTo(new[] { 1, 2, 3, 4.5 }));
        Assert.That((bank.Classes, bank.Labels.Span[1]), Is.EqualTo((6, 5)));
    }

    [Test]
    public void A_damaged_bank_is_refused_or_read_and_does_no_other_harm([Values("p.npz", "p.safetensors")] string name)
    {
        PromptFile.Write(_folder.File(name), Bank(isConditional: false));
        string damaged = _folder.File("damaged" + Path.GetExtension(name));
        Damage.Try(File.ReadAllBytes(_folder.File(name)), 400, bytes =>
        {
            File.WriteAllBytes(damaged, bytes);
            PromptFile.Read(damaged);
        });
    }

    [Test]
    public void Files_that_are_no_bank_say_why()
    {
        string npz = _folder.File("p.npz"), tensors = _folder.File("p.safetensors");
        NpzFile.Write(npz, new NpyArray("mean", Matrix.Allocate(2, 2)), new NpyArray("label", new[] { 0, -1 }),
            new NpyArray("deviation", Matrix.Allocate(2, 2)));
        Assert.That(() => PromptFile.Read(npz),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("label is out of range"));
        NpzFile.Write(npz, new NpyArray("mean", Matrix.Allocate(2, 2)), new NpyArray("label", new[] { 0, 1 }),
            new NpyArray("deviation", new[] { 1 }));
        Assert.That(() => PromptFile.Read(npz), Throws.TypeOf<InvalidDataException>()
            .With.Message.Contains("deviation: an array of <i4 with 1 dimensions"));
        SafetensorsFile.Write(tensors, [new SafetensorsTensor("label", [1], [0.5f])]);
        Assert.That(() => PromptFile.Read(tensors),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("no class"));
        SafetensorsFile.Write(tensors, [new SafetensorsTensor("label", [1], [0])]);
        Assert.That(() => PromptFile.Read(tensors),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'mean'"));
        Assert.That(() => PromptFile.Read(_folder.File("p.txt")),
            Throws.ArgumentException.With.Message.Contains(".npz or .safetensors"));
    }

    [Test]
    public void A_size_that_the_file_can_not_hold_takes_no_memory()
    {
        string file = _folder.File("p.npz");
        NpzFile.Write(file, new NpyArray("label", new[] { 1, 2, 3 }));
        byte[] bytes = File.ReadAllBytes(file);
        bytes.AsSpan(bytes.AsSpan().IndexOf("(3,), }      "u8), 13).Clear();
        "(2000000000,)"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("'shape': "u8) + 9));
        ", }"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("2000000000,)"u8) + 12));
        File.WriteAllBytes(file, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => PromptFile.Read(file),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("asks for 8000000128"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public void Densities_draw_the_same_bits_after_they_were_read([Values] bool isConditional)
    {
        ClassPrompts prompts = ClassPrompts.Fit(Bank(isConditional), 2, new RandomStream(1));
        ClassPromptsFile.Write(_folder.File("p.safetensors"), prompts);
        ClassPrompts read = ClassPromptsFile.Read(_folder.File("p.safetensors"));
        Matrix before = Matrix.Allocate(3, prompts.Latent), after = Matrix.Allocate(3, prompts.Latent);
        prompts.Draw([2, 0, 1], new RandomStream(2), before);
        read.Draw([2, 0, 1], new RandomStream(2), after);
        Assert.That(Agreement.Bits(after), Is.EqualTo(Agreement.Bits(before)));
        Assert.That(read.Conditions, Is.EqualTo(prompts.Conditions));
    }

    [Test]
    public void A_class_without_prompts_has_none_after_reading_either()
    {
        var one = new GaussianMixture([1], Matrix.FromRows([1, 2]), Matrix.Allocate(2, 2));
        ClassPromptsFile.Write(_folder.File("p.safetensors"), new ClassPrompts([null, one, null], 0));
        Assert.That(ClassPromptsFile.Read(_folder.File("p.safetensors")).Densities.Select(density => density is null),
            Is.EqualTo(new[] { true, false, true }));
    }

    [Test]
    public void Damaged_densities_are_refused_or_read_and_do_no_other_harm()
    {
        string file = _folder.File("p.safetensors"), damaged = _folder.File("damaged.safetensors");
        ClassPromptsFile.Write(file, ClassPrompts.Fit(Bank(isConditional: true), 2, new RandomStream(1)));
        Damage.Try(File.ReadAllBytes(file), 400, bytes =>
        {
            File.WriteAllBytes(damaged, bytes);
            ClassPromptsFile.Read(damaged);
        });
        SafetensorsFile.Write(
            file, [new SafetensorsTensor("0.weight", [1], [1])], new Dictionary<string,
            string>
            { ["classes"] = "1", ["conditions"] = "0" });
        Assert.That(() => ClassPromptsFile.Read(file),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("class 0"));
    }

    private static PromptBank Bank(bool isConditional) =>
        isConditional ? PromptBank.Encode(PromptEncoder.From(ConditionalEncoder), Data) : Toys.Prompts(Data, 4);
}
