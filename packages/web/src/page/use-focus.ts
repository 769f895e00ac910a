import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Focuses the element with this reference when it appears, and whenever `about` changes. */
export function useFocus<T extends HTMLElement = HTMLHeadingElement>(about?: unknown): RefObject<T | null> {
  const element = useRef<T>(null);
  useLayoutEffect(() => element.current?.focus(), [about]);
  return element;
}
