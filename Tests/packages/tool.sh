#!/usr/bin/env bash
# The tools, as run.sh calls it: installed from the feed, and run without being installed; the lab beside it.
set -euo pipefail
work=$1 version=$2 form=$3
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
platforms=()
[ "$form" = native ] || platforms=(-p:ToolPackageRuntimeIdentifiers=any)
status=0
pack() { dotnet pack "$root/$1" -c Release "${@:2}" "${platforms[@]}" -p:PackageVersion="$version" -o "$work/feed" -v quiet; }
for tool in Cli Cli/Lab; do
    pack "$tool" -p:PublishAot=true # names the packages of the platforms, and has no program itself
    pack "$tool" -r any
    [ "$form" != native ] || pack "$tool" -r linux-x64
done
debug=$(for package in "$work/feed/"Scratch.{Cli,Lab}*.nupkg; do unzip -Z1 "$package"; done | grep -E '\.(pdb|dbg|xml)$' | grep -vE 'DotnetToolSettings.xml|Content_Types' || true)
if [ -z "$debug" ]; then echo "ok     the tool's packages have no debug files and no documentation"; else echo "FAILED the tool's packages have $debug"; status=1; fi

cd "$work/user"
dotnet tool install Scratch.Cli --version "$version" --tool-path "$work/tools" >"$work/install.out" 2>&1 || { cat "$work/install.out"; exit 1; }
# outside of the repository, where no digits lie about
if "$work/tools/scratch" train --quick --epochs 1 --out "$work/user/run" >"$work/train.out" 2>&1 && [ -f "$work/user/run/classifier.safetensors" ]; then
    echo "ok     dotnet tool install, scratch train --quick"
else
    echo "FAILED scratch train --quick"; tail -n 15 "$work/train.out"; status=1
fi
dotnet tool exec "Scratch.Cli@$version" --yes -- --version >"$work/exec.out" 2>&1 || true
if grep -q '^0\.1\.0' "$work/exec.out"; then echo "ok     dotnet tool exec: $(tail -n 1 "$work/exec.out")"; else echo "FAILED dotnet tool exec"; cat "$work/exec.out"; status=1; fi
dotnet tool install Scratch.Lab --version "$version" --tool-path "$work/tools" >"$work/install.out" 2>&1 || { cat "$work/install.out"; exit 1; }
PATH="$work/tools:$PATH" timeout 5 "$work/tools/scratch" lab --no-browser --port 0 >"$work/lab.out" 2>&1 || true
if head -n 1 "$work/lab.out" | grep -q '^http://127.0.0.1:[0-9]*/?token='; then echo "ok     scratch lab finds scratch-lab"; else echo "FAILED scratch lab"; cat "$work/lab.out"; status=1; fi
exit "$status"
