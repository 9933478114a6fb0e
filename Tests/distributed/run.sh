#!/usr/bin/env bash
# A training that ranks share over Open MPI must leave the files of one process: every .safetensors and metrics.csv. One process without
# MPI is held against several numbers of ranks; a rank is killed at random moments, and another number of ranks goes on; a stopped rank
# must be named within a minute, a killed one within ten seconds; without mpirun, and without the library, one line says what to install.
#
#     Tests/distributed/run.sh             all: five configurations, 1, 2, 3, 4 and 8 ranks, ten kills; some ten minutes
#     Tests/distributed/run.sh short       what continuous integration does: two configurations, 3 ranks, one kill
#     SCRATCH=FILE Tests/distributed/run.sh …      another build of the tool; BUILT=1 takes the Release build that is there
#
# The exit code is 0 if nothing failed.
form=${1:-all}
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
trap 'rm -rf "$work"' EXIT
if [ "$form" = short ]; then
    configurations=(default robust-0.1) counts=(3) kills=1
    digits "$work/data" 300 40
else
    configurations=(default robust-0.1 gan few-labels-1000 clipped) counts=(1 2 3 4 8) kills=10
    digits "$work/data" 1000 100
fi

for configuration in "${configurations[@]}"; do
    mapfile -t options < <(short "$configuration")
    "$scratch" train "${options[@]}" --threads 1 --out "$work/$configuration" >"$work/log" 2>&1
    expected=$(sums "$work/$configuration")
    for count in "${counts[@]}"; do
        run="$work/$configuration-$count"
        "${mpirun[@]}" -n "$count" "$scratch" train "${options[@]}" --out "$run" >"$work/log" 2>&1 || tail -n 5 "$work/log"
        requires_same "$configuration, $count ranks" "$run" "$expected"
        if [ "$count" -gt 1 ]; then
            /usr/bin/python3 "$root/Tests/distributed/figures.py" "$work/$configuration/report.json" "$run/report.json"
        fi
    done
done

# Which rank is killed, and when, is random; how many go on, too.
RANDOM=1
mapfile -t options < <(short robust-0.1)
expected=$(sums "$work/robust-0.1")
for kill in $(seq "$kills"); do
    run="$work/killed-$kill" victim=$((RANDOM % 3)) others=$((1 + RANDOM % 4)) after=$((RANDOM % 30))
    "${mpirun[@]}" -n 3 "$scratch" train "${options[@]}" --checkpoint-steps 1 --out "$run" >"$work/log" 2>&1 &
    job=$!
    until compgen -G "$run.partial/checkpoint-*.safetensors" >"$work/none" || ! kill -0 "$job" 2>"$work/none"; do sleep 0.05; done
    sleep "$((after / 10)).$((after % 10))"
    for process in $(pgrep -P "$job"); do # mpirun's children: the ranks of this machine
        if tr '\0' '\n' <"/proc/$process/environ" | grep -qx "OMPI_COMM_WORLD_RANK=$victim"; then kill -KILL "$process"; fi
    done 2>"$work/none"
    start=$SECONDS
    wait "$job" && fails "rank $victim was killed, and mpirun ends well" || true
    took=$((SECONDS - start))
    if [ "$took" -le 10 ] && grep -q "rank $victim " "$work/log"; then passes "killed rank $victim is named after $took s"
    else fails "killed rank $victim: $took s"; tail -n 5 "$work/log"; fi
    if [ "$others" = 1 ]; then "$scratch" train --resume "$run"; else "${mpirun[@]}" -n "$others" "$scratch" train --resume "$run"; fi >"$work/log" 2>&1 \
        || grep -m2 scratch: "$work/log"
    requires_same "killed and gone on with $others" "$run" "$expected"
done

if [ "$form" != short ]; then
    run="$work/stopped"
    mapfile -t longer < <(EPOCHS=500 short robust-0.1)
    "${mpirun[@]}" -n 3 "$scratch" train "${longer[@]}" --checkpoint-steps 1 --out "$run" >"$work/log" 2>&1 &
    job=$!
    until compgen -G "$run.partial/checkpoint-*3.safetensors" >"$work/none" || ! kill -0 "$job" 2>"$work/none"; do sleep 0.1; done
    stopped=$(pgrep -P "$job" | sed -n 2p) start=$SECONDS
    rank=$(tr '\0' '\n' <"/proc/$stopped/environ" | sed -n 's/^OMPI_COMM_WORLD_RANK=//p')
    kill -STOP "$stopped"
    wait "$job" && fails "a rank is stopped, and mpirun ends well" || true
    took=$((SECONDS - start))
    if [ "$took" -le 60 ] && grep -q "rank $rank has not answered" "$work/log"; then passes "stopped rank $rank is named after $took s"
    else fails "stopped rank $rank: $took s"; tail -n 5 "$work/log"; fi
fi

says() { # WHAT PATTERN COMMAND…
    if "${@:3}" >"$work/log" 2>&1; then fails "$1: it ends well"; elif grep -q -- "$2" "$work/log"; then passes "$1"; else fails "$1"; cat "$work/log"; fi
}
says "--mpi without mpirun says what to install" 'mpirun -n RANKS.*apt-get install' "$scratch" train --mpi --out "$work/none-1"
# A library in its place that is none: as good as absent.
mkdir "$work/empty" && : >"$work/empty/libmpi.so.40"
says "mpirun without the library says what to install" 'libmpi.so.40.*apt-get install' \
    env LD_LIBRARY_PATH="$work/empty" OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 "$scratch" train --out "$work/none-2"

echo "$failures failed"
[ "$failures" = 0 ]
