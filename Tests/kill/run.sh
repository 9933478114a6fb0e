#!/usr/bin/env bash
# Runs killed by SIGKILL at random moments and resumed must end with the bytes of the run that was never killed: every .safetensors
# and metrics.csv. The smallest preset (article) through all four stages, on the first 2,400 digits (2,000 of them for validation), ten epochs
# and so forty updates in each training, a checkpoint after every third: short runs, so that there are many. A third of the runs is killed a
# second time after they were resumed, a third of those a third time.
#
#     Tests/kill/run.sh [RUNS [SEED]]          200 runs and seed 1 if not given; some ten minutes
#     SCRATCH=FILE Tests/kill/run.sh …         another build of the tool, such as one compiled ahead of time
#
# The last line counts runs, kills, the stages they fell in, unreadable checkpoints and differing files. The exit code is 0 if there
# were none of the last two.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
runs=${1:-200} seed=${2:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
RANDOM=$seed

scratch=${SCRATCH:-}
if [ -z "$scratch" ]; then
    dotnet build "$root/Cli" -c Release --nologo -v quiet
    scratch="$root/Cli/bin/Release/net10.0/scratch"
fi
python=/usr/bin/python3

# The first of the embedded digits as IDX files: the header's count is cut, and the bytes behind it.
mkdir "$work/data"
"$python" - "$root/Adversarial/Datasets/Mnist" "$work/data" <<'PYTHON'
import gzip, os, sys
for name, count in (('train', 2400), ('t10k', 500)):
    for kind, head, size in (('images-idx3-ubyte', 16, 784), ('labels-idx1-ubyte', 8, 1)):
        data = gzip.open(os.path.join(sys.argv[1], f'{name}-{kind}.gz')).read()
        data = data[:4] + count.to_bytes(4, 'big') + data[8:head] + data[head:head + count * size]
        open(os.path.join(sys.argv[2], f'{name}-{kind}'), 'wb').write(data)
PYTHON

options=(--preset article --data "$work/data" --epochs 10 --checkpoint-steps 3 --threads 1)
milliseconds=1000000
for whole in "$work/warm" "$work/whole"; do # the shorter of two: a kill that comes after the end is none
    start=$(date +%s%N)
    "$scratch" train "${options[@]}" --out "$whole" >"$work/log" 2>&1
    took=$((($(date +%s%N) - start) / 1000000))
    milliseconds=$((took < milliseconds ? took : milliseconds))
done
sums() { (cd "$1" && sha256sum -- *.safetensors metrics.csv); }
expected=$(sums "$work/whole")

# The stage that a run was in when it was killed, by its newest checkpoint: within a training, or behind the last one that ended.
stage_of() { # target
    local newest position
    [ ! -d "$1" ] || { echo finished; return; }
    newest=$(compgen -G "$1.partial/checkpoint-*.safetensors" | sort | tail -n1) || true
    [ -n "$newest" ] || { echo start; return; }
    position=$(head -c 100000 "$newest" | grep -aoE -m1 '"(last|training\.plan)":"[a-z]+' | head -n1)
    case $position in
        *last*prompts) echo samples ;;
        *last*samples) echo classifier ;;
        *last*classifier) echo baseline ;;
        *last*baseline) echo evaluation ;;
        *) echo "${position##*\"}" ;;
    esac
}

declare -A fell=([start]=0 [prompts]=0 [samples]=0 [classifier]=0 [baseline]=0 [evaluation]=0 [finished]=0)
kills=0 again=0 unreadable=0 differing=0

# Runs until the end, or until it is killed. 0 if it was killed.
attempt() { # target, milliseconds to live or 0 for ever
    local words=(train "${options[@]}" --out "$1")
    # A run that is in its place already may have been killed while it tidied up: resuming it finishes that.
    { [ ! -d "$1" ] && ! compgen -G "$1.partial/checkpoint-*.safetensors" >/dev/null; } || words=(train --resume "$1" --checkpoint-steps 3 --threads 1)
    local code=0
    timeout --foreground --signal=KILL "$(printf '%d.%03d' $(($2 / 1000)) $(($2 % 1000)))" "$scratch" "${words[@]}" >"$work/log" 2>&1 || code=$?
    case $code in
        0) return 1 ;;
        137) return 0 ;;
        *) cat "$work/log"; echo "a run failed"; exit 1 ;;
    esac
}

for ((run = 1; run <= runs; run++)); do
    target="$work/run$run" deaths=0
    while true; do
        live=0
        if [ "$deaths" = 0 ] || { [ "$deaths" -lt 3 ] && [ $((RANDOM % 3)) = 0 ]; }; then
            live=$((1 + (RANDOM * 32768 + RANDOM) % milliseconds))
        fi
        killed=0
        ! attempt "$target" "$live" || killed=1
        ! grep -q 'checkpoint is damaged' "$work/log" || unreadable=$((unreadable + 1))
        [ "$killed" = 1 ] || break
        stage=$(stage_of "$target")
        fell[$stage]=$((fell[$stage] + 1))
        kills=$((kills + 1)) deaths=$((deaths + 1))
        [ "$deaths" = 1 ] || again=$((again + 1))
    done
    if [ "$(sums "$target")" != "$expected" ]; then
        differing=$((differing + 1))
        echo "run $run differs:"
        diff <(echo "$expected") <(sums "$target") || true
    fi
    rm -rf "$target"
    [ $((run % 20)) != 0 ] || echo "$run runs, $kills kills, $differing differ"
done
echo "$runs runs, $kills kills ($again of runs already killed): ${fell[start]} before the first checkpoint, ${fell[prompts]} in prompts," \
    "${fell[samples]} in samples, ${fell[classifier]} in the classifier, ${fell[baseline]} in the baseline, ${fell[evaluation]} in evaluation," \
    "${fell[finished]} as it ended; $unreadable unreadable checkpoints; $differing differ"
[ "$unreadable" = 0 ] && [ "$differing" = 0 ]
