#:package Scratch.Adversarial@0.1.0

// A generator learns eight Gaussians on a ring from a discriminator that learns to tell its points from real ones.
//
//     dotnet run ring.cs

using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

const int Modes = 8, Points = 12_800, Batch = 128, Latent = 8, Width = 64;
const float Deviation = 0.02f;
var random = new RandomStream(Seed: 1);

// The real points, in the unit square.
Matrix points = Matrix.Allocate(Points, 2);
random.Fork(0).FillNormal(points.Span);
for (int i = 0; i < Points; i++)
{
    (double x, double y) = Centre(i % Modes);
    points[i, 0] = (float)x + (Deviation * points[i, 0]);
    points[i, 1] = (float)y + (Deviation * points[i, 1]);
}
var ring = new Dataset("ring", points, [.. Enumerable.Range(0, Points).Select(i => i % Modes)], Modes, new VectorDomain(2, Box.Unit));

Learner generator = Create("generator", 1, Latent, new Dense(Width, 2), new Sigmoid());
Learner judge = Create("discriminator", 2, 2, new Dense(Width, 1));
var discriminator = new DiscriminatorTrainer(
    judge, new DiscriminatorOptions { Penalty = PenaltyForm.ZeroCentred, PenaltyWeight = 0.1f }, capacity: 2 * Batch);
var step = new GenerativeStep(generator, discriminator, ring, PromptSource.Normal(Latent), Batch);
TrainingLoop.Run(step, Points, Batch, epochs: 60, random.Fork(3), [new WeightAveraging(0.999f) { Networks = ["generator"] }]);

Matrix prompts = Matrix.Allocate(2500, Latent);
random.Fork(4).FillNormal(prompts.Span);
Matrix samples = generator.Network.PredictOutputs(prompts);
int[] near = new int[Modes];
for (int i = 0; i < samples.Rows; i++)
{
    for (int mode = 0; mode < Modes; mode++)
    {
        (double x, double y) = Centre(mode);
        near[mode] += Math.Sqrt(Math.Pow(samples[i, 0] - x, 2) + Math.Pow(samples[i, 1] - y, 2)) <= 3 * Deviation ? 1 : 0;
    }
}
Console.WriteLine($"{near.Count(n => n >= 25)} of {Modes} Gaussians are found; {(double)near.Sum() / samples.Rows:0 %} of the samples lie within three deviations of one");

Learner Create(string name, ulong stream, int inputs, params Layer[] last)
{
    var network = new Network(inputs, [new Dense(inputs, Width), new Relu(), new Dense(Width, Width), new Relu(), .. last]);
    network.Initialise(random.Fork((int)stream));
    return new Learner(name, network, new Adam(network.Parameters, beta1: 0.5f), new ConstantSchedule(1e-3f));
}

static (double X, double Y) Centre(int mode) =>
    (0.5 + (0.4 * Math.Cos(2 * Math.PI * mode / Modes)), 0.5 + (0.4 * Math.Sin(2 * Math.PI * mode / Modes)));
