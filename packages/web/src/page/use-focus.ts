import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Gives the focus to what has this reference: once it is there, and whenever it is about something else. */
export function useFocus<T extends HTMLElement = HTMLHeadingElement>(about?: unknown): RefObject<T | null> {
  const element = useRef<T>(null);
  useLayoutEffect(() => element.current?.focus(), [about]);
  return element;
}
