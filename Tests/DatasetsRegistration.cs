using System.Runtime.CompilerServices;
using Scratch.Datasets;

namespace Scratch.Tests;

/// <summary>The tests ask for the digits and words by their names, as the command line does.</summary>
internal static class DatasetsRegistration
{
    [ModuleInitializer]
    internal static void Register() => EmbeddedData.Register();
}
