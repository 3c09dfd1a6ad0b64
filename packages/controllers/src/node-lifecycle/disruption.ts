import type { NodeRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { zoneOf } from './classify.ts';
import { tainterOf, type Memory } from './memory.ts';
import { withoutEvicting } from './monitor.ts';
import { periodOf, stateOf } from './zones.ts';
import { never } from '@orrery/core/engine';

/**
 * NL-35: how fast each zone gets its taints follows from how it does. When no node of any zone is Ready, the fault is taken to be
 * with whoever looks: taints come off everywhere and nothing is tainted until some node is heard again. Source: handleDisruption.
 */
export const handleDisruption = (memory: Memory, planning: Planning): readonly Step[] => {
  const { machine, zones } = memory;
  const { now } = planning;
  const states = [...zones].map(([zone, count]) => ({ zone, count, state: stateOf(count) }));
  const tainters = states.map(({ zone }) => tainterOf(machine, zone));
  const allAre = states.every(({ state }) => state === 'full');
  const allWere = tainters.every(({ state }) => state === 'full');
  if (allAre && allWere) return [];
  if (allAre) {
    for (const tainter of tainters) {
      tainter.state = 'full';
      tainter.setPeriod(never, now);
    }
    const nodes = allNodes(memory, planning);
    for (const node of nodes) tainterOf(machine, zoneOf(node)).letGo(node.uid);
    return nodes.filter(({ uid }) => memory.evicting.has(uid)).map((node) => withoutEvicting(node, planning));
  }
  if (allWere) {
    for (const silence of machine.silent.values()) silence.probe = now;
    for (const { uid, ready } of allNodes(memory, planning)) if (ready !== 'True') machine.attention.add(uid);
  }
  for (const [i, { state, count }] of states.entries()) {
    const tainter = tainters[i];
    if (tainter === undefined || (!allWere && tainter.state === state)) continue;
    tainter.state = state;
    tainter.setPeriod(periodOf(state, count), now);
  }
  return [];
};

/** Every node: only where all of them are concerned. */
const allNodes = ({ machine }: Memory, { view }: Planning): readonly NodeRecord[] =>
  [...machine.nodes.values()].sort((a, b) => a - b).flatMap((uid) => view.tables.Node.get(uid) ?? []);
