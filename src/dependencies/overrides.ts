import { type Dependency, originOf } from "./depends.ts";

type AnyDependency = Dependency<unknown, string>;

/**
 * Replaces dependencies by others, mostly in tests. Plans are compiled again after a change, so that overrides cost
 * nothing while there are none.
 *
 * @example
 * ```ts
 * app.dependencyOverrides.set(CurrentUser, Depends(() => ({ id: 1, name: "Ada" })));
 * app.dependencyOverrides.clear();
 * ```
 */
export class DependencyOverrides extends Map<AnyDependency, AnyDependency> {
  /** Counts changes. Plans compare it with the number they were compiled at. */
  version = 0;

  override set(dependency: AnyDependency, replacement: AnyDependency): this {
    // Map's own constructor calls set before this class' fields are there.
    this.version = (this.version ?? 0) + 1;
    return super.set(originOf(dependency), replacement);
  }

  override get(dependency: AnyDependency): AnyDependency | undefined {
    return super.get(originOf(dependency));
  }

  override delete(dependency: AnyDependency): boolean {
    this.version++;
    return super.delete(originOf(dependency));
  }

  override clear(): void {
    this.version++;
    super.clear();
  }
}
