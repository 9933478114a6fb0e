"""Forward and backward passes of every layer and loss, and second order, by PyTorch in double precision.

    /usr/bin/python3 -B Tests/golden/layers.py Tests/golden/layers.txt

Needs PyTorch 1.13 (Debian: python3-torch) and NumPy. Weights are written (inputs, outputs), as Scratch has them in memory.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from golden import Stream, line, main, sample

BATCH, INPUTS, OUTPUTS = 5, 7, 4
torch.set_default_dtype(torch.float64)


def tensor(values, grad=False):
    return torch.tensor(np.asarray(values), requires_grad=grad)


def layer(name, module, seed, mode="train", random=None, last=None):
    """The lines of one layer: what goes in, the last column given or random, and what comes out of both passes."""
    stream, case = Stream(seed), f"layer/{name}"
    for i, (key, parameter) in enumerate(module.named_parameters()):
        values = sample(stream.fork(10 + i), 1, parameter.numel(), -0.7, 0.7)
        parameter.data = tensor(values.reshape(parameter.shape))
        yield line(f"{case}/{key}", in_memory(parameter.detach()))
    buffers = [(key, buffer) for key, buffer in module.named_buffers() if buffer.is_floating_point()]
    for i, (key, buffer) in enumerate(buffers):
        buffer.copy_(tensor(sample(stream.fork(20 + i), 1, buffer.numel(), 0.5, 1.5)[0]))
        yield line(f"{case}/{key}", buffer)
    module.train(mode == "train")
    values = sample(stream.fork(0), BATCH, INPUTS)
    if last is not None:
        values[:, -1] = last
    x = tensor(values, grad=True)
    y = random(x) if random else module(x)
    d = tensor(sample(stream.fork(1), *y.shape))
    y.backward(d)
    for key, value in (("input", x), ("dOutput", d), ("output", y), ("dInput", x.grad)):
        yield line(f"{case}/{key}", value.detach())
    for key, parameter in module.named_parameters():
        yield line(f"{case}/d{key}", in_memory(parameter.grad))
    for key, buffer in buffers:
        yield line(f"{case}/{key}.after", buffer)


def in_memory(parameter):
    return parameter.numpy().T if parameter.dim() == 2 else parameter.numpy()


def dropout(x):
    """The mask that Scratch draws from Stream(9): row by row."""
    mask = np.stack([Stream(9).fork(row).uniform(x.shape[1]) for row in range(x.shape[0])])
    return x * tensor((mask >= np.float32(0.4)) / (1 - 0.4))


def noise(x):
    return x + 0.5 * tensor(np.stack([Stream(9).fork(row).normal(x.shape[1]) for row in range(x.shape[0])]))


def frames(x, count=3, width=3):
    """Windows at equal distances over the active samples, whose number is the last column."""
    active = x[:, -1].detach().round().clamp(width, x.shape[1] - 1)
    starts = ((active - width)[:, None] * torch.arange(count) / (count - 1) + 0.5).floor().long()
    places = (starts[:, :, None] + torch.arange(width)).reshape(len(x), -1)
    return x.gather(1, places) * torch.hann_window(width).repeat(count)


def mel_bands(x, bands=2, low=30, high=900, rate=2000):
    frequencies = torch.linspace(0, rate / 2, x.shape[1])
    mel = torch.linspace(2595 * np.log10(1 + low / 700), 2595 * np.log10(1 + high / 700), bands + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    slopes = edges[None, :] - frequencies[:, None]
    up, down = -slopes[:, :-2] / (edges[1:-1] - edges[:-2]), slopes[:, 2:] / (edges[2:] - edges[1:-1])
    return x @ torch.minimum(up, down).clamp(min=0)


def relative_log(x, share=0.2, floor=0.05):
    powers = x.clamp(min=0)
    return (powers + share * powers.mean(dim=1, keepdim=True) + floor).log()


def loss(name, function, seed, width=INPUTS, low=0.05, high=0.95, distribution=False):
    """The lines of one loss: per example, and the gradient of the mean over the batch."""
    stream = Stream(seed)
    x = tensor(sample(stream.fork(0), BATCH, width, -3, 3), grad=True)
    t = sample(stream.fork(1), BATCH, width, low, high)
    if distribution:
        t = (t / t.sum(axis=1, keepdims=True)).astype(np.float32).astype(np.float64)
    per_example = function(x, tensor(t))
    per_example.mean().backward()
    yield line(f"loss/{name}/logits", x.detach())
    yield line(f"loss/{name}/target", t)
    yield line(f"loss/{name}/losses", per_example.detach())
    yield line(f"loss/{name}/dLogits", x.grad)


def labels(name, seed, smoothing, weights):
    """Softmax cross-entropy of class indices, smoothed and weighted by PyTorch itself; its mean divides by the weights."""
    stream = Stream(seed)
    x = tensor(sample(stream.fork(0), BATCH, INPUTS, -3, 3), grad=True)
    classes = (stream.fork(1).uniform(BATCH) * INPUTS).astype(np.int64)
    w = sample(stream.fork(2), 1, INPUTS, 0.5, 2)[0] if weights else None
    options = {"label_smoothing": smoothing, "weight": None if w is None else tensor(w)}
    per_example = F.cross_entropy(x, torch.tensor(classes), reduction="none", **options)
    F.cross_entropy(x, torch.tensor(classes), reduction="mean", **options).backward()
    yield line(f"labels/{name}/logits", x.detach())
    yield line(f"labels/{name}/classes", classes)
    yield line(f"labels/{name}/smoothing", [smoothing])
    yield line(f"labels/{name}/weights", np.ones(INPUTS) if w is None else w)
    yield line(f"labels/{name}/losses", per_example.detach())
    yield line(f"labels/{name}/dLogits", x.grad)


def gaussian(x, t):
    half = x.shape[1] // 2
    normal = torch.distributions.Normal
    p = normal(x[:, :half], (x[:, half:] / 2).exp())
    q = normal(t[:, :half], (t[:, half:] / 2).exp())
    return torch.distributions.kl_divergence(p, q).sum(dim=1)


def reparameterisation():
    """z = mean + exp(log variance / 2) * noise, under dZ . z + 0.3 * divergence from N(0, 1)."""
    stream = Stream(60)
    heads = tensor(sample(stream.fork(0), BATCH, 2 * OUTPUTS), grad=True)
    epsilon, d = (tensor(sample(stream.fork(1 + i), BATCH, OUTPUTS)) for i in range(2))
    z = heads[:, :OUTPUTS] + (heads[:, OUTPUTS:] / 2).exp() * epsilon
    divergence = gaussian(heads, torch.zeros_like(heads))
    ((d * z).sum() + 0.3 * divergence.sum()).backward()
    for name, value in (("heads", heads), ("noise", epsilon), ("dZ", d), ("z", z), ("divergence", divergence), ("dHeads", heads.grad)):
        yield line(f"reparameterisation/all/{name}", value.detach())


def network(outputs, activations, seed):
    """Linear layers with activations between them, with random parameters."""
    first, second = activations
    model = nn.Sequential(nn.Linear(INPUTS, 6), first, nn.Linear(6, 5), second, nn.Linear(5, outputs))
    for i, parameter in enumerate(model.parameters()):
        parameter.data = tensor(sample(Stream(seed).fork(10 + i), 1, parameter.numel(), -0.7, 0.7).reshape(parameter.shape))
    return model


def penalty(name, seed, activations, function):
    """The mean over the batch of a function of the norm of the input gradient, and its gradient by double backward."""
    model, x = network(1, activations, seed), tensor(sample(Stream(seed).fork(0), BATCH, INPUTS), grad=True)
    gradient, = torch.autograd.grad(model(x).sum(), x, create_graph=True)
    per_example = function(gradient.norm(dim=1))
    per_example.mean().backward()
    yield line(f"penalty/{name}/input", x.detach())
    yield line(f"penalty/{name}/penalties", per_example.detach())
    for key, parameter in model.named_parameters():
        yield line(f"penalty/{name}/{key}", in_memory(parameter.detach()))
        gradient = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
        yield line(f"penalty/{name}/d{key}", in_memory(gradient))


def hessian(name, seed, activations, function, low=0.05, high=0.95):
    """The Hessian of the mean loss times a vector, by double backward."""
    stream, model = Stream(seed), network(OUTPUTS, activations, seed)
    x, t = tensor(sample(stream.fork(0), BATCH, INPUTS)), tensor(sample(stream.fork(1), BATCH, OUTPUTS, low, high))
    parameters = dict(model.named_parameters())
    gradients = torch.autograd.grad(function(model(x), t).mean(), parameters.values(), create_graph=True)
    vector = [tensor(sample(stream.fork(20 + i), 1, p.numel()).reshape(p.shape)) for i, p in enumerate(parameters.values())]
    products = torch.autograd.grad(gradients, parameters.values(), vector)
    yield line(f"hessian/{name}/input", x)
    yield line(f"hessian/{name}/target", t)
    for (key, parameter), v, product in zip(parameters.items(), vector, products):
        yield line(f"hessian/{name}/{key}", in_memory(parameter.detach()))
        yield line(f"hessian/{name}/v{key}", in_memory(v))
        yield line(f"hessian/{name}/H{key}", in_memory(product))


def soft_cross_entropy(x, t):
    return F.cross_entropy(x, t, reduction="none")


def lines():
    yield from layer("Dense", nn.Linear(INPUTS, OUTPUTS), 1)
    yield from layer("SpectralDense", nn.utils.spectral_norm(nn.Linear(INPUTS, OUTPUTS)), 2)
    yield from layer("SpectralDense, evaluated", nn.utils.spectral_norm(nn.Linear(INPUTS, OUTPUTS)), 3, mode="evaluate")
    activations = [
        ("Relu", nn.ReLU()), ("LeakyRelu", nn.LeakyReLU(0.3)), ("Elu", nn.ELU(0.7)), ("Gelu", nn.GELU()), ("GeluTanh", nn.GELU("tanh")),
        ("Silu", nn.SiLU()), ("Softplus", nn.Softplus()), ("Sigmoid", nn.Sigmoid()), ("Tanh", nn.Tanh()), ("Softmax", nn.Softmax(dim=1)),
    ]
    for i, (name, module) in enumerate(activations):
        yield from layer(name, module, 10 + i)
    yield from layer("LayerNormalisation", nn.LayerNorm(INPUTS), 30)
    yield from layer("BatchNormalisation", nn.BatchNorm1d(INPUTS), 31)
    yield from layer("BatchNormalisation, evaluated", nn.BatchNorm1d(INPUTS), 32, mode="evaluate")
    yield from layer("Dropout", nn.Dropout(0.4), 33, random=dropout)
    yield from layer("GaussianNoise", nn.Identity(), 34, random=noise)
    yield from layer("Frames", nn.Identity(), 35, random=frames, last=[1, 3, 4.4, 5, 9])
    yield from layer("PowerSpectrum", nn.Identity(), 36, random=lambda x: torch.fft.rfft(x, n=10).abs() ** 2)
    yield from layer("MelBands", nn.Identity(), 37, random=mel_bands)
    yield from layer("RelativeLog", nn.Identity(), 38, random=relative_log)
    yield from layer("MeanNormalisation", nn.Identity(), 39, random=lambda x: x - 0.7 * x.mean(dim=1, keepdim=True))
    yield from reparameterisation()

    yield from loss("softmax cross-entropy", lambda x, t: F.cross_entropy(x, t, reduction="none"), 40, distribution=True)
    yield from loss("binary cross-entropy", lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none").sum(1), 41)
    yield from loss("mean squared error", lambda x, t: F.mse_loss(x, t, reduction="none").mean(1), 42)
    yield from loss("mean absolute error", lambda x, t: F.l1_loss(x, t, reduction="none").mean(1), 43)
    yield from loss("Huber loss", lambda x, t: F.huber_loss(x, t, reduction="none", delta=0.5).mean(1), 44)
    yield from loss("minimax generator loss", lambda x, t: -F.softplus(x).sum(1), 57)
    yield from loss("critic's loss", lambda x, t: -(t * x).sum(1), 58, low=-1, high=1)
    yield from loss("hinge loss", lambda x, t: F.relu(1 - t * x).mean(1), 45, low=-1, high=1)
    yield from loss("categorical divergence", lambda x, t: F.kl_div(F.log_softmax(x, 1), t, reduction="none").sum(1), 46, distribution=True)
    yield from loss("Gaussian divergence", gaussian, 47, width=2 * OUTPUTS, low=-1, high=1)
    yield from labels("plain", 50, 0.0, False)
    yield from labels("smoothed", 51, 0.1, False)
    yield from labels("weighted", 52, 0.0, True)
    yield from labels("smoothed and weighted", 53, 0.1, True)

    yield from penalty("R1, Tanh, Softplus", 70, (nn.Tanh(), nn.Softplus()), lambda norm: 5 * norm**2)
    yield from penalty("R1, LeakyRelu, Relu", 71, (nn.LeakyReLU(0.3), nn.ReLU()), lambda norm: 5 * norm**2)
    yield from penalty("WGAN-GP, Silu, Elu", 72, (nn.SiLU(), nn.ELU(0.7)), lambda norm: 10 * (norm - 1) ** 2)
    yield from penalty("WGAN-GP, Gelu, GeluTanh", 73, (nn.GELU(), nn.GELU("tanh")), lambda norm: 10 * (norm - 1) ** 2)
    yield from hessian("softmax cross-entropy, Gelu, Sigmoid", 74, (nn.GELU(), nn.Sigmoid()), soft_cross_entropy)
    yield from hessian("binary cross-entropy, Elu, Tanh", 75, (nn.ELU(0.7), nn.Tanh()), lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="none").sum(1))
    yield from hessian("mean squared error, GeluTanh, Silu", 76, (nn.GELU("tanh"), nn.SiLU()), lambda x, t: F.mse_loss(x, t, reduction="none").mean(1))


if __name__ == "__main__":
    main(lines())
