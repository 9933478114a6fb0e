"""What optimizers and schedules ought to give, in double precision: optimizers.json and schedules.json.

    /usr/bin/python3 Tests/golden/optimizers.py [FOLDER]

PyTorch 1.13 (Debian's python3-torch) where it has the optimizer or the schedule; else the formulas of the paper, one by one.
A test runs this again and compares what it writes with the files beside it.
"""
import json
import math
import pathlib
import sys
import warnings

import numpy
import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

STEPS, RECORDED = 50, (1, 2, 10, 50)
WEIGHTS, BIASES = (3, 4), (1, 3)  # rows and columns; the biases don't decay
EPOCH = 5  # steps


def f32(x):
    """A constant as floats have it: both sides are to compute with the same numbers."""
    return float(numpy.float32(x))


BETA1, BETA2, EPSILON = f32(0.9), f32(0.999), f32(1e-8)


def first_values():
    """Multiples of 1/16, which floats hold exactly, in the order of rows."""
    count = math.prod(WEIGHTS) + math.prod(BIASES)
    return [((29 * i) % 31 - 15) / 16 for i in range(count)]


def noise(i, step):
    """Multiples of 1/64."""
    return ((37 * i + 101 * step) % 97 - 48) / 64


def gradient(values, first, step):
    """A bowl of its own steepness and bottom for every parameter, and noise: what an optimizer did comes back to it."""
    index = torch.arange(first, first + values.numel())
    steepness = (1 + index % 5) / 4
    bottom = (index % 7 - 3) / 8
    shaken = torch.tensor([noise(int(i), step) for i in index])
    return (steepness * (values.flatten() - bottom) + shaken).reshape(values.shape)


def tensors():
    values, weights = first_values(), math.prod(WEIGHTS)
    return (torch.tensor(values[:weights]).reshape(WEIGHTS), torch.tensor(values[weights:]).reshape(BIASES))


def trajectory(step_with):
    """The parameters after some of the steps of step_with(parameters, gradients, step), which changes them in place."""
    parameters, recorded = tensors(), {}
    for step in range(1, STEPS + 1):
        gradients = [gradient(p, first, step) for p, first in zip(parameters, (0, math.prod(WEIGHTS)))]
        step_with(parameters, gradients, step)
        if step in RECORDED:
            recorded[step] = [float(x) for p in parameters for x in p.flatten()]
    return recorded


def by_torch(kind, rate, penalty=0.0, **options):
    """An optimizer of PyTorch; the penalty, or AdamW's decay, for the weights alone."""
    state = {}

    def step_with(parameters, gradients, _):
        if not state:
            groups = [{"params": [parameters[0]], "weight_decay": f32(penalty)}, {"params": [parameters[1]], "weight_decay": 0.0}]
            state["optimizer"] = kind(groups, lr=f32(rate), **options)
        for p, g in zip(parameters, gradients):
            p.grad = g
        state["optimizer"].step()

    return trajectory(step_with)


def lion(rate, decay=0.0):
    """Chen et al. 2023, algorithm 2."""
    beta1, beta2, eta = f32(0.9), f32(0.99), f32(rate)
    m = [torch.zeros(WEIGHTS), torch.zeros(BIASES)]

    def step_with(parameters, gradients, _):
        for i, (theta, g, decayed) in enumerate(zip(parameters, gradients, (f32(decay), 0.0))):
            c = beta1 * m[i] + (1 - beta1) * g
            theta.copy_(theta - eta * (torch.sign(c) + decayed * theta))
            m[i] = beta2 * m[i] + (1 - beta2) * g

    return trajectory(step_with)


def prodigy(rate, decay=0.0):
    """Mishchenko and Defazio 2023, algorithm 4; weight decay as in AdamW, with the rate that was found.

    The first estimate is 1/128: from the paper's 1e-6 on, the first ways are as short as the rounding of floats.
    """
    gamma, root = f32(rate), math.sqrt(BETA2)
    start = [p.clone() for p in tensors()]
    m, v, s = ([torch.zeros(WEIGHTS), torch.zeros(BIASES)] for _ in range(3))
    known = {"d": 1 / 128, "r": 0.0}

    def step_with(parameters, gradients, _):
        d = known["d"]
        inner = sum(float((g * (x0 - x)).sum()) for g, x0, x in zip(gradients, start, parameters))
        known["r"] = root * known["r"] + (1 - root) * gamma * d * d * inner
        for i, (x, g, decayed) in enumerate(zip(parameters, gradients, (f32(decay), 0.0))):
            m[i] = BETA1 * m[i] + (1 - BETA1) * d * g
            v[i] = BETA2 * v[i] + (1 - BETA2) * d * d * g * g
            s[i] = root * s[i] + (1 - root) * gamma * d * d * g
            x.copy_(x - gamma * d * (m[i] / (v[i].sqrt() + d * EPSILON) + decayed * x))
        known["d"] = max(d, known["r"] / sum(float(x.abs().sum()) for x in s))

    return trajectory(step_with)


def schedule_free(rate, decay=0.0, evaluated=False):
    """Defazio et al. 2024, algorithm 1, without warm-up; y, or x where it is evaluated."""
    z, x = [p.clone() for p in tensors()], [p.clone() for p in tensors()]
    v = [torch.zeros(WEIGHTS), torch.zeros(BIASES)]
    known = {"sum": 0.0}

    def step_with(parameters, gradients, step):
        gamma = f32(rate) * math.sqrt(1 - BETA2**step)
        known["sum"] += gamma**2
        c = gamma**2 / known["sum"]
        for i, (y, g, decayed) in enumerate(zip(parameters, gradients, (f32(decay), 0.0))):
            v[i] = BETA2 * v[i] + (1 - BETA2) * g * g
            z[i] = z[i] - gamma * g / (v[i].sqrt() + EPSILON) - gamma * decayed * y
            x[i] = (1 - c) * x[i] + c * z[i]
            y.copy_((1 - BETA1) * z[i] + BETA1 * x[i])

    y = trajectory(step_with)
    return {STEPS: [float(e) for t in x for e in t.flatten()]} if evaluated else y


def optimizers():
    """By the name in the catalogue, and the constants that are not its own: what a test makes the optimizer from."""
    optim, betas = torch.optim, {"betas": (BETA1, BETA2), "eps": EPSILON}
    nadam = {"foreach": True, **betas}  # 1.13's other form multiplies its product by the present momentum twice
    return {
        "sgd rate 0.1": by_torch(optim.SGD, 0.1),
        "sgd rate 0.1 penalty 0.1": by_torch(optim.SGD, 0.1, 0.1),
        "sgd rate 0.05 momentum 0.9": by_torch(optim.SGD, 0.05, momentum=f32(0.9)),
        "sgd rate 0.05 momentum 0.9 nesterov": by_torch(optim.SGD, 0.05, momentum=f32(0.9), nesterov=True),
        "sgd rate 0.05 momentum 0.9 nesterov penalty 0.1": by_torch(optim.SGD, 0.05, 0.1, momentum=f32(0.9), nesterov=True),
        "adagrad rate 0.1": by_torch(optim.Adagrad, 0.1, eps=f32(1e-10)),
        "adagrad rate 0.1 penalty 0.1": by_torch(optim.Adagrad, 0.1, 0.1, eps=f32(1e-10)),
        "rmsprop rate 0.02": by_torch(optim.RMSprop, 0.02, alpha=f32(0.99), eps=EPSILON),
        "rmsprop rate 0.02 penalty 0.1": by_torch(optim.RMSprop, 0.02, 0.1, alpha=f32(0.99), eps=EPSILON),
        "rmsprop rate 0.01 momentum 0.9": by_torch(optim.RMSprop, 0.01, alpha=f32(0.99), eps=EPSILON, momentum=f32(0.9)),
        "rmsprop rate 0.02 centred": by_torch(optim.RMSprop, 0.02, alpha=f32(0.99), eps=EPSILON, centered=True),
        "rmsprop rate 0.01 momentum 0.9 centred penalty 0.1": by_torch(optim.RMSprop, 0.01, 0.1, alpha=f32(0.99), eps=EPSILON, momentum=f32(0.9), centered=True),
        "adadelta rate 1": by_torch(optim.Adadelta, 1.0, rho=f32(0.9), eps=f32(1e-6)),
        "adadelta rate 1 penalty 0.1": by_torch(optim.Adadelta, 1.0, 0.1, rho=f32(0.9), eps=f32(1e-6)),
        "adam rate 0.05": by_torch(optim.Adam, 0.05, **betas),
        "adam rate 0.05 penalty 0.1": by_torch(optim.Adam, 0.05, 0.1, **betas),
        "amsgrad rate 0.05": by_torch(optim.Adam, 0.05, amsgrad=True, **betas),
        "amsgrad rate 0.05 penalty 0.1": by_torch(optim.Adam, 0.05, 0.1, amsgrad=True, **betas),
        "adamw rate 0.05 decay 0.1": by_torch(optim.AdamW, 0.05, 0.1, **betas),
        "nadam rate 0.05": by_torch(optim.NAdam, 0.05, **nadam),
        "nadam rate 0.05 penalty 0.1": by_torch(optim.NAdam, 0.05, 0.1, **nadam),
        "radam rate 0.05": by_torch(optim.RAdam, 0.05, **betas),
        "radam rate 0.05 penalty 0.1": by_torch(optim.RAdam, 0.05, 0.1, **betas),
        "lion rate 0.01": lion(0.01),
        "lion rate 0.01 decay 0.5": lion(0.01, 0.5),
        "prodigy rate 1": prodigy(1.0),
        "prodigy rate 1 decay 0.1": prodigy(1.0, 0.1),
        "schedule-free-adamw rate 0.05": schedule_free(0.05),
        "schedule-free-adamw rate 0.05 decay 0.1": schedule_free(0.05, 0.1),
        "schedule-free-adamw rate 0.05 decay 0.1 evaluated": schedule_free(0.05, 0.1, evaluated=True),
    }


def rates(make, rate, per_epoch=False, figures=None):
    """The rate of each of the steps under a scheduler of PyTorch that steps after each of them, or after each epoch."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=f32(rate))
    scheduler, result = make(optimizer), []
    for step in range(STEPS):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if figures is not None:
            scheduler.step(figures[step])
        elif not per_epoch or step % EPOCH == EPOCH - 1:
            scheduler.step()
    return result


def plateau_figures():
    """Down, level, down again and level for long, with a wave on it."""
    return [1 / (1 + min(i, 12) + max(0, min(i - 25, 6))) + 0.01 * ((7 * i) % 5) / 5 for i in range(STEPS)]


def warm_up(after):
    def make(optimizer):
        first = lr_scheduler.LinearLR(optimizer, start_factor=1 / 8, end_factor=1, total_iters=7)
        return lr_scheduler.SequentialLR(optimizer, [first, after(optimizer)], milestones=[7])

    return make


def schedules():
    s, figures = lr_scheduler, plateau_figures()
    reduce = {"factor": f32(0.3), "patience": 2, "threshold": f32(0.01), "cooldown": 3, "min_lr": f32(0.005)}
    return {
        "constant": rates(lambda o: s.LambdaLR(o, lambda _: 1), 0.5),
        "inverse-sqrt": rates(lambda o: s.LambdaLR(o, lambda e: 1 / math.sqrt(e + 1)), 0.5, per_epoch=True),
        "step": rates(lambda o: s.StepLR(o, 3, gamma=f32(0.4)), 0.5, per_epoch=True),
        "exponential": rates(lambda o: s.ExponentialLR(o, f32(0.8)), 0.5, per_epoch=True),
        "polynomial": rates(lambda o: s.PolynomialLR(o, STEPS, power=2.5), 0.5),
        "cosine": rates(lambda o: s.CosineAnnealingLR(o, STEPS), 0.5),
        "cosine-restarts": rates(lambda o: s.CosineAnnealingWarmRestarts(o, 7, T_mult=2, eta_min=f32(0.01)), 0.5),
        "cosine-restarts-even": rates(lambda o: s.CosineAnnealingWarmRestarts(o, 9), 0.5),
        "one-cycle": rates(lambda o: s.OneCycleLR(o, f32(0.5), total_steps=STEPS, cycle_momentum=False), 0.5),
        "warm-up-cosine": rates(warm_up(lambda o: s.CosineAnnealingLR(o, STEPS - 7)), 0.5),
        "warm-up-polynomial": rates(warm_up(lambda o: s.PolynomialLR(o, STEPS - 7, power=2.0)), 0.5),
        "plateau-figures": figures,
        "plateau-minimise": rates(lambda o: s.ReduceLROnPlateau(o, "min", **reduce), 0.5, figures=figures),
        "plateau-maximise": rates(lambda o: s.ReduceLROnPlateau(o, "max", **reduce), 0.5, figures=[1 - f for f in figures]),
    }


def write(path, cases):
    """One number list a line, with twelve digits: more than floats can tell apart."""
    def text(value):
        if isinstance(value, dict):
            return "{" + ", ".join(f'"{k}": {text(v)}' for k, v in value.items()) + "}"
        return json.dumps([float(f"{x:.12g}") for x in value])

    path.write_text("{\n" + ",\n".join(f'"{name}": {text(value)}' for name, value in cases.items()) + "\n}\n")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    write(folder / "optimizers.json", optimizers())
    write(folder / "schedules.json", schedules())
