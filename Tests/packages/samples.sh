#!/usr/bin/env bash
# The samples, as run.sh calls them: each in a folder of its own, with the packages of this version.
set -euo pipefail
work=$1 version=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
status=0
says() { # WHAT PATTERN FILE
    if grep -qE -- "$2" "$3"; then echo "ok     $1: $(grep -E -m1 -- "$2" "$3")"; else echo "FAILED $1: expected '$2' in"; tail -n 15 "$3"; status=1; fi
}
take() { # SAMPLE
    mkdir -p "$work/user/$1"
    sed "s/@0\.1\.0$/@$version/" "$root/docs/samples/$1.cs" >"$work/user/$1/$1.cs"
    cd "$work/user/$1"
}
run() { (take "$1" && dotnet run "$1.cs" -- "${@:2}") >"$work/$1.out" 2>&1 || true; }

model="$work/penguins.safetensors"
run train "$root/Adversarial/Domains/Tables/penguins.csv" Species "$model"
says "train on a table" '^(0\.9[0-9]*|1\.000) of [0-9]+ test rows' "$work/train.out"

(take serve && dotnet build serve.cs) >"$work/serve.out" 2>&1 || true
(take serve && exec dotnet run --no-build serve.cs -- "$model" --urls http://127.0.0.1:0) >"$work/serve.out" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    address=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$work/serve.out" | head -1) && [ -n "$address" ] && break
    sleep 0.3
done
ask() { curl -s -H 'Content-Type: application/json' -d "$1" "$address/predict" || cat "$work/serve.out"; echo; } # no answer: why
ask '["Biscoe", "46.1", "13.2", "211", "4500", "FEMALE"]' >"$work/answer.out"
ask '["Biscoe", "long", "13.2", "211", "4500", "FEMALE"]' >>"$work/answer.out"
says "the service answers" '"class":"Gentoo"' "$work/answer.out"
says "it refuses a word for a number" '"problem":' "$work/answer.out"
kill "$server" 2>/dev/null || true

run export "$model" "$work/penguins.onnx"
says "written as ONNX and read again" 'inputs, 3 outputs; read again, 100 answers are the same' "$work/export.out"
run robust
says "trained under attack" '^attacked digits' "$work/robust.out"
awk '/^digits/ {plain = $3} /^attacked/ {robust = $4} END {exit !(robust > plain + 0.2)}' "$work/robust.out" \
    || { echo "FAILED it withstands the attack"; cat "$work/robust.out"; status=1; }
run ring
says "a generator on a ring" '^[78] of 8 Gaussians are found' "$work/ring.out"
exit "$status"
