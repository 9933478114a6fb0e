#!/usr/bin/env bash
# The pages of the public surface, made of the doc comments: docs/api/obj/site/index.html. A warning is an error.
#
#     docs/api/build.sh        BUILT=1 takes the Release build that is there
set -euo pipefail
cd "$(dirname "$0")"
version=2.81.0
[ -n "${BUILT:-}" ] || dotnet build ../../Cli -c Release -v quiet
rm -rf obj/reference obj/site
dotnet tool update docfx --version "$version" --tool-path obj/tool >/dev/null
export DOTNET_ROLL_FORWARD=Major
obj/tool/docfx metadata docfx.json --warningsAsErrors
obj/tool/docfx build docfx.json --warningsAsErrors
echo "$(find obj/site/reference -name '*.html' | wc -l) pages in $PWD/obj/site"
