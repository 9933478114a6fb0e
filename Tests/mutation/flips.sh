#!/usr/bin/env bash
# Flips operators at random in Layers and Optimizers (+ to -, < to <=, && to ||, a constant up or down, …), one at a time, and counts what the
# tests notice. Beside the faults that a person chose, these are chosen by nobody. On a copy of the sources, never on the repository.
#
#     Tests/mutation/flips.sh [COUNT [SEED]]     100 flips that compile and seed 1 if not given
#     JOBS=1 Tests/mutation/flips.sh             one at a time; two unless said
#
# A run that was interrupted goes on where it was, as long as the sources are the same. It ends with the survivors, which docs/testing.md
# speaks of, and the score. The exit code is 0 if that is at least 80 %, 1 if not, 2 if the tests can't be run.
set -euo pipefail
exec /usr/bin/python3 -B "$(dirname "${BASH_SOURCE[0]}")/flips.py" "$@"
