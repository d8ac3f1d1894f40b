import { Component, type ComponentType, h } from "preact";

/** The component, rendered again only once one of its properties is another. */
export function memo<P extends object>(Shown: ComponentType<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const keys = new Set([...Object.keys(this.props), ...Object.keys(next)]) as Set<keyof P>;
      return [...keys].some((key) => this.props[key] !== next[key]);
    }

    override render() {
      return h(Shown, this.props as P);
    }
  };
}
