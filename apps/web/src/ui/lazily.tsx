import { lazy, type ComponentType } from 'react';

/** A component whose code comes when it is wanted; once that is there, it is shown without any wait. */
export type Lazily<Props> = ComponentType<Props> & {
  /** Asks for its code; where that cannot be had now, it is asked for again when the component is shown. */
  preload(): void;
};

/** @param load imports the module and gives the component of it */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): Lazily<Props> {
  let Loaded: ComponentType<Props> | null = null;
  const get = async () => (Loaded = await load());
  const Later = lazy(async () => ({ default: await get() })) as unknown as ComponentType<Props>;
  const Shown = (props: Props) => (Loaded ? <Loaded {...props} /> : <Later {...props} />);
  return Object.assign(Shown, { preload: () => void get().catch(() => {}) });
}
