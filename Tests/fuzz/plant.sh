#!/usr/bin/env bash
# Plants the fault of faults.txt in each reader, in a copy of the sources, and fuzzes until it is found.
#
#     Tests/fuzz/plant.sh [SECONDS [READER…]]     60 seconds for each of all readers if not given
#
# The last line counts the faults that were found. The exit code is 0 if these are all.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-60}
shift || true
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$root" && git ls-files -z --cached --others --exclude-standard -- ':!docs' ':!Benchmarks' ':!Cli' | xargs -0 cp --parents -t "$work")

/usr/bin/python3 - "$root/Tests/fuzz/faults.txt" "$work" >"$work/readers" <<'PYTHON'
import re, sys
for fault in open(sys.argv[1]).read().split('\n== ')[1:]:
    name, file, old, new = re.match(r'(.*)\n(.*)\n- (.*)\n\+ ?(.*)', fault).groups()
    path = f'{sys.argv[2]}/{file}'
    text = open(path).read()
    assert text.count(old) == 1, f'{name}: {file} has the text {text.count(old)} times, expected once: {old}'
    open(path, 'w').write(text.replace(old, new))
    print(name)
PYTHON
[ $# -gt 0 ] || mapfile -t readers <"$work/readers"
[ $# = 0 ] || readers=("$@")

found=0
unset BUILT
for reader in "${readers[@]}"; do
    start=$SECONDS code=0
    UNTIL_FOUND=1 "$work/Tests/fuzz/run.sh" "$reader" "$seconds" || code=$?
    case $code in
        0) echo "$reader: NOT found in $seconds s" ;;
        1) found=$((found + 1)) && echo "$reader: found, $((SECONDS - start)) s after it was begun" ;;
        *) echo "$reader: could not be fuzzed" ;;
    esac
    export BUILT=1
done
echo "$found of ${#readers[@]} found"
[ "$found" = ${#readers[@]} ]
