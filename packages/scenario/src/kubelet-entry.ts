import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { parseQuantity, toValue } from '@orrery/core/cluster';
import {
  defaultKubeletConfiguration,
  evictionSignals,
  type EvictionSignal,
  type KubeletConfiguration,
  type Threshold,
} from '@orrery/core/control';
import { checked } from './checked.ts';
import { closed, shown } from './closed.ts';
import { DurationText, FilledText, whole } from './scalar.ts';

const percentage = /^(\d{1,2}(?:\.\d{1,4})?|100)%$/;

const thresholdOf = (text: string): Threshold | undefined => {
  const share = percentage.exec(text)?.[1];
  if (share !== undefined) return { millionths: Math.round(Number(share) * 10_000) };
  const quantity = parseQuantity(text);
  return E.isLeft(quantity) ? undefined : { amount: toValue(quantity.right) };
};

const ThresholdText = checked(FilledText, (text) =>
  thresholdOf(text) === undefined
    ? `expected an amount such as 100Mi, or a share such as 10%, got ${shown(text)}`
    : undefined,
);

/** How kubelets are configured, with the names of upstream's KubeletConfiguration. */
export const KubeletEntry = closed(
  'Kubelets',
  {},
  {
    evictionHard: closed(
      'EvictionHard',
      {},
      { 'memory.available': ThresholdText, 'nodefs.available': ThresholdText, 'pid.available': ThresholdText },
    ),
    evictionPressureTransitionPeriod: DurationText,
    maxPids: whole('a number of processes from 1', 1, 10_000_000),
  },
);
export interface KubeletEntry extends t.TypeOf<typeof KubeletEntry> {}

/** Thresholds that are given stand in place of all others, as upstream has it. */
const thresholdsOf = (given: NonNullable<KubeletEntry['evictionHard']>): KubeletConfiguration['evictionHard'] => {
  const found: Partial<Record<EvictionSignal, Threshold>> = {};
  for (const signal of evictionSignals) {
    const threshold = thresholdOf(given[signal] ?? '');
    if (threshold !== undefined) found[signal] = threshold;
  }
  return found;
};

export const kubeletConfiguration = (entry: KubeletEntry | undefined): KubeletConfiguration => {
  const { evictionHard, evictionPressureTransitionUs, maxPids } = defaultKubeletConfiguration;
  return {
    evictionHard: entry?.evictionHard === undefined ? evictionHard : thresholdsOf(entry.evictionHard),
    evictionPressureTransitionUs: entry?.evictionPressureTransitionPeriod ?? evictionPressureTransitionUs,
    maxPids: entry?.maxPids ?? maxPids,
  };
};
