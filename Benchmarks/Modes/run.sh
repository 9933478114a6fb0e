#!/usr/bin/env bash
# Every training step as the just-in-time compiler makes it by default, without its profile, without its tiers, and as a program compiled
# ahead of time: the rate over that of the default, and whether the bits are the same.
#
#     Benchmarks/Modes/run.sh [THREADS]
#
# Ahead of time needs a C compiler to link with (clang, or gcc), and NuGet. The exit code is 1 if a rate is below 0.9 or bits differ.
set -euo pipefail
cd "$(dirname "$0")"
threads=${1:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

linker=$(command -v clang || command -v gcc)
dotnet build -c Release --nologo -v quiet
dotnet publish -c Release --nologo -v quiet -o "$work/aot" -p:CppCompilerAndLinker="$linker"
jit=(dotnet bin/Release/net10.0/Scratch.Benchmarks.Modes.dll "$threads")

# In turn, and twice: the machine has fast and slow minutes. Of each the better figure counts.
for _ in 1 2; do
    "${jit[@]}" >>"$work/default"
    DOTNET_TieredPGO=0 "${jit[@]}" >>"$work/no-profile"
    DOTNET_TieredCompilation=0 "${jit[@]}" >>"$work/no-tiers"
    "$work/aot/Scratch.Benchmarks.Modes" "$threads" >>"$work/ahead-of-time"
done

awk -v modes="default no-profile no-tiers ahead-of-time" -v work="$work" '
    BEGIN {
        n = split(modes, mode, " ")
        for (m = 1; m <= n; m++)
            while ((getline line < (work "/" mode[m])) > 0) {
                split(line, field, " ")
                if (!(field[1] in seen)) { seen[field[1]] = 1; name[++names] = field[1]; bits[field[1]] = field[3] }
                if (field[2] > rate[field[1], m]) rate[field[1], m] = field[2]
                if (field[3] != bits[field[1]]) { differs[field[1], m] = 1; bad = 1 }
            }
        printf "%-18s", "step"
        for (m = 1; m <= n; m++) printf " %16s", mode[m]
        print ""
        for (i = 1; i <= names; i++) {
            printf "%-18s", name[i]
            for (m = 1; m <= n; m++) {
                ratio = rate[name[i], m] / rate[name[i], 1]
                if (ratio < 0.9) bad = 1
                printf " %16s", (m == 1 ? sprintf("%.0f/s", rate[name[i], 1]) : sprintf("%.2f%s", ratio, (name[i], m) in differs ? " other bits" : ""))
            }
            print ""
        }
        exit bad
    }'
