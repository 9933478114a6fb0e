#!/usr/bin/env bash
# Breaks the code on purpose, one fault of faults.txt at a time, and demands that the tests notice: a test that cannot fail for
# the mistake it is there for is not a test. Works on a copy of the sources in a temporary folder, never on the repository.
#
#     Tests/mutation/run.sh             all faults
#     Tests/mutation/run.sh adam        those whose name contains "adam"
#     JOBS=1 Tests/mutation/run.sh      one at a time; two unless said
#
# A run that was interrupted goes on where it was, as long as the sources are the same. The last line is "N of N caught". The exit code
# is 0 if all were, 1 if not, and 2 if a fault no longer fits the sources.
set -euo pipefail
exec /usr/bin/python3 -B "$(dirname "${BASH_SOURCE[0]}")/faults.py" "$@"
