using Scratch.Adversarial.Files;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Where the networks of a run start: at a finished run, each at its namesake, or one of them at a file.</summary>
internal sealed class PretrainedNetworks
{
    private readonly string? _path;

    /// <param name="path">A run folder or a safetensors file; null to start anew.</param>
    /// <exception cref="FileNotFoundException">There is neither.</exception>
    public PretrainedNetworks(string? path)
    {
        _path = path;
        if (path is not null && !File.Exists(path) && !Directory.Exists(path))
        {
            throw new FileNotFoundException($"{path}: there is no such run or file to start from.");
        }
    }

    /// <summary>Overwrites the network's parameters if there are some for it.</summary>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidDataException">The run's network of that name has another form.</exception>
    public Network Start(string name, Network network)
    {
        if (FileFor(name, network) is { } file)
        {
            Pretrained.Load(file, network);
        }
        return network;
    }

    /// <summary>The network of that name as it was saved, or null if there is none: only a run has names.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Network? Find(string name) =>
        _path is not null && Path.Combine(_path, $"{name}.safetensors") is var file && File.Exists(file) ? ModelFile.Read(file) : null;

    /// <summary>Throws if there is something to start from that none of the networks starts from.</summary>
    public void RequireUsed(IReadOnlyList<(string Name, Network Network)> networks)
    {
        if (_path is not null && networks.All(named => FileFor(named.Name, named.Network) is null))
        {
            throw new InvalidDataException($"{_path}: it fits none of this run's networks ({string.Join(", ", networks.Select(named => named.Name))}).");
        }
    }

    private string? FileFor(string name, Network network)
    {
        if (_path is null)
        {
            return null;
        }
        if (File.Exists(_path))
        {
            return Pretrained.Fits(_path, network) ? _path : null;
        }
        string file = Path.Combine(_path, $"{name}.safetensors");
        return File.Exists(file) ? file : null;
    }
}
