#!/usr/bin/env bash
# Runs the ten lessons, each a program of one file. Each checks itself: it prints WRONG and ends with 1 where a number isn't
# the one that it should be. They have at most 60 lines, so that a student reads them in one go.
set -euo pipefail
cd "$(dirname "$0")/../../docs/lessons"
for lesson in [0-9][0-9]-*.cs; do
    [ "$(wc -l <"$lesson")" -le 60 ] || { echo "$lesson has more than 60 lines"; exit 1; }
    echo "== $lesson"
    dotnet run -c Release "$lesson"
done
