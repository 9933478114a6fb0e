#:project ../../Adversarial/Adversarial.csproj
// Lesson 9, a GAN in one dimension: a generator learns to draw from N(3, 0.5) without being shown its formula.
// Exercises: 1. Print the discriminator's output at -1, 3 and 7 as it learns. 2. Give the real numbers two peaks, at 0
//            and 3: does the generator find both? 3. Write the article's generator loss, D - log D, and compare.
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

const int Batch = 64;
var generator = new Network(1, new Dense(1, 16), new Tanh(), new Dense(16, 1));
var discriminator = new Network(1, new Dense(1, 16), new Tanh(), new Dense(16, 1)); // to a logit
var random = new RandomStream(Seed: 0);
generator.Initialise(random.Fork(0));
discriminator.Initialise(random.Fork(1));
var (ofGenerator, ofDiscriminator) = (new Adam(generator.Parameters, beta1: 0.5f), new Adam(discriminator.Parameters, beta1: 0.5f));
var (makes, seesReal, seesMade) = (new Workspace(generator, Batch), new Workspace(discriminator, Batch), new Workspace(discriminator, Batch));
var loss = new BinaryCrossEntropy();
Matrix noise = Matrix.Allocate(Batch, 1), real = Matrix.Allocate(Batch, 1), dMade = Matrix.Allocate(Batch, 1);
Matrix ones = Matrix.Allocate(Batch, 1), zeros = Matrix.Allocate(Batch, 1);
ones.Fill(1);

(double Mean, double Deviation) figures = Look();
Console.WriteLine($"step    0: mean {figures.Mean:0.000}, deviation {figures.Deviation:0.000}");
for (int step = 1; step <= 3000; step++)
{
    random.Fork(2).Fork(step).FillNormal(noise.Span);
    random.Fork(3).Fork(step).FillNormal(real.Span);
    for (int i = 0; i < Batch; i++)
    {
        real[i, 0] = 3 + (0.5f * real[i, 0]);
    }
    Matrix made = generator.Forward(makes, noise);

    // The discriminator: 1 for real, 0 for made. Both gradients add up before its update.
    loss.Compute(discriminator.ForwardToLogits(seesReal, real), ones, default, 1f / Batch, seesReal.DLogits);
    loss.Compute(discriminator.ForwardToLogits(seesMade, made), zeros, default, 1f / Batch, seesMade.DLogits);
    discriminator.BackwardFromLogits(seesReal, seesReal.DLogits, default, ParameterGradients.Accumulate);
    discriminator.BackwardFromLogits(seesMade, seesMade.DLogits, default, ParameterGradients.Accumulate);
    ofDiscriminator.Step(2e-3f);

    // The generator wants 1 for what it made; the gradient comes to it through the discriminator, which stays as it is.
    loss.Compute(discriminator.ForwardToLogits(seesMade, made), ones, default, 1f / Batch, seesMade.DLogits);
    discriminator.BackwardFromLogits(seesMade, seesMade.DLogits, dMade, ParameterGradients.Skip);
    generator.Backward(makes, dMade, default, ParameterGradients.Accumulate);
    ofGenerator.Step(1e-3f);
}
figures = Look();
bool isNear = Math.Abs(figures.Mean - 3) < 0.3 && figures.Deviation is > 0.2 and < 0.9;
Console.WriteLine($"step 3000: mean {figures.Mean:0.000}, deviation {figures.Deviation:0.000}");
Console.WriteLine($"{(isNear ? "right" : "WRONG")}: about 3 and 0.5 are expected");
Environment.ExitCode = isNear ? 0 : 1;

(double, double) Look()
{
    Matrix many = Matrix.Allocate(1000, 1);
    random.Fork(4).FillNormal(many.Span);
    float[] made = generator.PredictOutputs(many).Span.ToArray();
    return (made.Average(), Math.Sqrt(made.Average(x => Math.Pow(x - made.Average(), 2))));
}
