import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { Behaviours, KubeletConfiguration } from '@orrery/core/control';
import { BehaviourEntry, ruleOf } from './behaviour-entry.ts';
import { behaviourPresets, type BehaviourPreset } from './behaviour-presets.ts';
import { kubeletConfiguration, KubeletEntry } from './kubelet-entry.ts';
import { closed } from './closed.ts';
import type { Problem } from './problem.ts';
import { problemsOf } from './problems-of.ts';
import { FilledText, oneOf, Text } from './scalar.ts';
import { parseYamlSource } from './yaml-source.ts';

const presetNames = Object.keys(behaviourPresets) as BehaviourPreset[]; // keys of a const are its key type

const Preset = oneOf('preset of behaviours', presetNames);
const Containers = t.readonlyArray(BehaviourEntry);

const Inline = closed('Behaviours', {}, { preset: Preset, containers: Containers, kubelets: KubeletEntry });
type Inline = t.TypeOf<typeof Inline>;

/** A file of behaviours: as inline, and it says what it is. */
const BehaviourFile = closed(
  'BehaviourFile',
  { apiVersion: oneOf('apiVersion', ['orrery.dev/v1alpha1']), kind: oneOf('kind', ['Behaviours']) },
  {
    metadata: closed('Metadata', {}, { name: FilledText, description: Text }),
    preset: Preset,
    containers: Containers,
    kubelets: KubeletEntry,
  },
);

/** How containers behave: the name of a preset, the path of a file, or rules in place. */
export const BehaviourChoice: t.Type<string | Inline, unknown> = new t.Type<string | Inline, unknown>(
  'BehaviourChoice',
  (value): value is string | Inline => FilledText.is(value) || Inline.is(value),
  (value, context) =>
    typeof value === 'object' && value !== null ? Inline.validate(value, context) : FilledText.validate(value, context),
  (value) => (typeof value === 'string' ? value : Inline.encode(value)),
);
export type BehaviourChoice = t.TypeOf<typeof BehaviourChoice>;

const isPreset = (text: string): text is BehaviourPreset => presetNames.some((one) => one === text);

/** The file that a choice names, if it names one. */
export const behaviourFile = (choice: BehaviourChoice | undefined): string | undefined =>
  typeof choice === 'string' && !isPreset(choice) ? choice : undefined;

/** What is wrong with a file of behaviours. */
export const behaviourProblems = (file: string, text: string): readonly Problem[] => {
  const read = readBehaviours(file, text);
  return E.isLeft(read) ? read.left : [];
};

const readBehaviours = (file: string, text: string): E.Either<readonly Problem[], Inline> => {
  const source = parseYamlSource(file, text);
  if (E.isLeft(source)) return source;
  const decoded = BehaviourFile.decode(source.right.value);
  return E.isLeft(decoded) ? E.left(problemsOf(source.right, decoded.left)) : decoded;
};

const presetRules = (preset: BehaviourPreset): Behaviours => {
  const decoded = Containers.decode(behaviourPresets[preset]);
  if (E.isLeft(decoded))
    throw new Error(`the preset ${preset} is not written in the language of behaviours: see behaviour-presets.ts`);
  return decoded.right.map(ruleOf);
};

/** The behaviours of a run: rules first, then those of the preset. `files` holds what the scenario names. */
export const behavioursOf = (
  choice: BehaviourChoice | undefined,
  files: Readonly<Record<string, string>>,
): Behaviours => {
  const given = chosenIn(choice, files);
  return typeof given === 'string' ? presetRules(given) : given === undefined ? [] : rulesOf(given);
};

/** How the kubelets of a run are configured. */
export const kubeletsOf = (
  choice: BehaviourChoice | undefined,
  files: Readonly<Record<string, string>>,
): KubeletConfiguration => {
  const given = chosenIn(choice, files);
  return kubeletConfiguration(typeof given === 'object' ? given.kubelets : undefined);
};

const chosenIn = (
  choice: BehaviourChoice | undefined,
  files: Readonly<Record<string, string>>,
): BehaviourPreset | Inline | undefined => {
  if (choice === undefined || typeof choice !== 'string' || isPreset(choice)) return choice;
  const read = readBehaviours(choice, files[choice] ?? '');
  if (E.isLeft(read))
    throw new Error(
      `the behaviours in ${choice} cannot be read, though reading the scenario checks them: ${read.left[0]?.message ?? ''}`,
    );
  return read.right;
};

const rulesOf = ({ preset = 'default', containers = [] }: Inline): Behaviours => [
  ...containers.map(ruleOf),
  ...presetRules(preset),
];
