// Cases of clients: requests, and what answers have to match; keys with $ are matchers. WebSocket cases need
// the package ws.
import http from 'node:http';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const opt = { set: {}, base: '' };
const short = (v) => {
  const s = JSON.stringify(v);
  return s === undefined ? 'undefined' : s.length > 300 ? `${s.slice(0, 300)}…` : s;
};
const typeOf = (v) => (v === null ? 'null' : Array.isArray(v) ? 'array' : typeof v);
const isType = (v, t) => (t === 'integer' ? Number.isInteger(v) : typeOf(v) === t);
const decode = (s) => Buffer.from(s, 'base64'); // white space is skipped

/** Pushes what differs onto `out`. */
function match(want, got, at, out) {
  if (want !== null && typeof want === 'object' && !Array.isArray(want)) {
    const ops = Object.keys(want).filter((k) => k.startsWith('$'));
    for (const op of ops) {
      const w = want[op];
      const bad = (say) => out.push(`${at}: ${say}, got ${short(got)}`);
      if (op === '$all') w.forEach((x) => match(x, got, at, out));
      else if (op === '$any') {
        const tries = w.map((x) => {
          const o = [];
          match(x, got, at, o);
          return o;
        });
        if (tries.every((o) => o.length))
          out.push(`${at}: none of the alternatives: ${tries.map((o) => o[0]).join(' | ')}`);
      } else if (op === '$keys') {
        if (typeOf(got) !== 'object' || !isDeepStrictEqual([...Object.keys(got)].sort(), [...w].sort()))
          bad(`keys must be exactly ${w}`);
      } else if (op === '$keysOf') {
        const k = typeOf(got) === 'object' ? Object.keys(got) : [];
        const miss = w.all.filter((x) => !k.includes(x));
        const more = k.filter((x) => !w.all.includes(x) && !(w.optional ?? []).includes(x));
        if (miss.length || more.length)
          out.push(`${at}: keys missing ${short(miss)}, too many ${short(more)}`);
      } else if (op === '$re') {
        if (typeof got !== 'string' || !new RegExp(w, 's').test(got)) bad(`must match /${w}/`);
      } else if (op === '$in') {
        if (!w.some((x) => isDeepStrictEqual(x, got))) bad(`must be one of ${short(w)}`);
      } else if (op === '$not') {
        const o = [];
        match(w, got, at, o);
        if (!o.length) bad(`must not match ${short(w)}`);
      } else if (op === '$type') {
        if (!(Array.isArray(w) ? w : [w]).some((t) => isType(got, t))) bad(`must be of type ${w}`);
      } else if (op === '$gte') {
        if (!(typeof got === 'number' && got >= w)) bad(`must be at least ${w}`);
      } else if (op === '$lte') {
        if (!(typeof got === 'number' && got <= w)) bad(`must be at most ${w}`);
      } else if (op === '$len') {
        if (got?.length === undefined) bad('has no length');
        else match(w, got.length, `${at}.length`, out);
      } else if (op === '$maxLen') {
        if (got !== null && !(got?.length <= w)) out.push(`${at}: length ${got?.length} over ${w}`);
      } else if (op === '$size') {
        match(w, Object.keys(got ?? {}).length, `${at}.size`, out);
      } else if (op === '$contains') {
        if (typeof got === 'string') {
          if (!got.includes(w)) bad(`must contain ${short(w)}`);
        } else if (
          !Array.isArray(got) ||
          !got.some((x) => {
            const o = [];
            match(w, x, at, o);
            return !o.length;
          })
        )
          bad(`must contain ${short(w)}`);
      } else if (op === '$each') {
        if (!Array.isArray(got)) bad('must be an array');
        else got.forEach((x, i) => match(w, x, `${at}/${i}`, out));
      } else if (op === '$b64') {
        if (typeof got !== 'string') bad('must be base64 text');
        else match(w, decode(got).toString(), `${at}(decoded)`, out);
      } else if (op === '$b64hex') {
        if (typeof got !== 'string' || decode(got).toString('hex') !== w) bad(`must be base64 of ${w}`);
      } else if (op === '$absent') {
        if (got !== undefined) bad('must be absent');
      } else if (op === '$same') {
        if (!isDeepStrictEqual(got, w)) bad(`must equal ${short(w)}`);
      } else throw new Error(`unknown matcher ${op}`);
    }
    if (ops.length) return;
    if (typeOf(got) !== 'object') {
      out.push(`${at}: must be an object, got ${short(got)}`);
      return;
    }
    for (const [k, v] of Object.entries(want)) match(v, got[k], `${at}/${k}`, out);
  } else if (Array.isArray(want)) {
    if (!Array.isArray(got)) {
      out.push(`${at}: must be an array, got ${short(got)}`);
      return;
    }
    if (want.length !== got.length) out.push(`${at}: must have ${want.length} elements, has ${got.length}`);
    want.forEach((w, i) => match(w, got[i], `${at}/${i}`, out));
  } else if (!Object.is(want, got)) out.push(`${at}: must be ${short(want)}, got ${short(got)}`);
}
const pointer = (j, p) =>
  p
    .split('/')
    .slice(1)
    .reduce((o, k) => o?.[k.replace(/~1/g, '/').replace(/~0/g, '~')], j);
const fill = (v, vars) =>
  typeof v === 'string'
    ? v.replace(/\$\{(\w+)\}/g, (m, k) => (k in vars ? vars[k] : m))
    : Array.isArray(v)
      ? v.map((x) => fill(x, vars))
      : v && typeof v === 'object'
        ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, fill(x, vars)]))
        : v;
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

async function call(r) {
  const q = r.query
    ? `?${Object.entries(r.query)
        .map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`)
        .join('&')}`
    : '';
  const headers = { ...r.headers };
  let body;
  if (r.json !== undefined) {
    body = JSON.stringify(r.json);
    headers['content-type'] ??= 'application/json';
  } else if (r.form) {
    body = new URLSearchParams(r.form).toString();
    headers['content-type'] ??= 'application/x-www-form-urlencoded';
  } else if (r.raw !== undefined) body = r.raw;
  headers.accept ??= 'application/json';
  const res = await fetch(opt.base + r.path + q, {
    method: r.method,
    headers,
    body,
    signal: AbortSignal.timeout(120000),
  });
  const text = await res.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    /* text only */
  }
  return { status: res.status, headers: Object.fromEntries(res.headers), text, json };
}
let WS;
function ws() {
  if (WS) return WS;
  for (const from of [process.env.WS_FROM, `${process.cwd()}/x.js`].filter(Boolean))
    try {
      return (WS = createRequire(from)('ws'));
    } catch {
      /* next */
    }
  throw new Error('the package ws is not there: set WS_FROM to a file beside its node_modules');
}
async function socket(s, out) {
  const sock = new (ws())(opt.base.replace(/^http/, 'ws') + s.path);
  const queue = [];
  let wake = () => {};
  let closed = null;
  const streams = { stdout: '', stderr: '' };
  sock.on('message', (d) => {
    let m;
    try {
      m = JSON.parse(d.toString());
    } catch {
      m = d.toString();
    }
    if (m?.type === 'data' && m.stream in streams) streams[m.stream] += m.data;
    queue.push(m);
    wake();
  });
  sock.on('close', (code, reason) => {
    closed = { code, reason: reason.toString() };
    wake();
  });
  sock.on('error', (e) => {
    closed ??= { code: -1, reason: e.message };
    wake();
  });
  await new Promise((r) => {
    sock.once('open', r);
    sock.once('error', r);
  });
  const until = Date.now() + (s.timeoutMs ?? 20000);
  const next = async () => {
    while (!queue.length && !closed) {
      const left = until - Date.now();
      if (left <= 0) return undefined;
      await Promise.race([new Promise((r) => (wake = r)), sleep(left)]);
    }
    return queue.shift();
  };
  try {
    for (const [i, a] of s.script.entries()) {
      const at = `ws ${i}`;
      if (a.send !== undefined) sock.send(JSON.stringify(a.send));
      else if (a.sendRaw !== undefined) sock.send(a.sendRaw);
      else if (a.wait !== undefined) await sleep(a.wait);
      else if (a.recv !== undefined) {
        const m = await next();
        if (m === undefined) {
          out.push(`${at}: no message (${short(closed)})`);
          return;
        }
        match(a.recv, m, at, out);
      } else if (a.recvUntil !== undefined) {
        const seen = [];
        for (;;) {
          const m = await next();
          if (m === undefined) {
            out.push(`${at}: never came: ${short(a.recvUntil)}; came ${short(seen)}; ${short(closed)}`);
            return;
          }
          seen.push(m);
          const o = [];
          match(a.recvUntil, m, at, o);
          if (!o.length) break;
        }
      } else if (a.output !== undefined) match(a.output, streams, `${at} output`, out);
      else if (a.outputUntil !== undefined) {
        for (;;) {
          const o = [];
          match(a.outputUntil, streams, at, o);
          if (!o.length) break;
          const m = await next();
          if (m === undefined) {
            out.push(...o);
            return;
          }
        }
      } else if (a.close !== undefined) {
        while (!closed) {
          const left = until - Date.now();
          if (left <= 0) break;
          await Promise.race([new Promise((r) => (wake = r)), sleep(left)]);
          queue.length = 0;
        }
        if (!closed) out.push(`${at}: the server did not close`);
        else match(a.close, closed, `${at} close`, out);
      }
    }
  } finally {
    sock.terminate();
  }
}
/**
 * Runs a case of the files beside this one: a list of steps, each a request and what its answer has to match.
 * @returns what differs; nothing when it passed
 */
export async function runCase(c, base, set = {}) {
  Object.assign(opt, { base: base.replace(/\/$/, ''), set });

  const vars = { ...opt.set };
  const out = [];
  let listener = null;
  try {
    for (const [i, raw] of c.steps.entries()) {
      const s = fill(raw, vars);
      const at = `step ${i + 1}`;
      if (s.listen) {
        const got = [];
        const answers = s.listen.statuses ?? [];
        const server = http.createServer((req, res) => {
          const b = [];
          req.on('data', (d) => b.push(d));
          req.on('end', () => {
            got.push({
              method: req.method,
              path: req.url,
              headers: req.headers,
              text: Buffer.concat(b).toString(),
            });
            res.writeHead(answers[got.length - 1] ?? 200);
            res.end();
          });
        });
        await new Promise((r) => server.listen(0, '127.0.0.1', r));
        listener = { server, got };
        vars[s.listen.save] = `http://127.0.0.1:${server.address().port}`;
      } else if (s.received) {
        const end = Date.now() + s.received.withinMs;
        while (!listener.got.length && Date.now() < end) await sleep(50);
        const g = listener.got.shift();
        if (!g) {
          out.push(`${at}: nothing was received`);
          break;
        }
        let json;
        try {
          json = JSON.parse(g.text);
        } catch {
          /* shown below */
        }
        const { withinMs, ...want } = s.received;
        match(want, { ...g, json }, at, out);
      } else if (s.ws) {
        const o = [];
        await socket(s.ws, o);
        out.push(...o.map((x) => `${at}: ${x}`));
      } else {
        let r = await call(s.request);
        if (s.until !== undefined) {
          const end = Date.now() + s.withinMs;
          for (;;) {
            const o = [];
            match(s.until, r.json, '', o);
            if (!o.length) break;
            if (Date.now() > end) {
              out.push(`${at}: never came to ${short(s.until)}: ${o[0]}`);
              break;
            }
            await sleep(100);
            r = await call(s.request);
          }
        }
        const got = { status: r.status, json: r.json, text: r.text, headers: r.headers };
        const o = [];
        match(s.expect, got, at, o);
        out.push(...o);
        if (o.length && opt.verbose) out.push(`    answer ${r.status} ${r.text.slice(0, 600)}`);
        for (const [k, p] of Object.entries(s.save ?? {})) vars[k] = String(pointer(r.json, p));
      }
      if (out.length) break;
    }
  } catch (e) {
    out.push(`${e.name}: ${e.message}`);
  } finally {
    listener?.server.close();
  }
  return out;
}
