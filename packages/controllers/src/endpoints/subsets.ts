import { canonicalJson, type JsonObject } from '@orrery/core/engine';
import type { Address } from './classify.ts';

/** NE-22: more addresses than this are cut off, those that are not ready first. Source: maxCapacity. */
export const addressesMax = 1000;

/**
 * NE-21: addresses with the same ports make one subset; each port of a pod is its own list of addresses, so that pods whose ports
 * differ share those that they have in common. Source: RepackSubsets.
 */
export const subsetsOf = (addresses: readonly Address[]): readonly JsonObject[] => {
  const ordered = [...addresses].sort((a, b) => a.ip - b.ip);
  const groups = new Map<string, Address[]>();
  for (const address of ordered) {
    const key = canonicalJson(address.ports);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [address]);
    else group.push(address);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => subset(group));
};

const subset = (group: readonly Address[]): JsonObject => {
  const ready = group.filter((one) => one.ready).map(({ json }) => json);
  const notReady = group.filter((one) => !one.ready).map(({ json }) => json);
  const ports = group[0]?.ports ?? [];
  return {
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
    ...(ports.length === 0 ? {} : { ports }),
  };
};

/** The addresses that fit. */
export const truncated = (addresses: readonly Address[]): readonly Address[] => {
  if (addresses.length <= addressesMax) return addresses;
  const ready = addresses.filter((one) => one.ready);
  const notReady = addresses.filter((one) => !one.ready);
  return [...ready, ...notReady].slice(0, addressesMax);
};
