using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Robustness;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Settings;

namespace Scratch.Tests.Adversarial.Settings;

public class ShortestNumbersTests
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new ShortestNumbers() } };

    [TestCase(0.1f, "0.1")]
    [TestCase(0.3f, "0.3")]
    [TestCase(8f / 255, "0.03137255")]
    [TestCase(-1e-10f, "-1E-10")]
    public void A_number_of_single_precision_is_written_as_one(float value, string expected) =>
        Assert.That(JsonSerializer.Serialize((double)value, Options), Is.EqualTo(expected));

    [TestCase(0.1)]
    [TestCase(0.97350000000000003)]
    [TestCase(1 / 3.0)]
    [TestCase(997 / 1024.0)]
    [TestCase(16_383 / 16_384.0)]
    [TestCase(123456789012)]
    [TestCase(0)]
    public void Another_keeps_all_its_digits(double value) =>
        Assert.That(JsonSerializer.Deserialize<double>(JsonSerializer.Serialize(value, Options), Options),
            Is.EqualTo(value));

    [Test]
    public void What_is_written_is_written_so_again([Random(0f, 1f, 20)] float value)
    {
        string once = JsonSerializer.Serialize((double)value, Options);
        Assert.That(
            JsonSerializer.Serialize(JsonSerializer.Deserialize<double>(once, Options), Options), Is.EqualTo(once));
        Assert.That(once, Has.Length.LessThanOrEqualTo(15));
    }

    [Test]
    public void So_are_those_of_reports()
    {
        var audit = new AuditReport(7, [new AuditCheck("slope", Passed: true, 0.1f, 0.3f, "")]);
        string json = JsonSerializer.Serialize(audit, RunJson.Default.AuditReport);
        Assert.That(json, Does.Contain("\"value\": 0.1,").And.Contain("\"limit\": 0.3,"));
    }
}
