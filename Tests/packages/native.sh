#!/usr/bin/env bash
# A program that predicts from a file, trimmed and native, of the packages; and a native one that references the sources, with locked
# restores. As run.sh calls it, after the samples; prints sizes and start-up times (medians of 15).
set -euo pipefail
work=$1 version=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
status=0
good() { echo "ok     $1"; }
bad() { echo "FAILED $1"; tail -n 15 "$2"; status=1; }
median() { # COMMAND…: milliseconds
    for _ in $(seq 15); do
        start=$(date +%s%N); "$@" >/dev/null; echo $((($(date +%s%N) - start) / 10000))
    done | sort -n | sed -n 8p | awk '{printf "%.1f ms", $1 / 100}'
}
mkdir -p "$work/user/predict"
cd "$work/user/predict"
cat >Program.cs <<'CS'
using Scratch.Adversarial.Domains.Tables;

TableModel model = TableModel.Load(args[0]);
Console.WriteLine(model.PredictClass("Biscoe", "46.1", "13.2", "211", "4500", "FEMALE"));
CS
project() { # REFERENCE
    cat >predict.csproj <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  $1
</Project>
XML
}
publish() { # NAME PROPERTY…
    rm -rf bin obj
    dotnet publish -r linux-x64 -o "$work/$1" "${@:2}" >"$work/$1.out" 2>&1 || { bad "publishing $1" "$work/$1.out"; return 0; }
    if grep -q ': warning' "$work/$1.out"; then bad "$1 has warnings" "$work/$1.out"; fi
    rm -f "$work/$1/"*.dbg "$work/$1/"*.pdb
    answer=$("$work/$1/predict" "$work/penguins.safetensors")
    [ "$answer" = Gentoo ] || { echo "FAILED $1 answers '$answer'"; status=1; }
    good "$1: $(du -sb "$work/$1" | cut -f1) bytes, starts and answers in $(median "$work/$1/predict" "$work/penguins.safetensors")"
}
project "<ItemGroup><PackageReference Include=\"Scratch.Adversarial\" Version=\"$version\" /></ItemGroup>"
publish native -p:PublishAot=true
publish native-small -p:PublishAot=true -p:OptimizationPreference=Size -p:StackTraceSupport=false -p:UseSystemResourceKeys=true
publish trimmed -p:PublishTrimmed=true -p:SelfContained=true

# Of the sources, as a build server does it.
before=$(cd "$root" && sha256sum ./*/packages.lock.json ./*/*/packages.lock.json)
project "<ItemGroup><ProjectReference Include=\"$root/Adversarial/Adversarial.csproj\" /></ItemGroup><Import Project=\"$root/Engine/buildTransitive/Scratch.Engine.targets\" />"
CI=true publish sources-native -p:PublishAot=true
after=$(cd "$root" && sha256sum ./*/packages.lock.json ./*/*/packages.lock.json)
if [ "$before" = "$after" ]; then good "lock files are left alone"; else echo "FAILED lock files changed"; status=1; fi
exit "$status"
