import * as t from 'io-ts';
import type { Json } from '@orrery/core/engine';
import { featureGates } from '@orrery/core/api';
import { kubernetesVersions } from '@orrery/core/control';
import { BehaviourChoice } from './behaviour-choice.ts';
import { closed } from './closed.ts';
import { NodeEntry } from './node-entry.ts';
import { ProvisionerEntry } from './provisioner-entry.ts';
import { TimedInput } from './input.ts';
import { DurationText, EpochText, FilledText, Flag, oneOf, Text, whole } from './scalar.ts';
import { Step } from './step.ts';
import { TimingChoice } from './timing-entry.ts';

/** What `apiVersion` of a scenario says. */
export const scenarioApiVersion = 'orrery.dev/v1alpha1';

/** 2026-01-01T00:00:00Z: the name of instant 0 when the scenario gives none. */
export const defaultEpoch = 1_767_225_600;

const InvariantChoice: t.Type<'all' | readonly string[], unknown> = new t.Type<'all' | readonly string[], unknown>(
  'Invariants',
  (value): value is 'all' | readonly string[] => value === 'all' || t.readonlyArray(t.string).is(value),
  (value, context) =>
    Array.isArray(value)
      ? t.readonlyArray(FilledText).validate(value, context)
      : oneOf('choice of invariants', ['all']).validate(value, context),
  t.identity,
);

/** Feature gates that are switched, by name. */
const FeatureGateChoice = closed('FeatureGates', {}, Object.fromEntries(featureGates.map((gate) => [gate, Flag])));

/**
 * A scenario: what a run is made of beside its seed. As read from a file it also holds, in `files`, what every manifest
 * that it names says, so that it can be played anywhere.
 */
export const Scenario = closed(
  'Scenario',
  {
    apiVersion: oneOf('apiVersion', [scenarioApiVersion]),
    kind: oneOf('kind', ['Scenario']),
    metadata: closed('Metadata', { name: FilledText }, { description: Text }),
  },
  {
    seed: whole('a whole number from 0 to 4294967295', 0, 0xffff_ffff),
    kubernetesVersion: oneOf('kubernetesVersion', kubernetesVersions),
    featureGates: FeatureGateChoice,
    epoch: EpochText,
    timing: TimingChoice,
    cluster: closed('Cluster', {}, { nodes: t.readonlyArray(NodeEntry) }),
    provisioners: t.readonlyArray(ProvisionerEntry),
    behaviours: BehaviourChoice,
    objects: t.readonlyArray(FilledText),
    invariants: InvariantChoice,
    steps: t.readonlyArray(Step),
    inputs: t.readonlyArray(TimedInput),
    until: DurationText,
    files: t.record(t.string, t.string),
  },
);
export interface Scenario extends t.TypeOf<typeof Scenario> {}

/**
 * The scenario as JSON: what the log's header keeps and the digest covers. The seed is covered on its own, and what came in from
 * outside by the events that say so: a run that is served and its recording, played, have the same digest.
 */
export const scenarioJson = (scenario: Scenario): Json => {
  const { seed: _seed, inputs: _inputs, until: _until, ...rest } = Scenario.encode(scenario);
  return rest as unknown as Json; // every codec in it writes JSON
};
