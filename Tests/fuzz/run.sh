#!/usr/bin/env bash
# Fuzzes a reader of files, guided by the branches that it takes: afl-fuzz over the assemblies that SharpFuzz has rewritten.
#
#     Tests/fuzz/run.sh READER SECONDS          READER: a name that `list` prints, or all of them, as many at a time as there are cores
#     ENGINE=loop RUNS=10000000 Tests/fuzz/…    the loop within one process instead (FuzzLoop.cs), until there were so many runs or the time is over
#     UNTIL_FOUND=1 Tests/fuzz/run.sh …         until the first finding
#
# Each reader ends with a line: its runs, and how many findings there are, of which each is told. A finding is an exception that the reader
# doesn't document, a message that is no line, a run of over a second, or memory above ten times the file and a floor (Readers.cs). The files
# lie in Tests/fuzz/bin/found/READER; kept are those in Tests/fuzz/found, which the tests read. The exit code is 1 if there is one.
set -euo pipefail
trap 'exit 2' ERR # what fails otherwise is no finding
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
reader=${1:?READER, or all} seconds=${2:?SECONDS} runs=${RUNS:-1000000000}
built="$here/bin/Release/net10.0" fuzzed="$here/bin/fuzzed"
command -v afl-fuzz >/dev/null || [ "${ENGINE:-}" = loop ] || { echo "afl-fuzz is missing (Debian: afl++); ENGINE=loop needs it not"; exit 2; }

if [ -z "${BUILT:-}" ]; then
    dotnet build "$here" -c Release --nologo -v quiet || exit 2
    rm -rf "$fuzzed"
    cp -r "$built" "$fuzzed"
    (cd "$here" && dotnet tool restore >/dev/null)
    for assembly in Scratch.Adversarial.Runs Scratch.Adversarial Scratch.Layers Sep; do
        (cd "$here" && DOTNET_ROLL_FORWARD=Major dotnet sharpfuzz "$fuzzed/$assembly.dll")
    done
fi
if [ "$reader" = all ]; then
    dotnet "$built/Scratch.Tests.Fuzz.dll" list | BUILT=1 xargs -P "$(nproc)" -I READER "${BASH_SOURCE[0]}" READER "$seconds"
    exit
fi

found="$here/bin/found/$reader"
work=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)")
trap 'rm -rf "$work"' EXIT
mkdir "$work/files"
rm -rf "$found"
# compiled at once, and collected seldom: four times as many runs
export FUZZ_FOLDER="$work/files" DOTNET_TieredCompilation=0 DOTNET_GCgen0size=4000000
if [ "${ENGINE:-}" = loop ]; then
    exec dotnet "$fuzzed/Scratch.Tests.Fuzz.dll" loop "$reader" "$here/seeds/$reader" "$found" "$runs" "$seconds" ${UNTIL_FOUND:+until-found}
fi

export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
export AFL_FORKSRV_INIT_TMOUT=120000 # milliseconds; everything is compiled first
[ -z "${UNTIL_FOUND:-}" ] || export AFL_BENCH_UNTIL_CRASH=1
limit=$((seconds + 150)) # the time that a slow machine takes to begin
timeout "$limit" afl-fuzz -i "$here/seeds/$reader" -o "$work/out" -t 1000 -m none -G 16384 -V "$seconds" -E "$runs" \
    -- dotnet "$fuzzed/Scratch.Tests.Fuzz.dll" "$reader" >"$work/log" 2>&1 || true
[ -f "$work/out/default/fuzzer_stats" ] && ! grep -q 'PROGRAM ABORT' "$work/log" || { tail -n 20 "$work/log"; exit 2; }
field() { sed -n "s/^$1 *: //p" "$work/out/default/fuzzer_stats"; }

# What it calls a finding is read again, without its instruments: on a busy machine any file may have to wait a second.
mkdir -p "$found"
for kind in crashes hangs; do
    for file in "$work/out/default/$kind"/id*; do
        [ ! -f "$file" ] || cp "$file" "$found/$kind-$(basename "$file" | cut -c4-9)"
    done
done
findings=0
for file in "$found"/*; do
    [ -f "$file" ] || continue
    if ! timeout 60 dotnet "$built/Scratch.Tests.Fuzz.dll" "$reader" "$file" >"$work/again" 2>&1; then
        findings=$((findings + 1))
        head -n 3 "$work/again" | cut -c1-300
    else
        rm "$file"
    fi
done
echo "$reader: $(field execs_done) runs in $(field run_time) s, $(field execs_per_sec) a second, $(field edges_found) edges," \
    "$(field corpus_count) files kept, $findings findings"
[ "$findings" = 0 ] || exit 1
