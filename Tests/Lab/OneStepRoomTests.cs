using System.Globalization;
using NUnit.Framework;
using Scratch.Adversarial.Training.Tracing;
using Scratch.Cli.Lab.Rooms;
using Scratch.Layers;

namespace Scratch.Tests.Lab;

/// <summary>Room 1 gives the numbers of docs/backprop.md, and every sum is the number that it explains.</summary>
public sealed class OneStepRoomTests
{
    internal static readonly OneStepState Example = new(
        "relu", "softmax", "sgd", 0.1f, [0.5f, -1], [0, 1], [0.2f, -0.4f, 0.6f, -0.3f, 0.5f, -0.1f], [0.1f, 0.2f, -0.1f],
        [0.7f, -0.2f, 0.4f, 0.1f, -0.5f, 0.8f], [0.05f, -0.05f], Steps: 0, Mistake: false);

    [Test]
    public void It_gives_the_numbers_of_the_document_to_the_digits_printed_there()
    {
        Dictionary<string, string> document = Document();
        Dictionary<string, TracedGroup> groups = OneStepRoom.Compute(Example).Groups.ToDictionary(g => g.Symbol);
        groups["dInput"] = groups["dx"];
        foreach (string given in (string[])["input", "target", "W1", "b1", "W2", "b2"])
        {
            document.Remove(given);
        }
        Assert.That(document, Has.Count.EqualTo(19));
        Assert.Multiple(() =>
        {
            foreach ((string name, string numbers) in document)
            {
                Assert.That(Print(groups[name]), Is.EqualTo(numbers), name);
            }
        });
    }

    [Test]
    public void Every_number_is_the_sum_of_its_terms([Values] bool softmax, [Values("sgd", "momentum", "adam")] string
        optimizer, [Values("relu", "sigmoid", "tanh", "gelu")] string activation)
    {
        OneStepState state = Example with
        {
            Activation = activation, Loss = softmax ? "softmax" : "squared", Optimizer = optimizer, Steps = 2,
        };
        TracedNumber[] sums = [.. OneStepRoom.Compute(state).Groups.SelectMany(group => group.Numbers)
            .Where(number => number.Terms.Count > 0 && number.Function is null)];
        Assert.That(sums, Has.Length.AtLeast(50));
        foreach (TracedNumber number in sums)
        {
            Assert.That(number.Terms.Sum(term => term.Product), Is.EqualTo(number.Value).Within(2e-6), number.Symbol);
        }
    }

    [Test]
    public void The_central_difference_confirms_every_gradient_and_finds_the_planted_mistake(
        [ValueSource(nameof(Activations))] string activation)
    {
        OneStepState state = Example with { Activation = activation };
        TracedNumber[] checks = Checked(state);
        Assert.That(checks, Has.Length.EqualTo(6 + 3 + 6 + 2 + 2));
        Assert.That(checks.Max(number => number.Error), Is.LessThan(1e-5));

        TracedNumber[] wrong = [.. Checked(state with { Mistake = true }).Where(number => number.Error > 1e-3)];
        // what lies behind the activation on the way back; a relu that is on has a slope of 1
        Assert.That(wrong.Select(number => number.Symbol[..2]).Distinct(), Is.SubsetOf(["dW", "db", "dx"]));
        Assert.That(wrong.Select(number => number.Symbol), Does.Contain("dW1[1,2]"));
        Assert.That(wrong.Select(number => number.Symbol), Has.None.StartsWith("dW2"));
    }

    [Test]
    public void The_steps_before_are_those_of_a_training()
    {
        OneStepReply third = OneStepRoom.Compute(Example with { Steps = 2, Optimizer = "adam" });
        Assert.That(third.Losses, Has.Count.EqualTo(4));
        Assert.That(third.Losses, Is.Ordered.Descending);
        OneStepReply first = OneStepRoom.Compute(Example with { Optimizer = "adam" });
        Assert.That(first.Losses[1], Is.EqualTo(third.Losses[1]));
    }

    [Test]
    public void What_is_out_of_range_is_refused_in_a_sentence()
    {
        Refused(Example with { Activation = "none" }, "The activation is 'none'; expected relu,");
        Refused(Example with { LearningRate = float.NaN }, "The learning rate is NaN; expected 0 to 10.");
        Refused(Example with { Steps = 501 }, "The number of steps is 501; expected 0 to 500.");
        Refused(Example with { W1 = [1] }, "W1 has 1 numbers; expected 6.");
        Refused(Example with { Input = [float.PositiveInfinity, 0] }, "The input is Infinity; expected -100 to 100.");

        static void Refused(OneStepState state, string message) => Assert.That(
            () => OneStepRoom.Compute(state), Throws.TypeOf<RoomException>().With.Message.StartsWith(message));
    }

    private static IEnumerable<string> Activations => LayerCatalog.Activations;

    private static TracedNumber[] Checked(OneStepState state) =>
        [.. OneStepRoom.Compute(state).Groups.SelectMany(g => g.Numbers).Where(number => number.Numeric is not null)];

    /// <summary>The lines "name = numbers | numbers" of all fences that are marked as numbers.</summary>
    private static Dictionary<string, string> Document() => Repository.Read("docs/backprop.md").Split("```")
        .Where(part => part.StartsWith("numbers\n", StringComparison.Ordinal))
        .SelectMany(fence => fence.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        .Select(line => line.Split(" = ")).ToDictionary(line => line[0], line => line[1]);

    private static string Print(TracedGroup group) => string.Join(" | ", group.Numbers.Chunk(group.Columns).Select(row =>
        string.Join(' ', row.Select(n => (n.Value == 0 ? 0.0 : n.Value).ToString("0.000000", CultureInfo.InvariantCulture)))));
}
