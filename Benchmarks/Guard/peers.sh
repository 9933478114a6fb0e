#!/usr/bin/env bash
# Sets guards of others and a logistic regression beside each other on the same prompts, and prints a table in Markdown.
#
#     Benchmarks/Guard/peers.sh DATA-FOLDER [OUT-FOLDER]
#
# DATA-FOLDER has train, valid and test, each .jsonl or .jsonl.gz with text, label and source. What each guard said of each
# text goes to OUT-FOLDER, which must be new or empty, and is thrown away unless one is given. It needs Node.js with npm, and
# Python with scikit-learn (PYTHON=... names the one to use). The guards come from npm, in these versions, into a temporary
# folder; none of their install scripts is run, and none of the guards asks a language model or another service.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 1 ] || [ $# -gt 2 ] || [ ! -d "$1" ]; then
    echo "usage: peers.sh DATA-FOLDER [OUT-FOLDER]" >&2
    exit 2
fi
guards=(
    llm_guardrail@2.1.2
    @andersmyrmel/vard@1.2.0
    @presidio-dev/hai-guardrails@1.12.0
    @langchain/core@1.4.0 # hai-guardrails imports it
    llm-guard@0.1.9
    @reactive-agents/guardrails@0.9.0
    effect@3.22.4 # its answers are effects
    @claude-flow/aidefence@3.0.3
    llmverify@1.6.1
)
python=${PYTHON:-python3}
if ! "$python" -c "import sklearn" 2>/dev/null; then
    echo "peers.sh: '$python' has no scikit-learn; name another with PYTHON=..." >&2
    exit 2
fi
data=$(cd "$1" && pwd)
test=$data/test.jsonl
[ -f "$test" ] || test=$test.gz
if [ ! -f "$test" ]; then
    echo "peers.sh: '$data' has neither test.jsonl nor test.jsonl.gz" >&2
    exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out
if [ $# = 2 ]; then
    mkdir -p "$2" && out=$(cd "$2" && pwd)
    [ -z "$(ls -A "$out")" ] || { echo "peers.sh: '$2' is not empty" >&2; exit 2; }
fi
cd "$work"
echo '{"private": true, "type": "module"}' >package.json
options=(--ignore-scripts --no-audit --no-fund --omit=optional --legacy-peer-deps --loglevel=error)
npm install "${options[@]}" "${guards[@]}" >&2
# What hai-guardrails 1.12.0 publishes looks for its threads' two files where they aren't (one path is that of the machine it
# was built on), and so ends the process that imports it. Its heuristic, which those threads are for, isn't asked: it compares
# each text with each of its 8,800 keywords in a task of its own, and takes seconds for one.
sed -i "s|\"[^\"]*/node_modules/piscina/dist\"|\"$work/node_modules/piscina/dist\"|
    s|\"[.][.]/workers/heuristic.worker.mjs\"|\"./workers/heuristic.worker.js\"|" \
    node_modules/@presidio-dev/hai-guardrails/dist/index.js
cp "$here/peers.mjs" .
node peers.mjs "$test" "$out"
"$python" "$here/peers.py" "$data" "$out"
