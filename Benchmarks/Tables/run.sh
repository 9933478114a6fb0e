#!/usr/bin/env bash
# Trains and evaluates every row of a table with every seed, and prints it in Markdown with the worst seed of each figure.
#
#     Benchmarks/Tables/run.sh TABLE OUT [SEEDS [NAME...]]
#
# TABLE is a file of rows here, TABLE.rows: name | arguments of 'scratch train' | arguments of 'scratch evaluate', or nothing;
# files in it are named from the root of the project.
# SEEDS are "0 1 2" unless given; with NAMEs, only those rows run. Runs go to OUT/NAME-SEED, what evaluate says to OUT/NAME-SEED.json.
# What is there is not done again, and a run that was broken off is resumed: to go on, start it again. THREADS=N is for both commands.
# The exit code is 1 if a row failed.
set -uo pipefail
trap "exit 130" INT TERM
tables=$(cd "$(dirname "$0")" && pwd)
root=$tables/../..
if [ $# -lt 2 ] || [ ! -f "$tables/$1.rows" ]; then
    echo "usage: run.sh TABLE OUT [SEEDS [NAME...]]; the tables are: $(cd "$tables" && ls ./*.rows | sed 's/^..//; s/\.rows$//' | paste -sd ' ')" >&2
    exit 2
fi
rows=$tables/$1.rows
mkdir -p "$2" && out=$(cd "$2" && pwd) && cd "$root" || exit 2
seeds=${3:-0 1 2}
shift $(($# < 3 ? $# : 3))
names=" $* "
threads=(${THREADS:+--threads "$THREADS"})

dotnet build "$root/Cli" -c Release --nologo -v quiet >&2 || exit 2
scratch=$root/Cli/bin/Release/net10.0/scratch
failed=0

train() { # run seed argument...
    local run=$1 seed=$2 begun=("$1".partial/checkpoint-*.safetensors)
    shift 2
    [ -f "$run/report.json" ] && return
    if [ -e "${begun[0]}" ]; then
        git -C "$root" describe --always --dirty >>"$run.commit"
        "$scratch" train --resume "$run" "${threads[@]}" </dev/null >>"$run.log" 2>&1
    else
        git -C "$root" describe --always --dirty >"$run.commit"
        "$scratch" train "$@" --seed "$seed" --out "$run" "${threads[@]}" </dev/null >"$run.log" 2>&1
    fi
}

evaluate() { # run argument...
    local run=$1
    shift
    [ $# = 0 ] || [ -s "$run.json" ] && return
    "$scratch" evaluate "$run" "$@" --json "${threads[@]}" </dev/null >"$run.json.new" 2>>"$run.log" && mv "$run.json.new" "$run.json"
}

for seed in $seeds; do
    while IFS='|' read -r name training evaluation; do
        name=${name// /}
        [[ -z $name || $name == \#* || ($names != "  " && $names != *" $name "*) ]] && continue
        run=$out/$name-$seed
        # The words of a row are split at spaces, so no argument has one.
        if ! train "$run" "$seed" $training || ! evaluate "$run" $evaluation; then
            echo "$name, seed $seed: failed, see $run.log" >&2
            failed=1
        fi
    done <"$rows"
done
python3 "$tables/table.py" "$rows" "$out" $seeds
exit $failed
