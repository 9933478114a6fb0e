"""The autoencoder of most introductions, by PyTorch's own layers and gradients, on the embedded digits: what docs/generative.md compares with.

    python3 Benchmarks/Peers/autoencoder.py --hidden 400 --latent 20 --epochs 33 --schedule constant --rate 1e-3 --seed 0

Trains on the first 18,000 of the 20,000 embedded digits, as many as a run of Scratch does, and prints -ELBO on all 10,000 test digits.
"""
import argparse
import gzip
import pathlib
import numpy
import torch
from torch import nn
from torch.nn import functional

parser = argparse.ArgumentParser()
parser.add_argument("--hidden", type=int, default=400)
parser.add_argument("--latent", type=int, default=20)
parser.add_argument("--epochs", type=int, default=33)
parser.add_argument("--schedule", choices=["constant", "onecycle"], default="constant")
parser.add_argument("--rate", type=float, default=1e-3)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()

folder = pathlib.Path(__file__).parent.parent.parent / "Adversarial" / "Data" / "Mnist"


def images(part):
    with gzip.open(folder / f"{part}-images-idx3-ubyte.gz") as file:
        return torch.tensor(numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 784) / numpy.float32(255))


class Autoencoder(nn.Module):
    def __init__(self, hidden, latent):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, hidden), nn.ReLU())
        self.mean, self.log_variance = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, 784))

    def forward(self, x):
        """-ELBO, summed over the batch."""
        h = self.encoder(x)
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        reconstruction = functional.binary_cross_entropy_with_logits(self.decoder(z), x, reduction="sum")
        return reconstruction + 0.5 * torch.sum(mean ** 2 + log_variance.exp() - log_variance - 1)


torch.manual_seed(arguments.seed)
training, test = images("train")[:18000], images("t10k")
model = Autoencoder(arguments.hidden, arguments.latent)
optimizer = torch.optim.Adam(model.parameters(), lr=arguments.rate)
steps = arguments.epochs * -(-len(training) // 128)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, arguments.rate, total_steps=steps) if arguments.schedule == "onecycle" else None
for _ in range(arguments.epochs):
    for rows in torch.randperm(len(training)).split(128):
        optimizer.zero_grad()
        (model(training[rows]) / len(rows)).backward()
        optimizer.step()
        if schedule:
            schedule.step()
with torch.no_grad():
    bounds = [sum(model(batch).item() for batch in test.split(1000)) / len(test) for _ in range(10)]
print(f"{vars(arguments)}: -ELBO on the test set {sum(bounds) / len(bounds):.2f}")
