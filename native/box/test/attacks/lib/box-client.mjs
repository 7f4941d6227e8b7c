// One box process and the frames of PROTOCOL.md, as plain Node: what a host needs and no more.
import { spawn } from 'node:child_process';

export const OUTCOMES = ['ok', 'runtime_error', 'cpu_limit', 'wall_limit', 'memory_limit', 'output_limit', 'internal', 'file_size_limit'];
const READY = 0x81, DONE = 0x82, RESULT = 0x83, FILES = 0x84, ERROR = 0x85;
const PUT = 0x01, RUN = 0x02, COLLECT = 0x03;
export const KEEP_WORK = 1, LARGE_FILES = 2;

const u32 = (value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32LE(value); return bytes; };
const u64 = (value) => { const bytes = Buffer.alloc(8); bytes.writeBigUInt64LE(BigInt(value)); return bytes; };
const str = (value) => { const bytes = Buffer.from(value); return Buffer.concat([u32(bytes.length), bytes]); };

/** Takes a payload apart from the front; throws when it is too short. */
class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  get left() { return this.bytes.length - this.at; }
  take(size) {
    if (size > this.left) throw new Error(`frame too short: ${size} > ${this.left}`);
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
  u8() { return this.take(1).readUInt8(); }
  u16() { return this.take(2).readUInt16LE(); }
  u32() { return this.take(4).readUInt32LE(); }
  i32() { return this.take(4).readInt32LE(); }
  u64() { return Number(this.take(8).readBigUInt64LE()); }
  str() { return this.take(this.u32()); }
}

function readResult(payload) {
  const r = new Reader(payload);
  const index = r.u32(), outcome = OUTCOMES[r.u8()], flags = r.u8();
  if (outcome === undefined) throw new Error('a RESULT with an unknown outcome');
  const result = {
    index, outcome, stdoutTruncated: (flags & 1) !== 0, stderrTruncated: (flags & 2) !== 0, dirty: (flags & 4) !== 0,
    leftovers: r.u16(), exitCode: r.i32(), signal: r.i32(), wallTimeUs: r.u64(), cpuTimeUs: r.u64(), memoryBytes: r.u64(),
    stdoutBytes: r.u64(), stderrBytes: r.u64(), stdout: r.str(), stderr: r.str(),
  };
  result.order = r.str();
  if (r.left !== 0) throw new Error('a RESULT with bytes after its end');
  return result;
}

export class Box {
  /** Starts `argv` and waits for READY. Rejects with what it said on stderr when it ends before. */
  static async start(argv, { env = {}, readyTimeoutMs = 10_000 } = {}) {
    const box = new Box(argv, env);
    const timer = setTimeout(() => box.child.kill('SIGKILL'), readyTimeoutMs);
    try {
      box.ready = await box.readyPromise;
    } finally {
      clearTimeout(timer);
    }
    return box;
  }

  constructor(argv, env) {
    this.child = spawn(argv[0], argv.slice(1), { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.chunks = [];
    this.size = 0;
    this.stderr = '';
    this.nextId = 1;
    this.pending = new Map();
    this.exited = new Promise((resolve) => this.child.once('close', (code, signal) => resolve({ code, signal })));
    this.readyPromise = new Promise((resolve, reject) => this.pending.set(0, { resolve, reject }));
    this.child.once('error', (error) => this.fail(error));
    this.child.stdin.on('error', () => {}); // a dead box is seen by its exit
    this.child.stderr.on('data', (chunk) => { if (this.stderr.length < 16_384) this.stderr += chunk; });
    this.child.stdout.on('data', (chunk) => {
      this.chunks.push(chunk);
      this.size += chunk.length;
      try { this.takeFrames(); } catch (error) { this.fail(error); this.child.kill('SIGKILL'); }
    });
    void this.exited.then(({ code, signal }) => this.fail(new Error(`the box ended (${signal ?? code}): ${this.stderr.trim()}`)));
  }

  fail(error) {
    for (const request of this.pending.values()) request.reject(error);
    this.pending.clear();
  }

  takeFrames() {
    for (;;) {
      if (this.size < 9) return;
      let all = this.chunks.length === 1 ? this.chunks[0] : undefined;
      if (!all) {
        if (this.chunks[0].length >= 4 && this.size < this.chunks[0].readUInt32LE() + 4) return;
        all = Buffer.concat(this.chunks);
      }
      this.chunks = [all];
      const length = all.readUInt32LE();
      if (all.length < length + 4) return;
      this.chunks = [all.subarray(length + 4)];
      this.size = all.length - length - 4;
      this.frame(all.readUInt8(4), all.readUInt32LE(5), all.subarray(9, length + 4));
    }
  }

  frame(type, id, payload) {
    const request = this.pending.get(id);
    if (!request) throw new Error(`a frame for request ${id}, which nobody made`);
    const done = (value) => { this.pending.delete(id); request.resolve(value); };
    if (type === READY) {
      const r = new Reader(payload);
      const ready = { version: r.u32(), isolation: r.u8(), processes: r.u8(), reserved: r.u16() };
      for (const name of ['filesDir', 'workDir', 'tmpDir']) ready[name] = r.str().toString();
      return done(ready);
    }
    if (type === DONE) return done(undefined);
    if (type === ERROR) { this.pending.delete(id); return request.reject(new Error(`ERROR: ${new Reader(payload).str()}`)); }
    if (type === RESULT) {
      const result = readResult(payload);
      request.results.push(result);
      request.onResult?.(result);
      return request.results.length === request.itemCount ? done(request.results) : undefined;
    }
    if (type === FILES) {
      request.flags |= payload[0];
      request.parts.push(payload.subarray(1));
      return (payload[0] & 1) === 0 ? done({ stopped: (request.flags & 2) !== 0, bundle: Buffer.concat(request.parts) }) : undefined;
    }
    throw new Error(`a frame of unknown type ${type}`);
  }

  request(type, payload, extra, timeoutMs) {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new Error(`no answer within ${timeoutMs} ms`));
        this.child.kill('SIGKILL');
      }, timeoutMs);
      const settle = (how) => (value) => { clearTimeout(timer); how(value); };
      this.pending.set(id, { resolve: settle(resolve), reject: settle(reject), ...extra });
      this.child.stdin.write(Buffer.concat([u32(payload.length + 5), Buffer.from([type]), u32(id), payload]));
    });
  }

  /** Files: `[{ path, mode, bytes }]`, or a bundle as COLLECT gave it. */
  put(directory, files, timeoutMs = 10_000) {
    const bundle = Buffer.isBuffer(files)
      ? files
      : Buffer.concat(files.flatMap(({ path, mode = 0o644, bytes }) => [str(path), u32(mode), u64(bytes.length), bytes]));
    return this.request(PUT, Buffer.concat([Buffer.from([0]), str(directory), bundle]), {}, timeoutMs);
  }

  /** `items`: `[{ args, stdin }]`; gives one result per item, in order. `onResult` gets each as it comes. */
  run({ argv, env = {}, items = [{}], limits, flags = 0, linkDirectory = '', onResult }) {
    const list = (strings) => [u32(strings.length), ...strings.map(str)];
    const payload = Buffer.concat([
      u32(limits.wallTimeLimitMs), u32(limits.cpuTimeLimitMs), u64(limits.memoryLimitBytes), u64(limits.outputLimitBytes),
      u64(limits.fileSizeLimitBytes ?? 0), u64(limits.stackLimitBytes ?? 0),
      u32(limits.processLimit), u32(limits.stdoutKeepBytes ?? 65_536), u32(limits.stderrKeepBytes ?? 65_536),
      Buffer.from([limits.addressSpace ?? 0, flags, 0, 0]), str(linkDirectory), str(''), ...list(argv),
      ...list(Object.entries(env).map(([name, value]) => `${name}=${value}`)), u32(items.length),
      ...items.flatMap(({ args = [], stdin = '' }) => [...list(args), str(''), str(stdin)]),
    ]);
    const timeoutMs = limits.wallTimeLimitMs * items.length + 30_000;
    return this.request(RUN, payload, { results: [], itemCount: items.length, onResult }, timeoutMs);
  }

  /**
   * Starts a program, and waits until it has been executed and the box watches it: the answer of an item
   * before it, which ends at once when its arguments are `quickArgs`, is sent with the first look that the
   * box takes at it.
   */
  async runWatched({ quickArgs, ...run }) {
    let running;
    await new Promise((resolve, reject) => {
      running = this.run({ ...run, items: [{ args: quickArgs }, {}], onResult: resolve });
      running.catch(reject);
    });
    return { running: running.then(([, result]) => result) };
  }

  async collect(maxBytes, maxFiles, timeoutMs = 20_000) {
    const answer = await this.request(COLLECT, Buffer.concat([u64(maxBytes), u32(maxFiles), Buffer.from([1]), u32(0)]), { parts: [], flags: 0 }, timeoutMs);
    const files = [];
    const r = new Reader(answer.bundle);
    while (r.left > 0) {
      const path = r.str(), mode = r.u32();
      files.push({ path, mode, bytes: r.take(r.u64()) });
    }
    return { ...answer, files };
  }

  /** Ends the box by the end of its input. Gives false when it had to be killed. */
  async close(timeoutMs = 5_000) {
    let wasKilled = false;
    const timer = setTimeout(() => { wasKilled = true; this.child.kill('SIGKILL'); }, timeoutMs);
    this.child.stdin.end();
    const { code, signal } = await this.exited;
    clearTimeout(timer);
    return { inTime: !wasKilled, code, signal };
  }
}
