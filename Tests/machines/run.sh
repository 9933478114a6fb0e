#!/usr/bin/env bash
# The main job, `scratch train`, on a small machine: one core, 512 MB and no swap (a control group where one can be made, else the limit of
# the garbage collector's heap), a home that can only be read, no terminal, TERM=dumb and a locale with decimal commas.
#
#     Tests/machines/run.sh [OPTION…]          options of train, such as --epochs 1
#     SCRATCH=FILE MEMORY=BYTES Tests/machines/run.sh …
#
# The last line says how long it took and the most memory that it had. The exit code is 0 if it ended well.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
memory=${MEMORY:-$((512 * 1024 * 1024))}
if [ -z "${SCRATCH:-}" ]; then
    dotnet build "$root/Cli" -c Release --nologo -v quiet
    SCRATCH="$root/Cli/bin/Release/net10.0/scratch"
fi
work=$(mktemp -d) group=/sys/fs/cgroup/scratch-$$ limits=memory.max
if [ -d /sys/fs/cgroup/memory ]; then # version 1
    group=/sys/fs/cgroup/memory/scratch-$$ limits=memory.limit_in_bytes
fi
trap 'chmod -R u+w "$work"; rm -rf "$work"; [ ! -d "$group" ] || rmdir "$group"' EXIT
mkdir -m 555 "$work/home"

if mkdir "$group" 2>/dev/null && [ -f "$group/$limits" ] && echo "$memory" >"$group/$limits" 2>/dev/null; then
    [ ! -f "$group/memory.swap.max" ] || echo 0 >"$group/memory.swap.max"
    limit="a control group of $((memory >> 20)) MB"
    enter() { echo "$BASHPID" >"$group/cgroup.procs"; }
else
    [ ! -d "$group" ] || rmdir "$group"
    export DOTNET_GCHeapHardLimit
    DOTNET_GCHeapHardLimit=$(printf '%x' $((memory * 3 / 4))) # the rest is for the runtime and its code
    limit="a heap of $((memory * 3 >> 22)) MB"
    enter() { :; }
fi
start=$SECONDS
(enter && cd "$work" && exec env HOME="$work/home" TERM=dumb LC_ALL=de_DE.UTF-8 taskset -c 0 setsid --wait /usr/bin/python3 - "$SCRATCH" "$work/run" "$@" <<'PYTHON'
import resource, shlex, subprocess, sys
done = subprocess.run([*shlex.split(sys.argv[1]), 'train', '--out', sys.argv[2], *sys.argv[3:]], stdin=subprocess.DEVNULL,
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
print((done.stdout + done.stderr[-2000:] if done.returncode else b'').decode())
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, 'escapes' if b'\x1b' in done.stdout + done.stderr else 'plain')
sys.exit(done.returncode)
PYTHON
) >"$work/said" || { cat "$work/said"; echo "it failed in $limit"; exit 1; }
read -r peak kind < <(tail -n 1 "$work/said")
[ "$kind" = plain ] || { echo "escape sequences where no terminal is"; exit 1; }
[ -s "$work/run/report.json" ]
! grep -qE '^[0-9]+,[^,]+,[^,]+,[^,]*,' "$work/run/metrics.csv" || { echo "metrics.csv has decimal commas"; exit 1; }
echo "one core, $limit: it ends well after $((SECONDS - start)) s, with $peak MB at the most"
