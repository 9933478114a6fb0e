// One-class matrix factorisation of LIBMF on the users that `recommend --what split` wrote.
//
// usage: node peers.mjs LIBMF FOLDER      LIBMF: the folder node_modules/libmf
//
// It has no folding in, so what is known of the users who validate and test is learnt from as well. Factors and the
// weight of what is absent are those that find most on the validation. A line of JSON for each seed.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [library, folder] = process.argv.slice(2);
const { Loss, Matrix, Model } = await import(pathToFileURL(join(resolve(library), 'src', 'index.js')));
const top = 10;

const read = (seed, name) => readFileSync(join(folder, seed, name), 'utf8').trimEnd().split('\n')
  .map(line => line.split(' ').filter(word => word).map(Number));

function measure(p, q, first, known, hidden) {
  let hits = 0, gain = 0;
  hidden.forEach(([wanted], user) => {
    const own = p[first + user];
    const scores = q.map(item => item.reduce((sum, value, k) => sum + value * own[k], 0));
    const seen = new Set(known[user]);
    let better = 0, equal = 0;
    scores.forEach((score, item) => {
      if (!seen.has(item) && item !== wanted) {
        better += score > scores[wanted];
        equal += score === scores[wanted];
      }
    });
    const rank = 1 + better + equal / 2;
    hits += rank <= top;
    gain += rank <= top ? 1 / Math.log2(1 + rank) : 0;
  });
  return [hits / hidden.length, gain / hidden.length];
}

for (const seed of readdirSync(folder).filter(name => name.startsWith('seed-')).sort()) {
  const training = read(seed, 'training'), parts = ['validation', 'test'].map(
    part => ({ known: read(seed, `${part}-known`), hidden: read(seed, `${part}-hidden`) }));
  const [validation, test] = parts, items = 1 + Math.max(...[training, ...parts.flatMap(p => [p.known, p.hidden])]
    .flat().map(row => Math.max(...row)));
  const data = new Matrix(), users = [...training, ...validation.known, ...test.known];
  users.forEach((row, user) => row.forEach(item => data.push(user, item, 1)));
  data.push(0, items - 1, 1); // so that all items have factors; user 0's profile is one of thousands
  let best;
  for (const factors of [20, 40, 80]) {
    for (const alpha of [0.01, 0.05, 0.2]) {
      const start = process.cpuUsage().user, model = new Model({
        loss: Loss.ONE_CLASS_L2, factors, alpha, c: 0, iterations: 30, lambdaP2: 0.05, lambdaQ2: 0.05, threads: 1, quiet: true,
      });
      model.fit(data);
      const [p, q] = [model.p(), model.q()], seconds = (process.cpuUsage().user - start) / 1e6;
      const [rate] = measure(p, q, training.length, validation.known, validation.hidden);
      if (!best || rate > best.rate) {
        best = { rate, factors, alpha, p, q, seconds };
      }
      model.destroy();
    }
  }
  const [hr, ndcg] = measure(best.p, best.q, training.length + validation.known.length, test.known, test.hidden);
  console.log(JSON.stringify({
    library: 'LIBMF', model: 'one-class', seed: seed.slice(5), factors: best.factors, alpha: best.alpha,
    hr: +hr.toFixed(4), ndcg: +ndcg.toFixed(4), seconds: +best.seconds.toFixed(1),
  }));
}
