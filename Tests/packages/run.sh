#!/usr/bin/env bash
# Uses the packages as a stranger does: packs them, and from an empty folder, with a feed of what was packed, runs the README's program, the
# programs of the packages' own readmes, the samples of docs/samples and the tool. Then it breaks what the build has to notice.
#
#     Tests/packages/run.sh            all but native code: two minutes
#     Tests/packages/run.sh short      what continuous integration does: packing, sizes, the README's program, planted faults
#     Tests/packages/run.sh native     all, and with it the native tool and native programs: a quarter of an hour
#
# BUILT=1 takes the Release build that is there. Nothing is written outside a temporary folder but into bin and obj.
set -euo pipefail
form=${1:-all}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
feed="$work/feed" version="0.1.0-test.$(date +%s)" failures=0
libraries=(Engine Layers Optimizers Adversarial Adversarial/Runs Adversarial/Datasets Adversarial/Guard Adversarial/Mpi)
mkdir "$feed" "$work/user" "$work/packages"
unset CI # a user has none

# Packages of this version never reach the user's own folder of packages; what else they need is taken from there.
export NUGET_PACKAGES="$work/packages" NUGET_FALLBACK_PACKAGES="${NUGET_FALLBACK_PACKAGES:-$HOME/.nuget/packages}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat >"$work/nuget.config" <<XML
<configuration><packageSources><add key="packed" value="$feed" /></packageSources></configuration>
XML

passes() { echo "ok     $1"; }
fails() { echo "FAILED $1"; failures=$((failures + 1)); }
expect() { # WHAT PATTERN FILE: the file has it
    if grep -q -- "$2" "$3"; then passes "$1"; else fails "$1: expected '$2' in"; tail -n 15 "$3"; fi
}
pack() { # FOLDER
    dotnet msbuild "$root/Tests/packages/pack.proj" -t:Pack -m -v:quiet "-p:Out=$1" "-p:PackageVersion=$version"
}
program() { # NAME: standard input as a single-file program with the packages that it names, in a folder of its own; run with the rest
    local folder="$work/user/$1"
    mkdir -p "$folder"
    sed "s/@0\.1\.0$/@$version/" >"$folder/program.cs"
    (cd "$folder" && dotnet run program.cs -- "${@:2}") >"$work/$1.out" 2>&1
}

export UseSharedCompilation=true
[ -n "${BUILT:-}" ] || dotnet build "$root/Cli" -c Release -v quiet
pack "$feed"
pack "$work/again"
for package in "$feed"/*.nupkg; do
    name=$(basename "$package" ".$version.nupkg")
    for of in feed again; do
        mkdir -p "$work/unpacked/$of/$name"
        unzip -q "$work/$of/$name.$version.nupkg" -d "$work/unpacked/$of/$name"
    done
done
if diff -r "$work/unpacked/feed" "$work/unpacked/again"; then passes "packed twice: the same contents"; else fails "packed twice"; fi
size=$(cd "$feed" && cat Scratch.{Engine,Layers,Optimizers,Adversarial}."$version".nupkg | wc -c)
if [ "$size" -le 1048576 ]; then passes "Engine, Layers, Optimizers and Adversarial have $size bytes"; else fails "they have $size bytes"; fi
for folder in "$work"/unpacked/feed/*; do
    name=$(basename "$folder")
    for file in README.md icon.png "lib/net10.0/$name.dll" "lib/net10.0/$name.xml"; do
        [ -f "$folder/$file" ] || fails "$name has no $file"
    done
    [ -f "$feed/$name.$version.snupkg" ] || fails "$name has no symbols"
done

# The README's program in a new project.
(cd "$work/user" && dotnet new console -o readme && cd readme && dotnet add package Scratch.Layers --prerelease \
    && dotnet add package Scratch.Optimizers --prerelease) >"$work/new.out" 2>&1 || { fails "dotnet new, dotnet add package"; tail "$work/new.out"; }
awk '/^```csharp/ {on = 1; next} /^```/ {on = 0} on' "$root/README.md" >"$work/user/readme/Program.cs"
(cd "$work/user/readme" && dotnet run) >"$work/readme.out" 2>&1 || true
expect "the README's program" '^0 1 1 0$' "$work/readme.out"

# What the build has to notice, in a copy of the engine.
mkdir "$work/copy"
cp -r "$root"/{Directory.*,global.json,.editorconfig,Engine,docs} "$work/copy"
rm -rf "$work/copy/Engine/"{bin,obj}
sed -i 's/public void ZeroGradients/internal void ZeroGradients/' "$work/copy/Engine/ParameterBuffer.cs"
echo 'namespace Scratch.Engine; /** <summary>New.</summary> */ public static class Planted;' >"$work/copy/Engine/Planted.cs"
dotnet build "$work/copy/Engine" >"$work/planted.out" 2>&1 && fails "a broken public surface is built"
expect "a public member that is gone fails the build" 'error RS0017.*ZeroGradients' "$work/planted.out"
expect "a public type that is new fails the build" 'error RS0016.*Planted' "$work/planted.out"

# A native program for vectors of 128 bits, of packages and of sources; the compiler isn't reached.
mkdir "$work/user/narrow" "$work/user/sources"
echo 'System.Console.WriteLine(Scratch.Engine.InstructionSet.Name);' | tee "$work/user/narrow/Program.cs" >"$work/user/sources/Program.cs"
cat >"$work/user/narrow/narrow.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><PublishAot>true</PublishAot></PropertyGroup>
  <ItemGroup><PackageReference Include="Scratch.Layers" Version="$version" /></ItemGroup>
</Project>
XML
cat >"$work/user/sources/sources.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><PublishAot>true</PublishAot></PropertyGroup>
  <ItemGroup><ProjectReference Include="$root/Layers/Layers.csproj" /></ItemGroup>
  <Import Project="$root/Engine/buildTransitive/Scratch.Engine.targets" />
</Project>
XML
for kind in narrow sources; do
    (cd "$work/user/$kind" && dotnet publish -r linux-x64 -p:IlcInstructionSet=x86-64-v2) >"$work/$kind.out" 2>&1 && fails "a 128-bit build of $kind"
    expect "a 128-bit native build is an error with its remedy ($kind)" 'error SCRATCH001.*x86-64-v3' "$work/$kind.out"
done

if [ "$form" != short ]; then
    for folder in "${libraries[@]}"; do
        id=$(basename "$(ls "$root/$folder/bin/Release/net10.0/"Scratch*."$(basename "$folder")".dll)" .dll)
        { # the packages that any of the programs takes
            printf '#:package %s@0.1.0\n' Scratch.Optimizers Scratch.Adversarial.Runs Scratch.Datasets Scratch.Guard Scratch.Mpi
            awk '/^```csharp/ {on = 1; next} /^```/ {on = 0} on' "$root/$folder/README.md"
        } | program "$id" && passes "the program in the readme of $id" || { fails "the program in the readme of $id"; tail -n 15 "$work/$id.out"; }
    done
    expect "Scratch.Engine's prints 22" '^22$' "$work/Scratch.Engine.out"
    expect "Scratch.Optimizers' prints True" '^True$' "$work/Scratch.Optimizers.out"
    expect "Scratch.Datasets' prints the counts" '^20000 10000$' "$work/Scratch.Datasets.out"
    expect "Scratch.Guard's prints True" '^True$' "$work/Scratch.Guard.out"
    "$root/Tests/packages/samples.sh" "$work" "$version" || failures=$((failures + 1))
    "$root/Tests/packages/tool.sh" "$work" "$version" "$form" || failures=$((failures + 1))
fi
[ "$form" != native ] || "$root/Tests/packages/native.sh" "$work" "$version" || failures=$((failures + 1))
[ "$failures" = 0 ] && echo "all as it should be"
