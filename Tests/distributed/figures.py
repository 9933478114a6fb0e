"""What ranks exchanged in each training of a run, beside what a ring Allreduce of its gradients would have sent, and the times.
usage: figures.py ALONE/report.json SHARED/report.json"""
import json, math, os, struct, sys


def parameters(folder, names):  # those of the networks that a training moves, in floats
    total = 0
    for name in names:
        path = os.path.join(folder, f'{name}.safetensors')
        if os.path.exists(path):
            with open(path, 'rb') as file:
                header = json.loads(file.read(struct.unpack('<Q', file.read(8))[0]))
            total += sum(math.prod(tensor['shape']) for key, tensor in header.items() if key != '__metadata__')
    return total


TRAINED = {'prompts': ('encoder', 'generator'), 'gan': ('generator', 'discriminator'), 'encoder': ('encoder',),
           'classifier': ('classifier',), 'baseline': ('classifier',)}
alone, shared = (json.load(open(path)) for path in sys.argv[1:])
folder = os.path.dirname(sys.argv[2])
for before, stage in zip(alone['stages'], shared['stages']):
    ranks = stage['ranks']
    ring = 2 * (ranks['count'] - 1) / ranks['count'] * 4 * parameters(folder, TRAINED.get(stage['stage'], ()))
    print(f"       {stage['stage']}: {ranks['count']} ranks, {ranks['exchanges']:.1f} exchanges and {ranks['bytesReceived'] / 1e6:.3f} MB "
          f"for each update (ring Allreduce {ring / 1e6:.3f} MB); {stage['steps']} updates in {stage['seconds']:.2f} s, "
          f"alone {before['seconds']:.2f} s; {ranks['waitedSeconds']:.2f} s of it exchanging")
