import { blindDaemons } from './blind-daemons.ts';
import { boastfulKubelet } from './boastful-kubelet.ts';
import { carelessCollector } from './careless-collector.ts';
import { crowdedNode } from './crowded-node.ts';
import { daemonSweep } from './daemon-sweep.ts';
import { eagerDaemons } from './eager-daemons.ts';
import { earlyBinding } from './early-binding.ts';
import { endlessHistory } from './endless-history.ts';
import { forgottenExpectations } from './forgotten-expectations.ts';
import { forgottenNode } from './forgotten-node.ts';
import { generousBudget } from './generous-budget.ts';
import { ghostBinding } from './ghost-binding.ts';
import { greedyBinding } from './greedy-binding.ts';
import { halfBinding } from './half-binding.ts';
import { hastyConfirmation } from './hasty-confirmation.ts';
import { idleCollector } from './idle-collector.ts';
import { impatientCreation } from './impatient-creation.ts';
import { impatientSurge } from './impatient-surge.ts';
import { liftedProtection } from './lifted-protection.ts';
import { lingeringReplicas } from './lingering-replicas.ts';
import { missingReplica } from './missing-replica.ts';
import type { Mutant } from './mutant.ts';
import { nameSake } from './name-sake.ts';
import { restlessBinding } from './restless-binding.ts';
import { restlessSet } from './restless-set.ts';
import { reversedTermination } from './reversed-termination.ts';
import { secondWind } from './second-wind.ts';
import { sharedClaim } from './shared-claim.ts';
import { staleStatus } from './stale-status.ts';
import { staleTemplate } from './stale-template.ts';
import { straySandbox } from './stray-sandbox.ts';
import { tidyScaleDown } from './tidy-scale-down.ts';
import { wholeRollout } from './whole-rollout.ts';
import { wideSurge } from './wide-surge.ts';

export type { Mutant } from './mutant.ts';

/** Every planted bug. Each is killed by the property of every invariant that it breaks (see properties/). */
export const mutants: readonly Mutant[] = [
  impatientCreation,
  reversedTermination,
  wholeRollout,
  staleTemplate,
  endlessHistory,
  sharedClaim,
  tidyScaleDown,
  nameSake,
  missingReplica,
  lingeringReplicas,
  staleStatus,
  restlessSet,
  hastyConfirmation,
  straySandbox,
  secondWind,
  boastfulKubelet,
  forgottenExpectations,
  blindDaemons,
  daemonSweep,
  eagerDaemons,
  wideSurge,
  impatientSurge,
  forgottenNode,
  greedyBinding,
  restlessBinding,
  earlyBinding,
  liftedProtection,
  halfBinding,
  ghostBinding,
  crowdedNode,
  carelessCollector,
  idleCollector,
  generousBudget,
];
