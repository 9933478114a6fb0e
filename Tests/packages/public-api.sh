#!/usr/bin/env bash
# Writes what is public and new into PublicAPI.Unshipped.txt of every library, and takes out what is gone, after a change that is meant: look
# at the difference before you commit it. What a release had is marked as removed. At a release the lines move (ship.sh).
#
#     Tests/packages/public-api.sh [PROJECT…]        all libraries, if none is named: minutes
set -euo pipefail
cd "$(dirname "$0")/../.."
projects=("$@")
[ $# -gt 0 ] || projects=(Engine Layers Optimizers Adversarial Adversarial/Runs Adversarial/Datasets Adversarial/Guard Adversarial/Mpi)
for project in "${projects[@]}"; do
    # the compiler's messages name each symbol as the file has it
    output=$(dotnet build "$project" -c Release --no-incremental -p:TreatWarningsAsErrors=false) || { grep -m5 ': error' <<<"$output"; exit 1; }
    messages=$(grep -F "[$PWD/$project/" <<<"$output" | grep -oE "RS001[67]: Symbol '.*' is (not )?part of" | sort -u || true)
    new=$(sed -n "s/^RS0016: Symbol '\(.*\)' is not part of/\1/p" <<<"$messages")
    gone=$(sed -n "s/^RS0017: Symbol '\(.*\)' is part of/\1/p" <<<"$messages")
    { grep -vxF -- "${gone:-#}" "$project/PublicAPI.Unshipped.txt" | grep -v '^#' || true
      [ -z "$new" ] || echo "$new"
      [ -z "$gone" ] || grep -xF -- "$gone" "$project/PublicAPI.Shipped.txt" | sed 's/^/*REMOVED*/' || true
    } | LC_ALL=C sort -u | sed '1i #nullable enable' >"$project/PublicAPI.new"
    [ -s "$project/PublicAPI.new" ] || echo '#nullable enable' >"$project/PublicAPI.new"
    mv "$project/PublicAPI.new" "$project/PublicAPI.Unshipped.txt"
done
git --no-pager diff --stat -- '*PublicAPI.Unshipped.txt'
