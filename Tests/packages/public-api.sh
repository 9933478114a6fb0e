#!/usr/bin/env bash
# Writes what is public and new into PublicAPI.Unshipped.txt of every library, after a change that is meant: look at the difference before
# you commit it. At a release the lines move to PublicAPI.Shipped.txt (release.sh).
#
#     Tests/packages/public-api.sh [PROJECT…]        all libraries, if none is named: minutes
set -euo pipefail
cd "$(dirname "$0")/../.."
projects=("$@")
[ $# -gt 0 ] || projects=(Engine Layers Optimizers Adversarial Adversarial/Runs Adversarial/Datasets Adversarial/Guard)
for project in "${projects[@]}"; do
    dotnet restore "$project" -v quiet
    dotnet format analyzers "$project/$(basename "$project").csproj" --diagnostics RS0016 RS0017 --severity info --no-restore
done
git --no-pager diff --stat -- '*PublicAPI.Unshipped.txt'
