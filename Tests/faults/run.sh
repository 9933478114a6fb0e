#!/usr/bin/env bash
# Every write, fsync, rename, open and close of a command's outputs fails in turn: strace injects a full disk (ENOSPC), a broken one (EIO)
# and an interrupted call (EINTR). What was there before stays whole, or what is new is; the command says so in one line.
#
#     Tests/faults/run.sh COMMAND [EVERY]       train, generate, attack or clean; only every so-manieth call if given
#     SCRATCH=FILE Tests/faults/run.sh …        another build of the tool
#
# The last line counts the injections and what went wrong. The exit code is 0 if nothing did.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [ -z "${SCRATCH:-}" ]; then
    dotnet build "$root/Cli" -c Release --nologo -v quiet
    export SCRATCH="$root/Cli/bin/Release/net10.0/scratch"
fi
exec /usr/bin/python3 "$root/Tests/faults/faults.py" "$@"
