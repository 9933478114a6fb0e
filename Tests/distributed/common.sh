# What the scripts of this folder share: the tool, a few digits, presets as short as they get, and how runs are compared.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
failures=0
export SCRATCH_SHARE_ALL="${SCRATCH_SHARE_ALL-1}" # however slow the network: it is what is tested

scratch=${SCRATCH:-$root/Cli/bin/Release/net10.0/scratch}
[ -n "${SCRATCH:-}${BUILT:-}" ] || dotnet build "$root/Cli" -c Release --nologo -v quiet
# There may be more ranks than cores; and root has to say that it means it.
mpirun=(mpirun --oversubscribe)
[ "$(id -u)" != 0 ] || mpirun+=(--allow-run-as-root)
passes() { echo "ok     $1"; }
fails() { echo "FAILED $1"; failures=$((failures + 1)); }

# The first of the embedded digits as IDX files: the header's count is cut, and the bytes behind it.
digits() { # FOLDER TRAINING TEST
    mkdir -p "$1"
    /usr/bin/python3 - "$root/Adversarial/Datasets/Mnist" "$@" <<'PYTHON'
import gzip, os, sys
source, folder, training, test = sys.argv[1:]
for name, count in (('train', int(training)), ('t10k', int(test))):
    for kind, head, size in (('images-idx3-ubyte', 16, 784), ('labels-idx1-ubyte', 8, 1)):
        data = gzip.open(os.path.join(source, f'{name}-{kind}.gz')).read()
        data = data[:4] + count.to_bytes(4, 'big') + data[8:head] + data[head:head + count * size]
        open(os.path.join(folder, f'{name}-{kind}'), 'wb').write(data)
PYTHON
}

# A part of a configuration: a classifier with dropout, and gradients clipped to a length; and a normalised one, whose batches are of all rows.
echo '{"preset": "default", "classifier": {"dropout": 0.2, "optimizer": {"clipNorm": 0.5}}}' >"$work/clipped.json"

short() { # PRESET: the options of a run of seconds
    local options=(--data "$work/data" --epochs "${EPOCHS:-1}" --seed 3)
    case $1 in
        clipped) options+=(--config "$work/clipped.json" --validation 100) ;;
        few-labels-1000) options+=(--preset few-labels-1000 --labels 300) ;;
        *) options+=(--preset "$1" --validation 100) ;;
    esac
    printf '%s\n' "${options[@]}"
}
sums() { (cd "$1" && sha256sum -- *.safetensors metrics.csv); } # RUN
requires_same() { # WHAT RUN SUMS
    if [ -d "$2" ] && [ "$(sums "$2")" = "$3" ]; then passes "$1: the same $(wc -l <<<"$3") files"; else fails "$1: other files"; fi
}
