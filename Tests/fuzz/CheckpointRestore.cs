using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Fuzz;

/// <summary>A small training with every callback that remembers something, which a checkpoint is given back to.</summary>
internal sealed class CheckpointRestore
{
    private readonly MemoryStream[] _logs = [new(), new(), new()];
    private readonly byte[][] _written;
    private readonly TrainingLoop _loop;

    public CheckpointRestore()
    {
        _loop = Create(_logs);
        _loop.Run(); // so that there is something in every callback
        _written = [.. _logs.Select(log => log.ToArray())];
    }

    /// <summary>Reads a checkpoint and restores the training from it.</summary>
    public void Read(string path)
    {
        TrainingState state;
        try
        {
            state = CheckpointFile.Read(path);
        }
        catch (InvalidDataException) // a wrong checksum, most likely: what is behind it is asked, too
        {
            SafetensorsFile file = SafetensorsFile.Read(path);
            state = new TrainingState(path, new(file.Metadata), new(file.Tensors));
        }
        for (int i = 0; i < _logs.Length; i++) // which the checkpoint before may have cut
        {
            _logs[i].SetLength(0);
            _logs[i].Write(_written[i]);
        }
        // of a training that is over, what was before its end
        state = state.Scope("training").IsEmpty ? state.Scope("beforeEnd") : state;
        _loop.Restore(state.Scope("training"));
        _loop.RestoreCallbacks(state.Scope("callbacks"));
    }

    /// <summary>The two checkpoints that such a training leaves, one within it and one behind it.</summary>
    public static void WriteSeeds(string folder)
    {
        var checkpoints = new CheckpointFolder(folder, new CheckpointOptions(Steps: 3));
        checkpoints.Notes["command"] = "train";
        Create([new(), new(), new()], checkpoints).Run();
    }

    private static TrainingLoop Create(MemoryStream[] logs, CheckpointFolder? checkpoints = null)
    {
        var average = new WeightAveraging(0.5f);
        return new TrainingLoop(new Step(), examples: 4, new LoopOptions
        {
            BatchSize = 2,
            Epochs = 2,
            Validation = new Figures(),
            Checkpoints = checkpoints,
            Callbacks =
            [
                average, new History(), new EarlyStopping { RestoreBestWeights = true }, new ReduceOnPlateau(),
                new MetricsWriter(logs[0]), new JsonLinesWriter(logs[1]), new TensorBoardWriter(logs[2]), new ModelCheckpoint((_, _) => "") { EveryEpochs = 9 },
                new CollapseGuard(new CollapseOptions(), average),
                new RobustnessGuard(new ProbeOptions { Action = DropAction.Warn }),
            ],
        });
    }

    private sealed class Step : ITrainingStep
    {
        private readonly ConstantSchedule _schedule = new(0.1f);

        public Step()
        {
            var network = new Network(1, new Dense(1, 1));
            Learners = [new Learner("net", network, new Adam(network.Parameters), _schedule)];
        }

        public string Stage => "tiny";

        public IReadOnlyList<string> Metrics { get; } = ["loss"];

        public IReadOnlyList<Learner> Learners { get; }

        public void Run(in StepContext context, Span<float> metrics)
        {
            Learners[0].Network.Parameters.Gradients.Fill(1);
            Learners[0].Update(context);
            metrics[0] = 1;
        }
    }

    /// <summary>Well in the first epoch, not in the second.</summary>
    private sealed class Figures : IValidation
    {
        private double _next = 1;

        public IReadOnlyList<string> Metrics { get; } = ["val_loss", SampleFigures.Diversity, RobustProbe.Figure];

        public void Run(Span<double> metrics)
        {
            metrics.Fill(_next);
            _next = 0;
        }
    }
}
