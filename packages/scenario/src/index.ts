/** The scenario file, and playing it. */
export { CommandRun, type Standing, type Surroundings } from './command-run.ts';
export { TimedInput } from './input.ts';
export { Player, type OutputLine, type PlayResult, type PlaySettings } from './player.ts';
export { problemText, type Problem } from './problem.ts';
export { faultOf, type Receiver } from './receiver.ts';
export { recordedInputs } from './recorded-inputs.ts';
export { readScenario, type ReadFile, type Reading } from './read-scenario.ts';
export { defaultEpoch, Scenario, scenarioApiVersion, scenarioJson } from './scenario.ts';
export { Step } from './step.ts';
export { didYouMean } from './suggestion.ts';
export { WorldError } from './world.ts';
export { parseYamlSource } from './yaml-source.ts';
