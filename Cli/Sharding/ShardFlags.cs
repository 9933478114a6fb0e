using Scratch.Layers;

namespace Scratch.Cli.Sharding;

/// <summary>
/// The options that make a command compute one shard of its examples: <c>--shard</c> and <c>--out</c>.
/// </summary>
internal sealed class ShardFlags
{
    private const string Ending = ".npz";

    // what of a command line doesn't change the figures of a shard; merge has these of its own
    private static readonly string[] Unread = ["--shard", "--out", "--json", "--threads", "--memory", "--overwrite"];

    private readonly Option<Shard?> _shard = Usage.Optional(
        "--shard I/N",
        "Attack only the Ith of N shares of the examples, here or on another machine; 'scratch merge' joins the parts.",
        new ShardKind());

    private readonly Option<string?> _out = new("--out")
    {
        Description = "The file for the part of --shard.",
        HelpName = "PART.npz",
    };

    /// <summary>Both.</summary>
    public IEnumerable<Option> All => [_shard, _out];

    /// <summary>What the command line asks for, settled before the work.</summary>
    /// <exception cref="UsageException">One is given without the other, or the file can't be written.</exception>
    public ShardedCommand Settle(ParseResult parsed)
    {
        (Shard? shard, string? path) = (parsed.GetValue(_shard), parsed.GetValue(_out));
        return shard is null != path is null
            ? throw new UsageException(shard is null
                ? $"{_out.Name} is for a part; expected {_shard.Name} beside it."
                : $"{_shard.Name} makes a part; expected {_out.Name} with a file {Ending} beside it.")
            : new ShardedCommand(parsed, Words(parsed), shard, path is null ? null
                : Outputs.Settle(_out, path, overwrite: true, Ending));
    }

    /// <exception cref="UsageException">One is given where a measurement is no sum over examples.</exception>
    public void RequireNone(ParseResult parsed, string measured)
    {
        if (All.FirstOrDefault(parsed.IsGiven) is { } given)
        {
            throw new UsageException($"{given.Name} is for attacks on a classifier; {measured}.");
        }
    }

    /// <summary>
    /// The command line without what doesn't change the figures, options in the order of their names.
    /// </summary>
    private static IReadOnlyList<string> Words(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return
        [
            command.Name,
            .. command.Arguments.SelectMany(argument => Tokens(parsed.GetResult(argument))),
            .. command.Options.Where(option => parsed.IsGiven(option) && !Unread.Contains(option.Name))
                .OrderBy(option => option.Name, StringComparer.Ordinal)
                .SelectMany(option => Tokens(parsed.GetResult(option)).Prepend(option.Name)),
        ];

        static IEnumerable<string> Tokens(System.CommandLine.Parsing.SymbolResult? result) =>
            result?.Tokens.Select(token => token.Value) ?? [];
    }
}

/// <summary>A command that computes all, a shard, or merges what shards have computed.</summary>
/// <param name="parsed">Its command line.</param>
/// <param name="words">What of it changes the figures.</param>
/// <param name="shard">Which shard; null for all.</param>
/// <param name="file">Where its part goes; null likewise.</param>
internal sealed class ShardedCommand(
    ParseResult parsed, IReadOnlyList<string> words, Shard? shard, OutputFile? file)
{
    private ShardWork? _own;
    private PartIdentity? _identity;

    /// <summary>True if the command computes a shard, and its own figures are none.</summary>
    public bool IsPart => shard is not null;

    /// <summary>Who computes what becomes of each example.</summary>
    /// <param name="model">The classifier under attack.</param>
    /// <param name="data">What it is attacked on.</param>
    /// <param name="others">Other networks that take part, and what else figures depend on, by name.</param>
    /// <exception cref="InvalidDataException">Parts that are merged were computed from something else.</exception>
    public ExampleWork Begin(Network model, Dataset data, params IEnumerable<(string Name, string? Digest)> others)
    {
        MergedWork? merged = parsed.Merged();
        if (merged is null && shard is null)
        {
            return ExampleWork.Here;
        }
        _identity = new PartIdentity(words, new Dictionary<string, string>(
            [
                new("model", ModelFile.Digest(model)),
                new("data", data.Digest()),
                new("arithmetic", InstructionSet.Arithmetic),
                new("version of scratch", Program.InformationalVersion),
                .. others.Where(other => other.Digest is not null)
                    .Select(other => KeyValuePair.Create(other.Name, other.Digest!)),
            ]));
        merged?.RequireFrom(_identity);
        return merged is not null ? merged : _own = new ShardWork(shard!.Value);
    }

    /// <summary>Writes the part, and says so.</summary>
    public int Write()
    {
        new ShardPart(file!.FullPath, shard!.Value, _identity!, _own!.Results, _own.Single).Write();
        parsed.InvocationConfiguration.Error.WriteLine(
            $"Shard {shard} is in {file.FullPath}; 'scratch merge' joins it with the others.");
        return ExitCode.Done;
    }
}
