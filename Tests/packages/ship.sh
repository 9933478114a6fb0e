#!/usr/bin/env bash
# At a release: what was new in the public surface is shipped from now on, and package validation holds later versions to it.
set -euo pipefail
cd "$(dirname "$0")/../.."
for new in $(git ls-files '*PublicAPI.Unshipped.txt'); do
    shipped="${new%Unshipped.txt}Shipped.txt"
    removed=$(grep '^\*REMOVED\*' "$new" | sed 's/^\*REMOVED\*//' || true)
    { echo '#nullable enable'; { grep -hv '^#' "$shipped" "$new" || true; } | grep -v '^\*REMOVED\*' | grep -vxF -- "${removed:-#}" | LC_ALL=C sort -u; } >"$shipped.new"
    mv "$shipped.new" "$shipped"
    echo '#nullable enable' >"$new"
done
git --no-pager diff --stat -- '*PublicAPI*'
