// Asks guards of others about every text of a file, and writes of each a file for peers.py: flags, scores, and the time of
// the processor that a text took.
//
//     node peers.mjs TEST.jsonl[.gz] OUT-FOLDER
//
// It is run from a folder that has the packages installed; peers.sh does both. Each guard has its own threshold, the one
// that its package or its first example comes with. A text that a guard refuses as too long is flagged; one that it fails
// at is not.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const vardModule = await import('@andersmyrmel/vard');
const hai = await import('@presidio-dev/hai-guardrails');
const { createAIDefence } = await import('@claude-flow/aidefence');
const { checkPromptInjection, getInjectionRiskScore } = (await import('llmverify')).default;
const { LLMGuard } = (await import('llm-guard')).default;
const { checkAll, checkInjection } = await import('llm_guardrail');
const { detectInjection } = await import('@reactive-agents/guardrails');
const { Effect } = await import('effect');

const HAI_THRESHOLD = 0.7; // of the example in its README
const [test, out] = process.argv.slice(2);
if (!out) {
    console.error('usage: node peers.mjs TEST.jsonl[.gz] OUT-FOLDER');
    process.exit(2);
}

const vard = vardModule.default;
const aidefence = createAIDefence({ enableLearning: false });
const llmGuard = new LLMGuard({ pii: false, profanity: false, toxicity: false, relevance: false });

const haiEngine = new hai.GuardrailsEngine({
    guards: [hai.injectionGuard({ roles: ['user'] }, { mode: 'pattern', threshold: HAI_THRESHOLD })],
    logLevel: 'silent',
});

// name, package, and what it says of a text: whether it is flagged and, if the guard has one, a score
const guards = [
    ['vard, moderate', '@andersmyrmel/vard', text => ({ flag: !vard.safe(text).safe })],
    ['vard, strict', '@andersmyrmel/vard', text => ({ flag: !vard.strict().safeParse(text).safe })],
    ['hai-guardrails, pattern', '@presidio-dev/hai-guardrails', async text => {
        const { messagesWithGuardResult } = await haiEngine.run([{ role: 'user', content: text }]);
        return { flag: !messagesWithGuardResult[0].messages[0].passed };
    }],
    ['llm-guard, injections and jailbreaks', 'llm-guard', async text => {
        const { isValid } = await llmGuard.validate(text);
        return { flag: !isValid };
    }],
    ['guardrails of Reactive Agents', '@reactive-agents/guardrails', text => {
        const { detected } = Effect.runSync(detectInjection(text));
        return { flag: detected };
    }],
    ['aidefence of Claude Flow', '@claude-flow/aidefence', async text => {
        const { safe, threats } = await aidefence.detect(text);
        return { flag: !safe, score: Math.max(0, ...threats.map(threat => threat.confidence)) };
    }],
    ['llmverify', 'llmverify', text => {
        const findings = checkPromptInjection(text);
        return { flag: findings.length > 0, score: getInjectionRiskScore(text) };
    }],
    ['llm_guardrail, all three models', 'llm_guardrail', async text => {
        const { allowed, injection, jailbreak, malicious } = await checkAll(text);
        return { flag: !allowed, score: Math.max(injection.confidence, jailbreak.confidence, malicious.confidence) };
    }],
    ['llm_guardrail, injections', 'llm_guardrail', async text => {
        const { detected, confidence } = await checkInjection(text);
        return { flag: detected, score: confidence };
    }],
];

function read(path) {
    const bytes = readFileSync(path);
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return text.split('\n').filter(line => line.trim()).map(line => JSON.parse(line).text);
}

function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[sorted.length >> 1];
}

async function ask(judge, texts) {
    const flags = [], scores = [], times = [];
    let thrown = 0;
    for (const text of texts) {
        const start = process.cpuUsage();
        let said;
        try {
            said = await judge(text);
        } catch {
            said = { flag: false, score: 0 };
            thrown++;
        }
        const { user, system } = process.cpuUsage(start);
        times.push((user + system) / 1000);
        flags.push(said.flag ? 1 : 0);
        scores.push(said.score ?? null);
    }
    return { flags, scores: scores.includes(null) ? null : scores, milliseconds: median(times), thrown };
}

const texts = read(test);
mkdirSync(out, { recursive: true });
for (const [index, [name, from, judge]] of guards.entries()) {
    const { version, license } = JSON.parse(readFileSync(join('node_modules', from, 'package.json'), 'utf8'));
    const answers = await ask(judge, texts);
    if (answers.thrown > 0) {
        console.error(`${name}: failed at ${answers.thrown} of ${texts.length} texts, which count as not flagged`);
    }
    const word = name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
    const file = join(out, `${String(index).padStart(2, '0')}-${word}.json`);
    writeFileSync(file, JSON.stringify({ guard: name, version, licence: license, ...answers }));
    console.error(`${name}: ${answers.milliseconds.toPrecision(3)} ms a text`);
}
process.exit(0); // one of them keeps threads waiting
