import { constant, never, type Distribution, type Duration, type Instant } from '../engine/index.ts';
import { handle, type Command, type Request, type Response } from '../api/index.ts';
import { ClusterCore, userActor, type Settings } from './cluster-core.ts';
import { Component } from './component.ts';
import type { Answer, Controller, Watched } from './controller.ts';
import { userServer } from './user-server.ts';

/** How far a component's informers lag behind the API server, per kind: always so long, or drawn. Kinds not named do not lag. */
export type Lags = Readonly<Partial<Record<Watched, Duration | Distribution>>>;

/** A controller in this run, and how far behind it sees the cluster. */
export interface Installed {
  // Memory is the controller's own business: nobody else ever reads it.
  readonly controller: Controller<never, never>;
  readonly lags?: Lags;
}

/** A cluster that can be wound forward: the machine and the components that act on it. */
export class Cluster {
  readonly core: ClusterCore;
  readonly components: readonly Component<never, never>[];

  constructor(settings: Settings, installed: readonly Installed[]) {
    this.core = new ClusterCore(settings);
    this.components = installed.map(({ controller, lags = {} }) => {
      const given = Object.entries(lags) as [Watched, Duration | Distribution][]; // keys of Lags
      const drawn = given.map(([kind, lag]) => [kind, typeof lag === 'number' ? constant(lag) : lag] as const);
      return new Component(this.core, controller, new Map(drawn));
    });
  }

  get now(): Instant {
    return this.core.simulation.now;
  }

  /** The component that runs a controller of this name. */
  component(name: string): Component<never, never> | undefined {
    return this.components.find(({ controller }) => controller.name === name);
  }

  /** A request that no component makes: a user's, or the scenario's. What follows at once is delivered before it returns. */
  submit(command: Command, cause = 0): Answer {
    const answer = this.core.execute(command, userActor, cause);
    this.core.simulation.deliver();
    return answer;
  }

  /** Answers a user's request. What follows at once is delivered before it returns. `cause`: the input's position. */
  handle(request: Request, cause = 0): Response {
    const response = handle(userServer(this.core, cause), request);
    this.core.simulation.deliver();
    return response;
  }

  /** Takes notices until an instant, which is then now. */
  runUntil(until: Instant): void {
    const { simulation } = this.core;
    while (simulation.step(until));
    simulation.advanceTo(until);
  }

  /** Takes notices until a condition holds, nothing but periodic notices is left, or `until` is reached. True when it held. */
  runUntilHolds(holds: () => boolean, until: Instant): boolean {
    const { simulation } = this.core;
    while (!holds()) {
      if (simulation.foreground === 0 || !simulation.step(until)) return holds();
    }
    return true;
  }

  /** Takes notices until only periodic ones are left, or `until` is reached. */
  runUntilQuiet(until: Instant = never): void {
    this.runUntilHolds(() => false, until);
  }
}
