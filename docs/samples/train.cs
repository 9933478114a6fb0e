#:package Scratch.Adversarial@0.1.0

// Trains a classifier on a table, tries it on rows that it hasn't seen, and saves it with all that a second program needs.
//
//     dotnet run train.cs -- FILE.csv LABEL-COLUMN [MODEL.safetensors]
//
// Without a file it takes the penguins that come with the package, and learns their species.

using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

string file = args.Length > 0 ? args[0] : "penguins";
string label = args.Length > 1 ? args[1] : "";
string model = args.Length > 2 ? args[2] : "model.safetensors";

// A missing value is taken to be the usual one. One fifth of the rows is kept for the test; of the others, 40 decide when to stop.
var source = new TableSource(file, new TableOptions { Label = label, Impute = true });
Dataset rows = source.OpenTraining(), test = source.OpenTest(rows.Classes);
(Dataset training, Dataset held) = rows.Split(40, new RandomStream(Seed: 1));

var domain = (TableDomain)rows.Domain;
var network = new Network(domain.Features, new Dense(domain.Features, 32, Initialisers.HeNormal), new Relu(),
    new Dense(32, rows.Classes));
network.Initialise(new RandomStream(Seed: 1));
var classifier = new Model(network, new SoftmaxCrossEntropy(), new Adam(network.Parameters), new ConstantSchedule(3e-3f),
    Metric.Accuracy);
var stopping = new EarlyStopping("val_loss") { Patience = 10, RestoreBestWeights = true };
classifier.Fit(training, new FitOptions { BatchSize = 16, Epochs = 100, Validation = held, Callbacks = [stopping] });

new TableModel(domain.Schema, network).Save(model);
Console.WriteLine($"{classifier.Evaluate(test)["accuracy"]:0.000} of {test.Count} test rows are classified correctly; the model is in {model}");
