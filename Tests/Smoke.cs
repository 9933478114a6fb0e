using NUnit.Framework;
namespace Scratch.Tests;
public class Smoke { [Test] public void One() => Assert.That(Environment.ProcessorCount, Is.GreaterThan(0)); }
