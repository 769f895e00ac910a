import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** The items that are in the document: the visible ones and some around them. */
export interface VirtualRange {
  readonly from: number;
  readonly to: number;
  /** Items in a line. */
  readonly perLine: number;
  /** Pixels left out above and below. */
  readonly before: number;
  readonly after: number;
}

interface VirtualOptions {
  readonly count: number;
  readonly lineHeight: number;
  /** @default one item in a line */
  readonly minWidth?: number;
}

/** Lines kept above and below the visible ones. */
const MARGIN_LINES = 3;

/** Keeps only the visible part of a long list in the document. `box` is the scrolling element. */
export function useVirtual(
  box: RefObject<HTMLElement | null>,
  { count, lineHeight, minWidth = Infinity }: VirtualOptions,
): VirtualRange {
  const [view, setView] = useState({ top: 0, height: 600, width: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void =>
      setView({ top: element.scrollTop, height: element.clientHeight, width: element.clientWidth });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const perLine = Math.max(1, Math.floor(view.width / minWidth));
  const lines = Math.ceil(count / perLine);
  const first = Math.max(0, Math.min(lines, Math.floor(view.top / lineHeight) - MARGIN_LINES));
  const last = Math.min(lines, Math.ceil((view.top + view.height) / lineHeight) + MARGIN_LINES);
  return {
    from: first * perLine,
    to: Math.min(count, last * perLine),
    perLine,
    before: first * lineHeight,
    after: Math.max(0, lines - last) * lineHeight,
  };
}
