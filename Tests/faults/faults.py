"""Faults of the disk, one at a time: see run.sh."""
import collections
import concurrent.futures
import os
import random
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile

CALLS = 'openat,write,pwrite64,fsync,rename,renameat,renameat2,close,ftruncate'
ERRORS = 'ENOSPC', 'EIO', 'EINTR'
TOOL = shlex.split(os.environ['SCRATCH'])
CONFIGURATION = ('{"preset":"default","validation":20,"batchSize":64,"prompts":{"encoderHidden":[4],"generatorHidden":[4],"latent":2,"epochs":1},'
                 '"gan":{"discriminatorHidden":[4],"epochs":1,"encoderEpochs":0},"classifier":{"hidden":[4],"epochs":1}}')
TRAIN = 'train --config ../small.json --data ../data --threads 1 --out out --overwrite --checkpoint-steps 1 --stages prompts,gan'
COMMANDS = {  # how the outputs are made that are there before, and the command that replaces them
    'train': (f'{TRAIN} --seed 1', f'{TRAIN} --seed 2'),
    'generate': ('generate ../run --threads 1 --count 4 --out out.png --save out.npz --overwrite --seed 1',
                 'generate ../run --threads 1 --count 4 --out out.png --save out.npz --overwrite --seed 2'),
    'attack': ('attack ../run --threads 1 --attack fgsm --save out.npz --overwrite --count 5',
               'attack ../run --threads 1 --attack fgsm --save out.npz --overwrite --count 6'),
    'clean': ('data clean ../data --threads 1 --find duplicates --out out --overwrite --seed 1 --near-duplicate 0.01',
              'data clean ../data --threads 1 --find duplicates --out out --overwrite --seed 1 --near-duplicate 0.1'),
}


def write_data(folder):
    """Ninety images of 6 x 6 pixels in three classes, and thirty to test."""
    draw = random.Random(1)
    os.makedirs(folder)
    for part, count in ('train', 90), ('t10k', 30):
        labels = [i % 3 for i in range(count)]
        pixels = bytes((200 if (p + label) % 3 == 0 else 0) + draw.randrange(50) for label in labels for p in range(36))
        with open(f'{folder}/{part}-images-idx3-ubyte', 'wb') as file:
            file.write(struct.pack('>IIII', 0x803, count, 6, 6) + pixels)
        with open(f'{folder}/{part}-labels-idx1-ubyte', 'wb') as file:
            file.write(struct.pack('>II', 0x801, count) + bytes(labels))


def run(folder, command, *before):
    return subprocess.run([*before, *TOOL, *shlex.split(command)], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=300)


def must(folder, command):
    done = run(folder, command)
    if done.returncode:
        sys.exit(f'{command}: {done.stderr}')


def contents(folder):
    """What must be the same each time: reports have times in them, and are asked for by their names alone."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            with open(path, 'rb') as file:
                found[os.path.relpath(path, folder)] = b'' if name in ('report.json', 'report.html', 'config.json') else file.read()
    return found


class Case:
    def __init__(self, work, command):
        self.work, (old, self.command) = work, COMMANDS[command]
        self.before = os.path.join(work, 'before')
        os.mkdir(self.before)
        must(self.before, old)
        self.old = contents(self.before)
        after = shutil.copytree(self.before, os.path.join(work, 'after'))
        must(after, self.command)
        self.new = contents(after)
        if self.old == self.new:
            sys.exit(f'{command}: the new outputs are the old ones, which would show nothing')

    def places(self):
        """Each call that touches an output: its name and its number among the main thread's calls of that name."""
        folder = shutil.copytree(self.before, os.path.join(self.work, 'traced'))
        trace = os.path.join(self.work, 'trace')
        run(folder, self.command, 'strace', '-f', '--seccomp-bpf', '-qq', '-y', '-o', trace, '-e', f'trace={CALLS}')
        numbers, found, main = collections.Counter(), [], None
        for line in open(trace, errors='replace'):
            thread, call = line.split(' ', 1)
            main = main or thread
            name = call.lstrip().split('(')[0]
            if thread == main and name in CALLS.split(','):
                numbers[name] += 1
                if f'{folder}/' in line:
                    found.append((name, numbers[name]))
        return found

    def inject(self, at):
        """What goes wrong when one call fails; None if nothing, '' if the call was not met."""
        name, number, error = at
        folder = tempfile.mkdtemp(dir=self.work)
        shutil.copytree(self.before, folder, dirs_exist_ok=True)
        trace = f'{folder}.trace'
        done = run(folder, self.command, 'strace', '-f', '--seccomp-bpf', '-qq', '-y', '-o', trace, '-e', f'trace={name}',
                   '-e', f'inject={name}:error={error}:when={number}')
        injected = [line for line in open(trace, errors='replace') if '(INJECTED)' in line]
        try:
            if not any(f'{folder}/' in line for line in injected):
                return ''
            wrong = self.judge(folder, done)
            return wrong and f'{wrong}\n  {injected[0].strip()}\n  exit {done.returncode}: {done.stderr.strip()[-600:]}'
        finally:
            os.remove(trace)
            shutil.rmtree(folder)

    def judge(self, folder, done):
        # beside it stands, where there is a checkpoint, how to go on
        lines = [line for line in done.stderr.splitlines() if line.startswith('scratch:') and 'continues the run' not in line]
        if done.returncode not in (0, 1, 2) or '   at ' in done.stderr or 'fault of scratch' in done.stderr:
            return 'message: it ends otherwise than with one line'
        if done.returncode and len(lines) != 1:
            return f'message: {len(lines)} lines'
        found = contents(folder)
        partial = {name for name in found if '.partial' in name}
        if done.returncode == 0:
            return None if found == self.new else f'lost: it ends well, but {self.difference(found, self.new)}'
        if partial:
            resumed = run(folder, 'train --resume out --overwrite --threads 1')
            again = contents(folder)
            if resumed.returncode or again != self.new:
                return f'lost: what is resumed differs: {resumed.stderr[-300:]} {self.difference(again, self.new)}'
            found = {name: content for name, content in found.items() if name not in partial}
        for name in self.old.keys() & self.new.keys():
            if found.get(name) not in (self.old[name], self.new[name]):
                return f'lost: {name} is neither the old one nor the new one'
        # the folder that was replaced, whole and told of, is what removing it could leave
        left = {name for name in found.keys() - self.old.keys() - self.new.keys() if '.old/' not in name}
        return f'left: {sorted(left)}' if left else None

    @staticmethod
    def difference(found, expected):
        return [name for name in sorted(found.keys() | expected.keys()) if found.get(name) != expected.get(name)]


def main():
    name, every = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if name not in COMMANDS:
        sys.exit(f'{name}: expected one of {", ".join(COMMANDS)}')
    with tempfile.TemporaryDirectory() as work:
        write_data(f'{work}/data')
        with open(f'{work}/small.json', 'w') as file:
            file.write(CONFIGURATION)
        must(work, f'train --config small.json --data {work}/data --threads 1 --out run')
        case = Case(work, name)
        places = case.places()
        injections = [(*place, error) for place in places for error in ERRORS][::every]
        counts = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get('JOBS', os.cpu_count()))) as pool:
            for at, wrong in zip(injections, pool.map(case.inject, injections)):
                kind = 'well' if wrong is None else wrong.split(':')[0] or 'unmet'
                counts[kind] += 1
                if wrong:
                    print(f'{at}: {wrong}', flush=True)
        met = len(injections) - counts['unmet']
        print(f'{name}: {len(places)} calls, {met} injections ({counts["unmet"]} not met), {counts["lost"]} lost, '
              f'{counts["message"]} with another message than one line, {counts["left"]} that leave something behind')
        sys.exit(met == 0 or counts['lost'] + counts['message'] + counts['left'] > 0)


main()
