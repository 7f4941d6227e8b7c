import type { DoctorCheck } from '@app/contracts';
import type { Isolation } from '../runner.js';
import type { ProbeResult } from './probe.js';

/** Layers of `box probe` by what they are called here, and whether each level of isolation rests on it. */
const LAYERS: readonly { layer: string; id: string; full: boolean; reduced: boolean }[] = [
  { layer: 'userNamespace', id: 'user_namespace', full: true, reduced: false },
  { layer: 'mounts', id: 'mounts', full: true, reduced: false },
  { layer: 'proc', id: 'own_proc', full: true, reduced: false },
  { layer: 'seccomp', id: 'seccomp', full: true, reduced: true },
  { layer: 'network', id: 'network', full: true, reduced: true },
  { layer: 'landlock', id: 'landlock', full: false, reduced: true },
  { layer: 'noNewPrivs', id: 'no_new_privileges', full: true, reduced: true },
];

/** What `box probe` saw when it built a box and ran its own test in it. */
export function probeChecks(probe: ProbeResult, isolation: Isolation): DoctorCheck[] {
  const whole: DoctorCheck = {
    id: 'box',
    ok: probe.runnable,
    required: true,
    detail: probe.runnable ? `a box with ${isolation} isolation was built and tested` : probe.cause,
    cure: probe.cure,
  };
  const layers = LAYERS.map(({ layer, id, ...required }) => {
    const seen = probe.layers[layer];
    const ok = seen?.ok === true;
    const cure = !ok && required[isolation] ? probe.cure || 'see the check `box`' : '';
    return { id, ok, required: required[isolation], detail: seen?.detail ?? 'not seen', cure };
  });
  return [whole, ...layers];
}

/** The layers that full isolation rests on and that were not there, although a box could be built. */
export function missingLayers(probe: ProbeResult, isolation: Isolation): string[] {
  return probeChecks(probe, isolation)
    .filter(({ ok, required }) => required && !ok)
    .map(({ id, detail }) => `${id} (${detail})`);
}
