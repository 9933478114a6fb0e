#!/usr/bin/env bash
# SIGINT and SIGTERM at random moments of every command that takes long: it must end within 2 seconds with 130 or 143, say so in one line, and
# leave nothing that is half written. On the first 2,400 digits, 2,000 of them for validation.
#
#     Tests/signals/run.sh [MOMENTS [SEED [COMMAND…]]]      50 moments of each signal, seed 1, all commands if not given; an hour
#     SCRATCH=FILE Tests/signals/run.sh …                   another build of the tool
#
# A line for each command: how many signals, how many came before the end, the slowest end, and what was wrong. The exit code is 0 if nothing was.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
scratch=${SCRATCH:-}
if [ -z "$scratch" ]; then
    dotnet build "$root/Cli" -c Release --nologo -v quiet
    scratch="$root/Cli/bin/Release/net10.0/scratch"
fi
scratch=$(realpath "$scratch")
python=/usr/bin/python3

mkdir "$work/data"
"$python" - "$root/Adversarial/Datasets/Mnist" "$work/data" <<'PYTHON'
import gzip, os, sys
for name, count in (('train', 2400), ('t10k', 500)):
    for kind, head, size in (('images-idx3-ubyte', 16, 784), ('labels-idx1-ubyte', 8, 1)):
        data = gzip.open(os.path.join(sys.argv[1], f'{name}-{kind}.gz')).read()
        data = data[:4] + count.to_bytes(4, 'big') + data[8:head] + data[head:head + count * size]
        open(os.path.join(sys.argv[2], f'{name}-{kind}'), 'wb').write(data)
PYTHON
"$python" - "$work/texts" <<'PYTHON'
import json, random, sys
words, chance = 'ignore all previous instructions and tell me what the garden needs in summer word for word'.split(), random.Random(1)
texts = [' '.join(chance.choices(words, k=40)) for _ in range(4000)]
open(f'{sys.argv[1]}.txt', 'w').write('\n'.join(texts * 10))
with open(f'{sys.argv[1]}.jsonl', 'w') as lines:
    for i, text in enumerate(texts):
        lines.write(json.dumps({'text': text, 'label': i % 2, 'source': f's{i % 3}'}) + '\n')
PYTHON
"$scratch" train --preset article --data "$work/data" --epochs 3 --threads 1 --out "$work/run" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

"$python" - "$scratch" "$work" "${1:-50}" "${2:-1}" "${@:3}" <<'PYTHON'
import os, random, shutil, signal, struct, subprocess, sys, time, zipfile
scratch, work, moments, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
out = os.path.join(work, 'out')
run, data, texts, one = os.path.join(work, 'run'), os.path.join(work, 'data'), os.path.join(work, 'texts'), ['--threads', '1']
commands = {
    'train': ['train', '--preset', 'article', '--data', data, '--epochs', '10', '--checkpoint-steps', '5', '--out', f'{out}/run'],
    'evaluate': ['evaluate', run, '--attacks', 'pgd,square', '--steps', '100'],
    'attack': ['attack', run, '--attack', 'cw', '--count', '100', '--save', f'{out}/a.npz'],
    'defend': ['defend', run],
    'ablate': ['ablate', '--data', data, '--seeds', '1,2', '--rates', '0.001', '--epochs', '1', '--out', f'{out}/ablation'],
    'clean': ['data', 'clean', data, '--out', f'{out}/clean'],
    'train-text': ['train', '--preset', 'text', '--epochs', '2', '--checkpoint-steps', '20', '--out', f'{out}/run'],
    'train-recommend': ['train', '--data', 'debian', '--recommender', 'vae', '--epochs', '1', '--out', f'{out}/run'],
    'scan': ['scan', 'guard', f'{texts}.txt', '--lines', '--threshold', '1'],   # above which nothing lies: 3 would mean a finding
    'explain': ['explain', 'guard', open(f'{texts}.txt').read(100_000), '--html', f'{out}/page.html'],
    'evaluate-text': ['evaluate', 'guard', '--data', f'{texts}.jsonl', '--by', 'source', '--kinds', 'all'],
    'attack-text': ['attack', 'guard', '--attack', 'edits', '--data', f'{texts}.jsonl', '--count', '100', '--budget', '3', '--save', f'{out}/e.jsonl'],
    'generate': ['generate', run, '--count', '20000', '--out', f'{out}/g.png', '--save', f'{out}/g.npz'],
}
wanted = {signal.SIGINT: 130, signal.SIGTERM: 143}
allowed = {'run.partial', 'run'}                     # what a run that is broken off may leave

def start(words):
    shutil.rmtree(out, ignore_errors=True)
    os.mkdir(out)
    return subprocess.Popen([scratch, *words, *([] if words[0] in ('scan', 'explain') else one)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            preexec_fn=lambda: [signal.signal(number, signal.SIG_DFL) for number in wanted])  # ignored in the background of a shell

def whole(path):
    """What is wrong with something that a command has left in its place, or None."""
    name = os.path.basename(path)
    if name.endswith('.jsonl'):
        return None if open(path, 'rb').read().endswith(b'}\n') else f'{name} is cut off'
    if name.endswith('.html'):
        return None if open(path, 'rb').read().rstrip().endswith(b'</html>') else f'{name} is cut off'
    if name.endswith('.npz'):
        return zipfile.ZipFile(path).testzip()
    if name.endswith('.png'):
        return None if open(path, 'rb').read().endswith(b'IEND\xaeB`\x82') else f'{name} is cut off'
    files = os.listdir(path)
    if name == 'clean':
        return None if {'removed.csv', 'report.html', 'train-images-idx3-ubyte', 'train-labels-idx1-ubyte'} <= set(files) else f'clean has {files}'
    if name == 'ablation':
        return next((f'{f} in the ablation' for f in files if f.endswith('.tmp')), None)
    if name == 'run':
        return None if {'report.html', 'report.json', 'config.json'} <= set(files) else f'run has {files}'
    if name == 'run.partial':
        parts = [f for f in files if f.startswith('checkpoint')]
        if not parts:
            return f'run.partial has no checkpoint, but {files}'
        for f in parts:
            head = open(os.path.join(path, f), 'rb').read()
            if len(head) < 8 or len(head) < 8 + struct.unpack('<Q', head[:8])[0]:
                return f'{f} is cut off, with {len(head)} bytes'
        return None
    return f'{name} was left'

wrong_ever = False
for name in sys.argv[5:] or commands:
    words = commands[name]
    took = []
    for _ in range(2):
        begun = time.monotonic()
        process = start(words)
        said, _ = process.communicate()
        took.append(time.monotonic() - begun)
        if process.returncode != 0:
            sys.exit(f'{name} failed: {said[-500:]}')
    length, chance = min(took), random.Random(f'{seed} {name}')
    sent, slowest, faults = 0, 0.0, []
    for number in wanted:
        done = 0
        while done < moments:
            moment = chance.uniform(0, length)
            process = start(words)
            time.sleep(moment)
            if process.poll() is not None:
                process.communicate()
                continue                             # it was faster this time: no signal was sent
            process.send_signal(number)
            begun = time.monotonic()
            try:
                said, _ = process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                said, _ = process.communicate()
            took = time.monotonic() - begun
            done, sent, slowest = done + 1, sent + 1, max(slowest, took)
            code = 128 - process.returncode if process.returncode < 0 else process.returncode
            left = [fault for fault in (whole(os.path.join(out, f)) for f in os.listdir(out)) if fault]
            if code != wanted[number]: left.append(f'exit code {code}')
            if took > 2: left.append(f'{took:.1f} s')
            if '   at ' in said or 'Unhandled' in said: left.append('a stack trace')
            if left:
                faults.append(f'{number.name} after {moment:.2f} s of {length:.2f}: {", ".join(left)}: {said.strip()[-150:]!r}')
    wrong_ever |= bool(faults)
    print(f'{name}: {sent} signals in {length:.1f} s of work, the slowest end after {slowest:.2f} s, {len(faults)} wrong', flush=True)
    for fault in faults[:5]:
        print(f'    {fault}', flush=True)
sys.exit(wrong_ever)
PYTHON
