"""Networks as PyTorch's exporter writes them, with what PyTorch answers: Tests/golden/onnx, read by OnnxGoldenTests.

    /usr/bin/python3 Tests/golden/onnx_torch.py        (Debian 12: python3-torch 1.13.1, python3-onnx 1.12.0)

Beside them a few graphs in the form of tf2onnx, Keras's exporter, put together by onnx.helper: the exporter itself was not at hand.
"""
import json
import os
import warnings

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

warnings.filterwarnings('ignore')
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'onnx')
torch.manual_seed(1)
answers = {}


class Standardised(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.register_buffer('mean', torch.tensor([0.1, -0.2, 0.3, 0.4, 0.0, 1.0]))
        self.register_buffer('deviation', torch.tensor([1.0, 2.0, 0.5, 0.25, 3.0, 1.5]))

    def forward(self, x):
        return self.inner((x - self.mean) / self.deviation)


class Viewed(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x.view(x.size(0), -1))


def live(network):
    """Running averages and scales that are not those of a new network."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.running_mean.uniform_(-1, 1)
            module.running_var.uniform_(0.5, 2)
        if isinstance(module, (nn.BatchNorm1d, nn.LayerNorm)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -1, 1)
    return network.eval()


def export(name, network, shape, free=True, **options):
    network = live(network)
    x = torch.randn(3, *shape)
    torch.onnx.export(network, x, f'{FOLDER}/{name}.onnx', input_names=['x'], output_names=['y'],
                      dynamic_axes={'x': {0: 'batch'}, 'y': {0: 'batch'}} if free else None, **options)
    keep(name, x, network(x))


def keep(name, x, y):
    answers[name] = {'input': [float(v) for v in np.asarray(x.detach()).reshape(-1)],
                     'output': [float(v) for v in np.asarray(y.detach()).reshape(-1)]}


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(6, 5), nn.ReLU(), nn.Dropout(0.3), nn.Linear(5, 3), nn.Softmax(dim=1))


os.makedirs(FOLDER, exist_ok=True)
export('torch-mlp-13', mlp(), (2, 3), opset_version=13)
export('torch-mlp-17-fixed', mlp(), (2, 3), free=False, opset_version=17)
export('torch-inputs', mlp(), (2, 3), opset_version=9, keep_initializers_as_inputs=True)
export('torch-training-form', mlp(), (2, 3), opset_version=14, training=torch.onnx.TrainingMode.PRESERVE)
export('torch-activations', nn.Sequential(
    nn.Linear(6, 5), nn.LeakyReLU(0.3), nn.Linear(5, 5), nn.ELU(0.7), nn.Linear(5, 5), nn.GELU(), nn.Linear(5, 5), nn.SiLU(),
    nn.Linear(5, 5), nn.Softplus(), nn.Linear(5, 5), nn.Tanh(), nn.Linear(5, 2), nn.Sigmoid()), (6,), opset_version=14)
for version in 14, 17:
    export(f'torch-norms-{version}', nn.Sequential(
        nn.Linear(6, 8), nn.LayerNorm(8, eps=1e-3), nn.ReLU(), nn.Linear(8, 4), nn.BatchNorm1d(4, momentum=0.2), nn.Linear(4, 1)),
        (6,), opset_version=version)
export('torch-no-bias', nn.Sequential(nn.Linear(6, 4, bias=False), nn.Tanh(), nn.Linear(4, 2, bias=False)), (6,), opset_version=15)
export('torch-unfolded', nn.Sequential(nn.Linear(6, 4, bias=False), nn.Tanh(), nn.Linear(4, 2, bias=False)), (6,), opset_version=15,
       do_constant_folding=False)
export('torch-standardised', Standardised(nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2))), (6,), opset_version=16)
export('torch-view', Viewed(nn.Sequential(nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2))), (3, 2), opset_version=12)
export('torch-shared', (lambda one: nn.Sequential(one, nn.ReLU(), one, nn.ReLU(), nn.Linear(6, 2)))(nn.Linear(6, 6)), (6,), opset_version=14)


def keras(name, nodes, constants, shape, answer):
    graph = helper.make_graph(
        nodes, 'model', [helper.make_tensor_value_info('x', TensorProto.FLOAT, ['unk__1', *shape])],
        [helper.make_tensor_value_info('y', TensorProto.FLOAT, None)], constants)
    onnx.save(helper.make_model(graph, producer_name='onnx.helper', opset_imports=[helper.make_opsetid('', 15)]), f'{FOLDER}/{name}.onnx')
    x = torch.randn(3, *shape)
    keep(name, x, answer(x))


def raw(name, values):
    return numpy_helper.from_array(np.asarray(values), name)


w1, b1, w2, b2 = torch.randn(6, 5), torch.randn(5), torch.randn(5, 3), torch.randn(3)
layers = [helper.make_node('MatMul', ['flat', 'w1'], ['a']), helper.make_node('Add', ['a', 'b1'], ['b'], name='model/dense/BiasAdd'),
          helper.make_node('Relu', ['b'], ['c']), helper.make_node('MatMul', ['c', 'w2'], ['d']), helper.make_node('Add', ['b2', 'd'], ['e']),
          helper.make_node('Softmax', ['e'], ['y'], axis=-1)]
flat = [helper.make_node('Reshape', ['x', 'shape'], ['flat'])]
weights = [raw('w1', w1), raw('b1', b1), raw('w2', w2), raw('b2', b2), raw('shape', np.array([-1, 6], np.int64))]


def dense(x):
    return torch.softmax(torch.relu(x.reshape(-1, 6) @ w1 + b1) @ w2 + b2, 1)


keras('keras-form', flat + layers, weights, (2, 3), dense)
typed = [helper.make_tensor(name, TensorProto.FLOAT, values.shape, values.reshape(-1).tolist())
         for name, values in (('w1', w1), ('b1', b1), ('w2', w2), ('b2', b2))]
shape = helper.make_tensor('shape', TensorProto.INT64, [2], [-1, 6])
cast = [helper.make_node('Cast', ['x'], ['x2'], to=TensorProto.FLOAT), helper.make_node('Identity', ['x2'], ['x3']),
        helper.make_node('Reshape', ['x3', 'shape'], ['flat'])]
keras('keras-form-typed', cast + layers, typed + [shape], (2, 3), dense)
half = [helper.make_tensor(name, TensorProto.FLOAT16, values.shape, values.numpy().astype(np.float16).tobytes(), raw=True)
        for name, values in (('w1', w1), ('w2', w2))] + [
    helper.make_tensor('b1', TensorProto.FLOAT16, b1.shape, b1.tolist()),
    raw('b2', b2.numpy().astype(np.float64)), shape]
w1, b1, w2 = w1.half().float(), b1.half().float(), w2.half().float()
keras('keras-form-half', flat + layers, half, (2, 3), dense)

with open(f'{FOLDER}/answers.json', 'w') as file:
    json.dump(answers, file)
    file.write('\n')
