#!/usr/bin/env bash
# Breaks the code on purpose, one fault of faults.txt at a time, and demands that the tests notice: a test that cannot fail for
# the mistake it is there for is not a test. Works on a copy of the sources in a temporary folder, never on the repository.
#
#     Tests/mutation/run.sh             all faults (twenty minutes on two busy cores)
#     Tests/mutation/run.sh adam        those whose name contains "adam"
#
# The last line is "N of N caught". The exit code is 0 if all were, 1 if not, and 2 if a fault no longer fits the sources.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
faults="$root/Tests/mutation/faults.txt"
only=${1:-}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

# The documents' tests are left out: they hold quoted lines against the sources, and would catch any fault for the wrong reason.
filter='FullyQualifiedName~Scratch.Tests.Layers|FullyQualifiedName~Scratch.Tests.Optimizers'
out="$copy/Tests/bin/Release/net10.0"
log="$copy/log.txt"
quick=(-c Release --nologo -v quiet -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false)

stop() {
    echo "$1" >&2
    exit 2
}

# 0 if a test failed, 1 if all passed. Anything else, such as no test at all, ends the script.
tests_fail() {
    local code=0
    timeout 600 "$out/Scratch.Tests" --filter "$filter" --progress off >"$log" 2>&1 || code=$?
    grep -q '^  total: [1-9]' "$log" || [ "$code" -gt 2 ] || { cat "$log" >&2; stop "No test has run."; }
    case $code in
        0) return 1 ;;
        8) stop "The filter matches no test." ;;
        *) return 0 ;; # 2 for failed tests; a crash or a timeout is noticed too
    esac
}

plant() { # name, file, text as it is, fault
    local source rest project
    source=$(<"$copy/$2")
    [[ $source == *"$3"* ]] || stop "'$1' no longer fits $2: it has no '$3'."
    rest=${source#*"$3"}
    [[ $rest != *"$3"* ]] || stop "'$1' is ambiguous: $2 has '$3' more than once."
    printf '%s%s%s\n' "${source%%"$3"*}" "$4" "$rest" >"$copy/$2"

    project=${2%%/*} # its public face has not changed, so its assembly alone is built again
    (cd "$copy" && dotnet build "$project" --no-restore --no-dependencies "${quick[@]}" >"$log" 2>&1) ||
        { cat "$log" >&2; stop "'$1' does not compile."; }
    cp "$copy/$project/bin/Release/net10.0/Scratch.$project.dll" "$out/"
    total=$((total + 1))
    if tests_fail; then
        caught=$((caught + 1))
        printf 'caught   %s\n' "$1"
    else
        printf 'MISSED   %s\n' "$1"
    fi
    printf '%s\n' "$source" >"$copy/$2"
    cp "$copy/original/"*.dll "$out/"
}

(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- -cf -) | tar -C "$copy" -xf -
(cd "$copy" && dotnet build Tests "${quick[@]}" >"$log" 2>&1) || { cat "$log" >&2; stop "The sources do not compile."; }
mkdir "$copy/original"
cp "$out"/Scratch.{Engine,Layers,Optimizers}.dll "$copy/original/"
if tests_fail; then
    cat "$log" >&2
    stop "The tests fail before any fault is planted."
fi

total=0 caught=0 name='' file='' before=''
while IFS= read -r line; do
    case $line in
        '#'* | '') ;;
        '== '*) name=${line#== } file='' ;;
        '- '*) before=${line#- } ;;
        '+ '*) [[ $name != *"$only"* ]] || plant "$name" "$file" "$before" "${line#+ }" </dev/null ;;
        *) file=$line ;;
    esac
done <"$faults"

echo "$caught of $total caught"
[ "$total" -gt 0 ] && [ "$caught" -eq "$total" ]
